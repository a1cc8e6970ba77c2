"""Building a table anew where only that brings a change."""

from contextlib import AbstractContextManager

from alembic import op
from alembic.operations import BatchOperations


def never_the_same_number_twice(table: str) -> AbstractContextManager[BatchOperations]:
    """Change a table whose numbers stand in buttons and on the record, so that no number comes again.

    SQLite has to build it anew for that, with foreign keys off, for else what refers to the old table would be deleted
    with it. PostgreSQL's sequences never count back, and building it anew would begin another one.
    """
    if op.get_context().dialect.name != "sqlite":
        return op.batch_alter_table(table)
    return op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": True})
