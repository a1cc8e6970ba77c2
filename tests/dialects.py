"""SQL is compiled once for all tests of a process: nearly each has an engine of its own, and SQLAlchemy compiles anew
for each engine, which was more than a third of the time that the stories took.
"""

from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import Engine
from sqlalchemy.util import LRUCache


class _Alike:
    """All of one kind count as the same where compiled statements are looked up."""

    statements: LRUCache[Any, Any]

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=cls.statements)


class SQLite(_Alike, SQLiteDialect_aiosqlite):
    supports_statement_cache = True
    statements = LRUCache(5000)


class PostgreSQL(_Alike, PGDialect_asyncpg):
    supports_statement_cache = True
    statements = LRUCache(5000)


def compile_once() -> None:
    """Let every engine that is made from now on use these."""
    registry.register("sqlite.aiosqlite", __name__, "SQLite")
    registry.register("postgresql.asyncpg", __name__, "PostgreSQL")
