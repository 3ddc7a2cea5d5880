"""What clients may take of a gateway's nodes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010_client_limits"
down_revision: str | None = "0009_compression"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("gateways", sa.Column("limits", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("gateways", "limits")
