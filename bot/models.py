"""The tables: who, when and where. No table has a column for what anybody wrote."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite keeps no zone, so it is taken off on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


class Role(StrEnum):
    """What a person is on a line; one person may be all three."""

    MEMBER = "member"
    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"


class ConversationState(StrEnum):
    """`asking` means: nobody was on duty, and the member has not said whether to pass it on."""

    ASKING = "asking"
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


UNHEARD = (ConversationState.ASKING, ConversationState.WAITING)


class DutyState(StrEnum):
    """How far the announcements of a duty have come; who is on duty is decided by the times alone."""

    PLANNED = "planned"
    STARTED = "started"
    ENDED = "ended"
    MISSED = "missed"


class CoverState(StrEnum):
    """The life of a request for cover; `taken` and a released `asked` decide who is on."""

    ASKED = "asked"
    TAKEN = "taken"
    OVER = "over"


class OutboxState(StrEnum):
    """The life of one thing to send."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Ending(StrEnum):
    """How far the last word to everybody has come: wished for, put into the outbox, or gone out to all."""

    ASKED = "asked"
    TELLING = "telling"
    TOLD = "told"


class Line(Base):
    """A group's warmline.

    `alive_at` is when the program last looked at the clock, to within a minute, `heard_at` when it also knew that
    Telegram answers, and `running_since` since when without a break in that. `backed_up_at` is when the newest backup
    was written. Each `python -m bot stop` counts `stops` on by one. `untold` is what members can be told by one press.
    """

    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    zone: Mapped[str] = mapped_column(String(64))
    nation: Mapped[str | None] = mapped_column(String(32))
    answer_within: Mapped[int]
    shut_on_bank_holidays: Mapped[bool] = mapped_column(default=False)
    most_a_day: Mapped[int] = mapped_column(default=240)
    most_a_week: Mapped[int] = mapped_column(default=480)
    most_at_once: Mapped[int] = mapped_column(default=3, server_default="3")
    topics: Mapped[bool] = mapped_column(default=False, server_default="0")
    topics_offered_at: Mapped[datetime | None]
    week_notice_at: Mapped[datetime | None]
    rhythm: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    heartbeat_minute: Mapped[int | None] = mapped_column(default=540, server_default="540")
    heartbeat_at: Mapped[datetime | None]
    alive_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    running_since: Mapped[datetime | None]
    stops: Mapped[int] = mapped_column(default=0, server_default="0")
    ending: Mapped[str | None] = mapped_column(String(16))
    ending_at: Mapped[datetime | None]
    untold: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    backed_up_at: Mapped[datetime | None]


class Person(Base):
    """Someone who wrote to the bot; without a role, a passer-by who is forgotten after two days.

    `zone` is their own, `relay` whether what they write as a member is passed on, and `awaited` whether a check-in
    waits for any sign of life from them.
    """

    __tablename__ = "people"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    language: Mapped[str] = mapped_column(String(8), default="en")
    blocked_at: Mapped[datetime | None]
    signposted_at: Mapped[datetime | None]
    step: Mapped[str | None] = mapped_column(String(32))
    step_data: Mapped[dict[str, Any] | None]
    word_list: Mapped[bool] = mapped_column(default=True, server_default="1")
    list_added_at: Mapped[datetime | None]
    zone: Mapped[str | None] = mapped_column(String(64))
    relay: Mapped[bool] = mapped_column(default=True, server_default="1")
    awaited: Mapped[bool] = mapped_column(default=False, server_default="0")
    seen_at: Mapped[datetime] = mapped_column(index=True)


class Phone(Base):
    """A Telegram account that several volunteers share, as a group's one phone is, and who has it in hand."""

    __tablename__ = "phones"
    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    in_hand_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class Carrier(Base):
    """Someone who shares a phone; their `Person.telegram_id` is below zero, an address that the sender resolves."""

    __tablename__ = "carriers"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"), index=True)


