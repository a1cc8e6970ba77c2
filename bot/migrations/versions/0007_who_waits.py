"""who waits"""

import sqlalchemy as sa
from alembic import op

import bot.models

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("named_at", bot.models.UtcDateTime(timezone=True), nullable=True))
    # Of these the coordinators have heard.
    op.execute("UPDATE conversations SET named_at = told_at WHERE escalation = 3")


def downgrade() -> None:
    # To build the table anew would take its neighbours' rows with it.
    op.execute("ALTER TABLE conversations DROP COLUMN named_at")
