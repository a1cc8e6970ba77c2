"""check-ins"""

import sqlalchemy as sa
from alembic import op

from bot.migrations.rebuilding import never_the_same_number_twice

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_in_plans",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.JSON(), nullable=False),
        sa.Column("scale", sa.String(length=16), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_from", sa.Date(), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("keep_days", sa.Integer(), nullable=True),
        sa.Column("missed_limit", sa.Integer(), nullable=True),
        sa.Column("silence_wait", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=True),
        sa.Column("step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_row", sa.Integer(), nullable=True),
        sa.Column("peer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_check_in_plans_line_id")),
        sa.ForeignKeyConstraint(
            ["peer_id"], ["people.id"], name=op.f("fk_check_in_plans_peer_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_check_in_plans_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_check_in_plans")),
    )
    with op.batch_alter_table("check_in_plans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_in_plans_next_at"), ["next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_check_in_plans_step_at"), ["step_at"], unique=False)

    op.create_table(
        "check_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scale", sa.String(length=16), nullable=False),
        sa.Column("early", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_check_ins_line_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_check_ins_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("person_id", "due_at", name=op.f("uq_check_ins_person_id_due_at")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_ins_again_at"), ["again_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_check_ins_due_at"), ["due_at"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erases", sa.Boolean(), server_default="0", nullable=False))

    with op.batch_alter_table("lines", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rhythm", sa.JSON(), nullable=True))

    with never_the_same_number_twice("people") as batch_op:
        batch_op.add_column(sa.Column("zone", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("relay", sa.Boolean(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("awaited", sa.Boolean(), server_default="0", nullable=False))

    with never_the_same_number_twice("conversations") as batch_op:
        batch_op.add_column(sa.Column("hello", sa.Boolean(), server_default="0", nullable=False))

    with never_the_same_number_twice("invitations"):
        pass

    with never_the_same_number_twice("shifts"):
        pass


def downgrade() -> None:
    # Each column on its own: to build these tables anew would take their neighbours' rows with it.
    for table, column in (
        ("conversations", "hello"),
        ("outbox", "erases"),
        ("people", "awaited"),
        ("people", "relay"),
        ("people", "zone"),
        ("lines", "rhythm"),
    ):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.drop_table("check_ins")
    op.drop_table("check_in_plans")
