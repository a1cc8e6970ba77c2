"""A whole line in one form for every database: what a backup holds, and how it is read out and put in."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Connection, Date, DateTime, MetaData, Table, event, func, insert, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.types import TypeEngine

from bot.database import file_of, snapshot_engine
from bot.migrations.upgrade import migrate, version_of
from bot.models import Base, UtcDateTime

_FORMAT = 1
_ROWS_AT_ONCE = 500
# What was numbered since a backup was made is not on record any more, but stands on buttons: after a restore numbers
# go on so much higher. Those that people type stay short.
_AHEAD, _AHEAD_TYPED = 1_000_000, 1_000
_TYPED = ("shifts", "covers")
_MIGRATION = "alembic_version"


class NotPortable(Exception):
    """Something is not a line, or not a whole one, in words for whoever asked."""


@dataclass(frozen=True)
class Part:
    """One table: its columns, its rows in their order, and the highest number that a row ever had."""

    columns: list[str]
    rows: list[list[Any]]
    last_id: int


@dataclass(frozen=True)
class Whole:
    """A line as it was at `made_at`, in the tables of `migration`."""

    migration: str
    made_at: datetime
    parts: dict[str, Part]

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return len(self.parts[table].rows) if table in self.parts else 0

    def people(self) -> int:
        """How many people have a role."""
        part = self.parts.get("memberships")
        return len({row[part.columns.index("person_id")] for row in part.rows}) if part is not None else 0


async def read(url: str, now: datetime) -> Whole:
    """Everything in a database, as it is at one moment; raises NotPortable when it holds no line."""
    file = file_of(make_url(url))
    if file is not None and not file.exists():
        raise NotPortable(f"There is no database at {file}. Look at DATABASE_URL, and at the folder you are in.")
    engine = snapshot_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_read, now)
    finally:
        await engine.dispose()


def _read(connection: Connection, now: datetime) -> Whole:
    migration = version_of(connection)
    if migration is None:
        raise NotPortable("This database holds no line yet.")
    found: dict[str, tuple[Table, list[Any], int]] = {}
    # The rows first and their form afterwards, so that the snapshot is held no longer than need be.
    for table in _tables(connection):
        rows = connection.execute(select(table).order_by(*table.primary_key.columns)).all()
        found[table.name] = (table, list(rows), _last_id(connection, table))
    return Whole(
        migration,
        now,
        {
            name: Part(
                [column.name for column in table.columns], [[_plain(cell) for cell in row] for row in rows], last
            )
            for name, (table, rows, last) in found.items()
        },
    )


def _tables(connection: Connection) -> list[Table]:
    """Warmline's tables as they are, whichever version made them, those that others refer to first."""
    found = MetaData()
    event.listen(found, "column_reflect", _as_in_the_models)
    found.reflect(connection, only=lambda name, _: name in Base.metadata.tables)
    return found.sorted_tables


def _as_in_the_models(_inspector: Any, _table: Table, column: Any) -> None:
    kind: TypeEngine[Any] = column["type"]
    if isinstance(kind, DateTime):
        column["type"] = UtcDateTime()
    elif isinstance(kind, JSON):
        column["type"] = JSON(none_as_null=True)


def _numbered(table: Table) -> bool:
    return [column.name for column in table.primary_key.columns] == ["id"]


