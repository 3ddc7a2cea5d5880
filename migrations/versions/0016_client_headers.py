"""What gateways believe of the headers that say where a request comes from, and which one it is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016_client_headers"
down_revision: str | None = "0015_quotas"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("gateways", sa.Column("client_headers", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("gateways", "client_headers")
