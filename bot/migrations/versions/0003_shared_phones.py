"""shared phones"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("in_hand_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["in_hand_id"], ["people.id"], name=op.f("fk_phones_in_hand_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phones")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_phones_telegram_id")),
    )
    op.create_table(
        "carriers",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("phone_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_carriers_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], name=op.f("fk_carriers_phone_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_carriers")),
    )
    with op.batch_alter_table("carriers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carriers_phone_id"), ["phone_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("carriers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_carriers_phone_id"))
    op.drop_table("carriers")
    op.drop_table("phones")
