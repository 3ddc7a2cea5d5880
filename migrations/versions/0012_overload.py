"""When a gateway's nodes have enough."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012_overload"
down_revision: str | None = "0011_root_ids"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("gateways", sa.Column("overload", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("gateways", "overload")
