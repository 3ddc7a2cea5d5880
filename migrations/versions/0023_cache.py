"""Where a gateway's nodes keep answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023_cache"
down_revision: str | None = "0022_stickiness"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("gateways", sa.Column("cache", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("gateways", "cache")
