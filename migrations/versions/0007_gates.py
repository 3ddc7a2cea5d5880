"""Approvals and the hours of rollouts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007_gates"
down_revision: str | None = "0006_tenants"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("rollout_stages", sa.Column("approvals", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("rollouts", sa.Column("window", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "rollout_approvals",
        sa.Column("rollout_id", sa.String(length=24), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["rollout_id"],
            ["rollouts.id"],
            name=op.f("fk_rollout_approvals_rollout_id_rollouts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("rollout_id", "stage", "login", name=op.f("pk_rollout_approvals")),
    )


def downgrade() -> None:
    op.drop_table("rollout_approvals")
    op.drop_column(
        "rollouts", "window"
    )  # in a batch SQLite makes the table anew, and deletes what refers to it
    op.drop_column("rollout_stages", "approvals")
