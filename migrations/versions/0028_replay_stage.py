"""A rollout may begin with a replay of recorded requests."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028_replay_stage"
down_revision: str | None = "0027_sign_in_provider"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("rollouts", sa.Column("replay", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("rollouts", "replay")