class Membership(Base):
    """One role of one person on one line, and the name the other side sees in it."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("person_id", "line_id", "role"),
        UniqueConstraint("line_id", "alias_key"),
        {"sqlite_autoincrement": True},  # a button that names one must never come to mean another
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    alias: Mapped[str] = mapped_column(String(64))
    alias_key: Mapped[str] = mapped_column(String(96))
    since: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    is_backup: Mapped[bool] = mapped_column(default=False)
    is_supervisor: Mapped[bool] = mapped_column(default=False, server_default="0")
    is_lead: Mapped[bool] = mapped_column(default=False, server_default="0")
    is_keeper: Mapped[bool] = mapped_column(default=False, server_default="0")
    buddy_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    buddy_until: Mapped[datetime | None]
    reminders: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))


class Consent(Base):
    """What a person agreed to, which version, and when; withdrawn ones stay as proof until the person is forgotten."""

    __tablename__ = "consents"
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    what: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Invitation(Base):
    """A single-use link; only a digest of its code is kept, so that a stolen file opens no door."""

    __tablename__ = "invitations"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    alias: Mapped[str | None] = mapped_column(String(64))
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class Opening(Base):
    """A span of the hours that the line promises each week, in wall-clock minutes from midnight of `weekday`."""

    __tablename__ = "openings"
    __table_args__ = (CheckConstraint("end_minute > start_minute", name="end"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"), index=True)
    weekday: Mapped[int]
    start_minute: Mapped[int]
    end_minute: Mapped[int]


class HoursException(Base):
    """Days, or a span of each of them, on which the line is open or closed whatever the week says; later ones win."""

    __tablename__ = "hours_exceptions"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="last_day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"), index=True)
    is_open: Mapped[bool]
    first_day: Mapped[date]
    last_day: Mapped[date] = mapped_column(index=True)
    start_minute: Mapped[int | None]
    end_minute: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(80))


class Shift(Base):
    """The rule of a shift in the line's wall-clock time; minutes count from midnight and may pass 1440."""

    __tablename__ = "shifts"
    __table_args__ = (
        CheckConstraint("start_minute >= 0 AND start_minute < 1440", name="start"),
        CheckConstraint("end_minute > start_minute AND end_minute <= start_minute + 1440", name="end"),
        CheckConstraint("(day IS NULL) <> (weekdays IS NULL)", name="once_or_weekly"),
        Index("ix_shifts_line_id_removed_at_last_day", "line_id", "removed_at", "last_day"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"), index=True)
    weekdays: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    day: Mapped[date | None]
    start_minute: Mapped[int]
    end_minute: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    every_weeks: Mapped[int] = mapped_column(default=1)
    planned_until: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class ShiftPerson(Base):
    """Who takes a shift; several take turns in the order of `position`."""

    __tablename__ = "shift_people"
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)


class Away(Base):
    """Days on which a volunteer takes no shifts, both included; without `last_day`, until somebody ends it."""

    __tablename__ = "aways"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date | None]


class Cover(Base):
    """A turn of a shift, or a part of it, that somebody else is asked to take, or took.

    Without times it is the whole turn, and stays so when the shift's times change. Once `released`, its owner is
    off whether or not it is taken.
    """

    __tablename__ = "covers"
    __table_args__ = (
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="part"),
        Index("ix_covers_line_id_state_day", "line_id", "state", "day"),
        Index("ix_covers_shift_id_day", "shift_id", "day"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id", ondelete="CASCADE"))
    day: Mapped[date]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    taker_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(16), default=CoverState.ASKED)
    released: Mapped[bool] = mapped_column(default=False)
    remind_at: Mapped[datetime | None] = mapped_column(index=True)


class Duty(Base):
    """One turn of a shift, or a part of it, worked out ahead in UTC, so that who is on duty is one indexed look-up.

    Without a person nobody has it. `remind_at` and `confirm_by` are when the clock next brings something for it.
    """

    __tablename__ = "duties"
    __table_args__ = (
        UniqueConstraint("shift_id", "starts_at"),
        Index("ix_duties_line_id_starts_at", "line_id", "starts_at"),
        Index("ix_duties_person_id_starts_at", "person_id", "starts_at"),
        Index("ix_duties_line_id_ends_at", "line_id", "ends_at"),
        Index("ix_duties_state_starts_at", "state", "starts_at"),
        Index("ix_duties_state_ends_at", "state", "ends_at"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    day: Mapped[date]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default=DutyState.PLANNED)
    remind_at: Mapped[datetime | None] = mapped_column(index=True)
    confirm_by: Mapped[datetime | None] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    talked: Mapped[bool] = mapped_column(default=False, server_default="0")


class Gap(Base):
    """Open hours with nobody on; coordinators hear of it at `warn_at`, which is empty once they have."""

    __tablename__ = "gaps"
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    warn_at: Mapped[datetime | None] = mapped_column(index=True)


class Change(Base):
    """Who changed what and when, with the rows as they were and became, so that it can be taken back."""

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_line_id_id", "line_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(32))
    params: Mapped[dict[str, Any]]
    rows: Mapped[list[Any]]
    undone_at: Mapped[datetime | None]


