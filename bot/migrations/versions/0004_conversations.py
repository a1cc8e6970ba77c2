"""conversations"""

import sqlalchemy as sa
from alembic import op

import bot.models

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "debriefs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("due_at", bot.models.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_debriefs_line_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_debriefs_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debriefs")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("debriefs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_debriefs_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_debriefs_person_id"), ["person_id"], unique=False)

    op.create_table(
        "tallies",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_tallies_line_id")),
        sa.PrimaryKeyConstraint("line_id", "month", "what", name=op.f("pk_tallies")),
    )
    op.create_table(
        "traits",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_traits_line_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_traits_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("line_id", "person_id", "kind", "asked", name=op.f("pk_traits")),
    )
    op.create_table(
        "wishes",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("known_as", sa.String(length=16), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_wishes_line_id")),
        sa.ForeignKeyConstraint(["other_id"], ["people.id"], name=op.f("fk_wishes_other_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_wishes_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("line_id", "person_id", "other_id", "known_as", name=op.f("pk_wishes")),
    )
    with op.batch_alter_table("wishes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wishes_other_id"), ["other_id"], unique=False)

    op.create_table(
        "asides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("media_group_id", sa.String(length=64), nullable=True),
        sa.Column("reply_to", sa.Integer(), nullable=True),
        sa.Column("at", bot.models.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_asides_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_asides_line_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_asides_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asides")),
        sa.UniqueConstraint("chat_id", "message_id", name=op.f("uq_asides_chat_id_message_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("asides", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asides_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_asides_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_asides_person_id"), ["person_id"], unique=False)

    op.create_table(
        "topics",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_topics_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", "chat_id", name=op.f("pk_topics")),
    )
    with op.batch_alter_table("topics", schema=None) as batch_op:
        batch_op.create_index("ix_topics_chat_id_thread_id", ["chat_id", "thread_id"], unique=False)

    op.create_table(
        "tried",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_tried_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tried_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation_id", "person_id", name=op.f("pk_tried")),
    )
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("widen_at", bot.models.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("opened_at", bot.models.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("escalation", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("end_told", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("asks_how", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("stuck_told_at", bot.models.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_conversations_widen_at"), ["widen_at"], unique=False)

    with op.batch_alter_table("duties", schema=None) as batch_op:
        batch_op.add_column(sa.Column("talked", sa.Boolean(), server_default="0", nullable=False))

    with op.batch_alter_table("lines", schema=None) as batch_op:
        batch_op.add_column(sa.Column("most_at_once", sa.Integer(), server_default="3", nullable=False))
        batch_op.add_column(sa.Column("topics", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("topics_offered_at", bot.models.UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_supervisor", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("is_lead", sa.Boolean(), server_default="0", nullable=False))

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thread_id", sa.Integer(), nullable=True))

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("word_list", sa.Boolean(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("list_added_at", bot.models.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("list_added_at")
        batch_op.drop_column("word_list")

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("thread_id")

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_column("is_lead")
        batch_op.drop_column("is_supervisor")

    with op.batch_alter_table("lines", schema=None) as batch_op:
        batch_op.drop_column("topics_offered_at")
        batch_op.drop_column("topics")
        batch_op.drop_column("most_at_once")

    with op.batch_alter_table("duties", schema=None) as batch_op:
        batch_op.drop_column("talked")

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_column("stuck_told_at")
        batch_op.drop_column("asks_how")
        batch_op.drop_column("end_told")
        batch_op.drop_column("escalation")
        batch_op.drop_column("opened_at")
        batch_op.drop_index(batch_op.f("ix_conversations_widen_at"))
        batch_op.drop_column("widen_at")

    op.drop_table("tried")
    with op.batch_alter_table("topics", schema=None) as batch_op:
        batch_op.drop_index("ix_topics_chat_id_thread_id")

    op.drop_table("topics")
    with op.batch_alter_table("asides", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_asides_person_id"))
        batch_op.drop_index(batch_op.f("ix_asides_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_asides_at"))

    op.drop_table("asides")
    with op.batch_alter_table("wishes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wishes_other_id"))

    op.drop_table("wishes")
    op.drop_table("traits")
    op.drop_table("tallies")
    with op.batch_alter_table("debriefs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_debriefs_person_id"))
        batch_op.drop_index(batch_op.f("ix_debriefs_due_at"))

    op.drop_table("debriefs")
