"""Who counts the shared limits of a gateway instead of the console."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017_limit_service"
down_revision: str | None = "0016_client_headers"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("gateways", sa.Column("limit_service", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("gateways", "limit_service")