class Draft(Base):
    """What a coordinator typed, as it was understood, until they press Save; `built_on` is the last change then."""

    __tablename__ = "drafts"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    data: Mapped[dict[str, Any]]
    built_on: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(index=True)


class CalendarEntry(Base):
    """A turn as a volunteer last had it in a calendar file, so that the next file can say what changed since."""

    __tablename__ = "calendar_entries"
    __table_args__ = (UniqueConstraint("person_id", "shift_id", "day", "part"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id", ondelete="CASCADE"))
    day: Mapped[date]
    part: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    sequence: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[bool] = mapped_column(default=False)


class Conversation(Base):
    """One stretch of contact between a member and whoever is on duty.

    `escalation` is how many steps of asking others were taken while the member waits, `end_told` at how many minutes
    before the end of the shift both were last told of it, `widen_at` when those not asked first are asked too,
    `asks_how` whether the member can still say how it was, `hello` that a volunteer began it and the member has not
    written yet, and `named_at` when the coordinators last heard that it waits, which is empty while they are to hear.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_member", "member_id", "state"),
        Index("ix_conversations_volunteer", "volunteer_id", "state"),
        Index(
            "uq_conversations_one_at_a_time",
            "line_id",
            "member_id",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
        {"sqlite_autoincrement": True},  # numbers on buttons must never come to mean another one
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(16))
    begun_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None] = mapped_column(index=True)
    widen_at: Mapped[datetime | None] = mapped_column(index=True)
    opened_at: Mapped[datetime | None]
    escalation: Mapped[int] = mapped_column(default=0, server_default="0")
    end_told: Mapped[int | None]
    asks_how: Mapped[bool] = mapped_column(default=False, server_default="0")
    hello: Mapped[bool] = mapped_column(default=False, server_default="0")
    stuck_told_at: Mapped[datetime | None]
    named_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)


class Held(Base):
    """A member's message that waits; it goes to a volunteer only when `wanted`, and Telegram keeps the words."""

    __tablename__ = "held"
    __table_args__ = (UniqueConstraint("chat_id", "message_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int]
    media_group_id: Mapped[str | None] = mapped_column(String(64))
    reply_to: Mapped[int | None]
    wanted: Mapped[bool]
    at: Mapped[datetime]


class Offer(Base):
    """A conversation offered to one of several on duty; the outbox row tells which message to withdraw."""

    __tablename__ = "offers"
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"))


class Tried(Base):
    """A volunteer who was asked while this member waited and has not answered; others come first then."""

    __tablename__ = "tried"
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)


class Aside(Base):
    """A message that goes nowhere until its writer says so: for whom it is, that it may show who they are, or a note.

    A note waits for the next volunteer of its conversation.
    """

    __tablename__ = "asides"
    __table_args__ = (UniqueConstraint("chat_id", "message_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int]
    media_group_id: Mapped[str | None] = mapped_column(String(64))
    reply_to: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(index=True)


class Topic(Base):
    """The topic of a conversation in one chat; its number is Telegram's, empty until the topic is made."""

    __tablename__ = "topics"
    __table_args__ = (Index("ix_topics_chat_id_thread_id", "chat_id", "thread_id"),)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    thread_id: Mapped[int | None]


class Wish(Base):
    """What one person wishes of another: to talk again, or not to be paired with them. Nobody else sees it.

    `known_as` is the role in which they know the other one, who may have another name in another role.
    """

    __tablename__ = "wishes"
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    known_as: Mapped[str] = mapped_column(String(16), primary_key=True)
    again: Mapped[bool]


class Trait(Base):
    """What a person says of themselves in their own words, or (`asked`) asks of whoever they talk with."""

    __tablename__ = "traits"
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    asked: Mapped[bool] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(String(80))


class Tally(Base):
    """How often something happened in a month, and nothing of whom."""

    __tablename__ = "tallies"
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int]


class Debrief(Base):
    """A volunteer who talked with somebody in a shift is asked the next morning how they are."""

    __tablename__ = "debriefs"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    due_at: Mapped[datetime] = mapped_column(index=True)


class Silence(StrEnum):
    """What comes next for somebody who wants to be missed: one note to them, then one question to a peer."""

    LOOK = "look"
    HELLO = "hello"
    ASKED = "asked"


class CheckInState(StrEnum):
    """The life of one check-in; `later` is one that was put off, `erased` one whose buttons still work for a while."""

    ASKED = "asked"
    LATER = "later"
    ANSWERED = "answered"
    ERASED = "erased"


class CheckInPlan(Base):
    """When somebody is asked how they are, in the wall-clock time of their own zone; without days, never.

    `next_at` is when they are asked next. Paused from the first of two days until before the second, or until they say
    so. `keep_days` is how long answers are kept: 0 not at all, empty until they say. After `missed_limit` missed ones
    comes the ladder of `Silence`, each step `silence_wait` minutes after what went before; `asked_row` is the outbox
    row of that, and `peer_id` who was asked to say hello.
    """

    __tablename__ = "check_in_plans"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))
    days: Mapped[list[Any]]
    minutes: Mapped[list[Any]]
    scale: Mapped[str] = mapped_column(String(16))
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    paused_from: Mapped[date | None]
    paused_until: Mapped[date | None]
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    keep_days: Mapped[int | None]
    missed_limit: Mapped[int | None]
    silence_wait: Mapped[int]
    missed: Mapped[int] = mapped_column(default=0)
    step: Mapped[str | None] = mapped_column(String(16))
    step_at: Mapped[datetime | None] = mapped_column(index=True)
    asked_row: Mapped[int | None]
    peer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class CheckIn(Base):
    """One time somebody was asked; the answer is a button's name, never words, and counts for `day`.

    `early` when they asked for it themselves, and `again_at` when one that was put off is asked again.
    """

    __tablename__ = "check_ins"
    __table_args__ = (UniqueConstraint("person_id", "due_at"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    day: Mapped[date]
    due_at: Mapped[datetime] = mapped_column(index=True)
    scale: Mapped[str] = mapped_column(String(16))
    early: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default=CheckInState.ASKED)
    answer: Mapped[str | None] = mapped_column(String(16))
    again_at: Mapped[datetime | None] = mapped_column(index=True)


class Outbox(Base):
    """Something to send: a text by its key in the catalogue, or a copy by its ids. Never the words.

    `made_at` is when it was put here, `written_at` when what it copies was written, if that had waited before. One that
    `erases` names somebody who was forgotten: no trace of them stays once it has gone.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state_id", "state", "id"),
        Index("ix_outbox_conversation_id_state", "conversation_id", "state"),
        Index("ix_outbox_chat_id_id", "chat_id", "id"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("lines.id"))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(16))
    priority: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default=OutboxState.WAITING)
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    text_key: Mapped[str | None] = mapped_column(String(64))
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    buttons: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    from_chat_id: Mapped[int | None] = mapped_column(BigInteger)
    from_message_ids: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    media_group_id: Mapped[str | None] = mapped_column(String(64))
    reply_to: Mapped[int | None]
    target_id: Mapped[int | None]
    message_id: Mapped[int | None]
    thread_id: Mapped[int | None]
    erases: Mapped[bool] = mapped_column(default=False, server_default="0")
    written_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(index=True)


class Relay(Base):
    """A copied message and the link between its two ids; gone 48 hours after the conversation closes."""

    __tablename__ = "relays"
    __table_args__ = (
        Index("ix_relays_from", "from_chat_id", "from_message_id"),
        Index("ix_relays_to", "to_chat_id", "to_message_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    from_chat_id: Mapped[int | None] = mapped_column(BigInteger)
    from_message_id: Mapped[int | None]
    to_chat_id: Mapped[int] = mapped_column(BigInteger)
    to_message_id: Mapped[int]


class SeenUpdate(Base):
    """An update that was dealt with, so that Telegram's second delivery of it does nothing; kept for two days."""

    __tablename__ = "seen_updates"
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    set_aside: Mapped[bool] = mapped_column(default=False)
