"""The only reader of the environment."""

from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Nation = Literal["england", "scotland", "wales", "northern-ireland"]


class Settings(BaseSettings):
    """What the person who runs the server can set, by environment or `.env`."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    telegram_bot_token: SecretStr
    telegram_api_url: str = "https://api.telegram.org"
    database_url: str = "sqlite+aiosqlite:///warmline.db"
    coordinators: Annotated[tuple[int, ...], NoDecode] = ()
    line_name: str = Field("Warmline", min_length=1, max_length=64)
    time_zone: str = "Europe/London"
    nation: Nation | None = None
    answer_within: int = Field(5, ge=1, le=120)
    messages_a_second: float = Field(30, gt=0)
    messages_a_second_per_chat: float = Field(1, gt=0)

    @field_validator("coordinators", mode="before")
    @classmethod
    def _split_coordinators(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(int(part) for part in value.replace(" ", "").split(",") if part)
        return value

    @field_validator("nation", mode="before")
    @classmethod
    def _blank_nation_is_the_whole_uk(cls, value: object) -> object:
        return value or None

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        ZoneInfo(value)
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _no_slash_at_the_end(cls, value: str) -> str:
        return value.rstrip("/")

    @cached_property
    def zone(self) -> ZoneInfo:
        """The line's zone."""
        return ZoneInfo(self.time_zone)
