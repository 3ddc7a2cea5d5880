"""What a gateway compresses."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009_compression"
down_revision: str | None = "0008_upstream_tls"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("gateways", sa.Column("compression", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("gateways", "compression")
