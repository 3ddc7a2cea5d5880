"""Where endpoints are and which come first; mirrors among the destinations of routes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003_resilience"
down_revision: str | None = "0002_accounts"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("endpoints") as table:
        table.add_column(sa.Column("region", sa.String(length=63), nullable=False, server_default=""))
        table.add_column(sa.Column("zone", sa.String(length=63), nullable=False, server_default=""))
        table.add_column(sa.Column("priority", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("destinations") as table:
        table.add_column(sa.Column("mirror", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.execute("DELETE FROM destinations WHERE mirror")
    op.drop_column("destinations", "mirror")
    for name in ("region", "zone", "priority"):
        op.drop_column("endpoints", name)
