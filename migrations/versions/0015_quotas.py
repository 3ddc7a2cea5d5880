"""What limits over all nodes allow to a tenant, and to one of its keys."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015_quotas"
down_revision: str | None = "0014_logins"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("tenants", sa.Column("quotas", sa.JSON(), nullable=True))
    op.add_column("tenant_keys", sa.Column("quotas", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("tenant_keys", "quotas")
    op.drop_column("tenants", "quotas")
