"""The only reader of the environment."""

import re
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

Nation = Literal["england", "scotland", "wales", "northern-ireland"]


class Settings(BaseSettings):
    """What the person who runs the server can set, by environment or `.env`.

    A field's description ends the sentence "NAME must be …", which whoever sets it wrongly reads.
    """

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    telegram_bot_token: SecretStr = Field(
        description="the token that @BotFather gave you. It looks like 123456789:AAE-xyz"
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org", description="an address that starts with https:// or http://"
    )
    database_url: str = Field("sqlite+aiosqlite:///warmline.db", description="like sqlite+aiosqlite:///warmline.db")
    coordinators: Annotated[tuple[int, ...], NoDecode] = Field(
        (), description="Telegram user ids with commas between them, like 123456789,987654321"
    )
    line_name: str = Field("Warmline", min_length=1, max_length=64, description="a name of 1 to 64 letters")
    time_zone: str = Field("Europe/London", description="a place as the clock knows it, like Europe/London")
    nation: Nation | None = Field(
        None, description="england, scotland, wales or northern-ireland; or leave it empty for the whole UK"
    )
    answer_within: int = Field(5, ge=1, le=120, description="a whole number of minutes from 1 to 120")
    messages_a_second: float = Field(30, gt=0, allow_inf_nan=False, description="a number above 0, like 30")
    messages_a_second_per_chat: float = Field(1, gt=0, allow_inf_nan=False, description="a number above 0, like 1")
    backup_key: str = Field(
        "warmline.key",
        min_length=1,
        description="the name of a file, like warmline.key, or a public key of age's that starts with age1",
    )

    @field_validator("telegram_bot_token")
    @classmethod
    def _like_a_token(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[\w-]+:[\w-]+", value.get_secret_value(), re.ASCII):
            raise ValueError
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _address_without_a_slash_at_the_end(cls, value: str) -> str:
        if not re.match(r"https?://[^/\s]", value):
            raise ValueError
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            usable = make_url(value).get_dialect().is_async
        except ArgumentError:
            usable = False
        if not usable:
            raise ValueError
        return value

    @field_validator("backup_key")
    @classmethod
    def _file_or_public_key(cls, value: str) -> str:
        if value.startswith("age1"):
            from pyrage.x25519 import Recipient  # a line that makes no backups need not load it

            try:
                Recipient.from_str(value)
            except Exception:
                raise ValueError from None
        elif value.upper().startswith("AGE-SECRET-KEY"):
            raise ValueError
        return value

    @field_validator("coordinators", mode="before")
    @classmethod
    def _split_coordinators(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(int(part) for part in value.replace(" ", "").split(",") if part)
        return value

    @field_validator("coordinators")
    @classmethod
    def _people_not_groups(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if any(number <= 0 for number in value):
            raise ValueError
        return value

    @field_validator("nation", mode="before")
    @classmethod
    def _blank_nation_is_the_whole_uk(cls, value: object) -> object:
        return value or None

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, OSError):
            raise ValueError from None
        return value

    @cached_property
    def zone(self) -> ZoneInfo:
        """The line's zone."""
        return ZoneInfo(self.time_zone)


def in_words(error: ValidationError) -> list[str]:
    """What is wrong with the settings, a line each, without the wrong values: one of them may be the token."""
    names = dict.fromkeys(str(problem["loc"][0]) for problem in error.errors() if problem["loc"])
    return [f"{name.upper()} must be {Settings.model_fields[name].description}." for name in names]
