"""Roles for single tenants, and which tenant a route or a service belongs to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026_tenant_roles"
down_revision: str | None = "0025_recordings"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OWNED = ("routes", "services")


def upgrade() -> None:
    op.add_column("users", sa.Column("tenants", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("api_tokens", sa.Column("tenants", sa.JSON(), nullable=True))
    for table in OWNED:
        op.add_column(table, sa.Column("tenant_id", sa.String(24), nullable=True))
        op.create_index(op.f(f"ix_{table}_tenant_id"), table, ["tenant_id"])


def downgrade() -> None:
    for table in OWNED:
        op.drop_index(op.f(f"ix_{table}_tenant_id"), table)
        op.drop_column(table, "tenant_id")
    op.drop_column("api_tokens", "tenants")
    op.drop_column("users", "tenants")
