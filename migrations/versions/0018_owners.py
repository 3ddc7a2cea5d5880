"""Which file keeps an object."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018_owners"
down_revision: str | None = "0017_limit_service"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "services",
    "issuers",
    "gateways",
    "listeners",
    "shared_limits",
    "logins",
    "routes",
    "attachments",
    "tenants",
)


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("owner", sa.String(100), nullable=False, server_default=""))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "owner")
