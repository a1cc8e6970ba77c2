"""out of reach"""

import sqlalchemy as sa
from alembic import op

import bot.models

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NAMES = ("heard_at", "backed_up_at")


def upgrade() -> None:
    for name in _NAMES:
        op.add_column("lines", sa.Column(name, bot.models.UtcDateTime(timezone=True), nullable=True))
    # Until now a moment at which the program ran counted as one at which it could be reached.
    op.execute("UPDATE lines SET heard_at = alive_at")


def downgrade() -> None:
    # To build the table anew would take its neighbours' rows with it.
    for name in reversed(_NAMES):
        op.execute(f"ALTER TABLE lines DROP COLUMN {name}")
