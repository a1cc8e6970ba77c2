"""when it was written"""

import sqlalchemy as sa
from alembic import op

import bot.models

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("written_at", bot.models.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    # To build the table anew would take its neighbours' rows with it.
    op.execute("ALTER TABLE outbox DROP COLUMN written_at")
