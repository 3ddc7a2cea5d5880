"""Indexes for the orders in which routes are listed, and for finding one by its name."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0030_route_orders"
down_revision: str | None = "0029_deliveries"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ANY_HOST = """(CASE WHEN CAST(hosts AS VARCHAR) = '["*"]' THEN 1 ELSE 0 END)"""
_FIRST_HOSTS = "(substr(CAST(hosts AS VARCHAR), 1, 500))"


def upgrade() -> None:
    by_host = [sa.text(_ANY_HOST), sa.text(_FIRST_HOSTS)]
    op.create_index("ix_routes_by_host", "routes", ["gateway_id", *by_host, "order", "name", "id"])
    op.create_index("ix_routes_by_order", "routes", ["gateway_id", "order", "name", "id"])
    op.create_index("ix_routes_name", "routes", ["name"])


def downgrade() -> None:
    op.drop_index("ix_routes_name", "routes")
    op.drop_index("ix_routes_by_order", "routes")
    op.drop_index("ix_routes_by_host", "routes")
