"""Whoever gets a rollout's new version may keep it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022_stickiness"
down_revision: str | None = "0021_replicas"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("rollouts", sa.Column("sticky_by", sa.String(100), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("rollouts", "sticky_by")
