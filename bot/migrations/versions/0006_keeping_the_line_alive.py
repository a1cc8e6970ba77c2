"""keeping the line alive"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import bot.models

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_LINE: tuple[sa.Column[Any], ...] = (
    sa.Column("heartbeat_minute", sa.Integer(), server_default="540", nullable=True),
    sa.Column("heartbeat_at", bot.models.UtcDateTime(timezone=True), nullable=True),
    sa.Column("alive_at", bot.models.UtcDateTime(timezone=True), nullable=True),
    sa.Column("running_since", bot.models.UtcDateTime(timezone=True), nullable=True),
    sa.Column("stops", sa.Integer(), server_default="0", nullable=False),
    sa.Column("ending", sa.String(length=16), nullable=True),
    sa.Column("ending_at", bot.models.UtcDateTime(timezone=True), nullable=True),
    sa.Column("untold", sa.JSON(), nullable=True),
)


def upgrade() -> None:
    for column in _LINE:
        op.add_column("lines", column)
    op.add_column("memberships", sa.Column("is_keeper", sa.Boolean(), server_default="0", nullable=False))


def downgrade() -> None:
    # Each column on its own: to build these tables anew would take their neighbours' rows with it.
    op.execute("ALTER TABLE memberships DROP COLUMN is_keeper")
    for column in reversed(_LINE):
        op.execute(f"ALTER TABLE lines DROP COLUMN {column.name}")