def _last_id(connection: Connection, table: Table) -> int:
    if not _numbered(table):
        return 0
    highest = connection.scalar(select(func.max(table.c.id))) or 0
    if connection.dialect.name == "sqlite":
        if not inspect(connection).has_table("sqlite_sequence"):
            return int(highest)
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return max(highest, connection.scalar(query, {"name": table.name}) or 0)
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
    last = connection.scalar(text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"))
    return max(highest, last or 0)


def put_in(connection: Connection, whole: Whole, last_ids: Mapping[str, int], *, goes_back: bool) -> None:
    """Put a line in the place of what a database holds, inside the transaction that is open.

    Numbers go on after `last_ids` and those of the line; far after them when it `goes_back` in time.
    """
    there = MetaData()
    there.reflect(connection, only=lambda name, _: name in Base.metadata.tables or name == _MIGRATION)
    there.drop_all(connection)
    migrate(connection, whole.migration)
    tables = {table.name: table for table in _tables(connection)}
    if tables.keys() != whole.parts.keys():
        raise NotPortable("This backup does not have the tables of its version.")
    for name, table in tables.items():
        part = whole.parts[name]
        kinds = [_reader(table.c[column].type) for column in part.columns]
        for start in range(0, len(part.rows), _ROWS_AT_ONCE):
            rows = [
                {column: read(cell) for column, read, cell in zip(part.columns, kinds, row, strict=True)}
                for row in part.rows[start : start + _ROWS_AT_ONCE]
            ]
            connection.execute(insert(table), rows)
    migrate(connection)
    for table in _tables(connection):
        if _numbered(table):
            old = whole.parts[table.name].last_id if table.name in whole.parts else 0
            ahead = (_AHEAD_TYPED if table.name in _TYPED else _AHEAD) if goes_back and table.name != "lines" else 0
            _go_on_after(connection, table, max(old + ahead, last_ids.get(table.name, 0)))


def _go_on_after(connection: Connection, table: Table, last: int) -> None:
    """Give the next row of a table a higher number than `last`; on SQLite where the table keeps count at all."""
    last = max(last, _last_id(connection, table))
    if connection.dialect.name == "sqlite":
        counts = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table.name})
        if "AUTOINCREMENT" in str(counts):
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
            said = {"name": table.name, "last": last}
            connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), said)
    elif last:
        connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))


def check(connection: Connection) -> None:
    """Raise NotPortable when a row refers to one that is not there, which PostgreSQL sees by itself."""
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise NotPortable("Rows of this backup refer to others that are not there.")


def pack(whole: Whole) -> bytes:
    """A line as compressed lines of JSON: about the whole, then for each table about it and its rows."""
    body = bytearray()
    for name, part in whole.parts.items():
        about = {"table": name, "columns": part.columns, "rows": len(part.rows), "last_id": part.last_id}
        for line in (about, *part.rows):
            body += json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    head = {
        "warmline": _FORMAT,
        "migration": whole.migration,
        "made_at": whole.made_at.isoformat(),
        "rows": {name: len(part.rows) for name, part in whole.parts.items()},
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return gzip.compress(json.dumps(head).encode() + b"\n" + bytes(body), mtime=0)


def unpack(packed: bytes) -> Whole:
    """What `pack` made; raises NotPortable when it is damaged, or of a format that this version does not know."""
    try:
        first, _, body = gzip.decompress(packed).partition(b"\n")
        head = json.loads(first)
        if head["warmline"] != _FORMAT:
            raise NotPortable("A newer Warmline made this backup. Install that one, or a newer one.")
        if hashlib.sha256(body).hexdigest() != head["sha256"]:
            raise ValueError
        lines = [json.loads(line) for line in body.splitlines()]
        parts, place = {}, 0
        while place < len(lines):
            about = lines[place]
            end = place + 1 + about["rows"]
            parts[about["table"]] = Part(about["columns"], lines[place + 1 : end], int(about["last_id"]))
            place = end
        if {name: len(part.rows) for name, part in parts.items()} != head["rows"]:
            raise ValueError
        made_at = datetime.fromisoformat(head["made_at"]).astimezone(UTC)
        return Whole(str(head["migration"]), made_at, parts)
    except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, AttributeError):
        raise NotPortable("This is no backup of Warmline, or it is damaged.") from None


def _plain(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, date | datetime) else cell


def _reader(kind: TypeEngine[Any]) -> Any:
    """How a cell of a column of this kind is read from JSON."""
    read: Any = (
        datetime.fromisoformat
        if isinstance(kind, UtcDateTime)
        else date.fromisoformat
        if isinstance(kind, Date)
        else None
    )
    return (lambda cell: cell) if read is None else lambda cell: None if cell is None else read(cell)
