"""Where visitors of routes log in."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014_logins"
down_revision: str | None = "0013_shared_limits"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "logins",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("gateway_id", sa.String(24), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("service_id", sa.String(24), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["gateway_id"], ["gateways.id"], name=op.f("fk_logins_gateway_id_gateways"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["services.id"], name=op.f("fk_logins_service_id_services"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logins")),
        sa.UniqueConstraint("gateway_id", "name", name=op.f("uq_logins_gateway_id_name")),
    )
    op.create_index(op.f("ix_logins_gateway_id"), "logins", ["gateway_id"])
    op.create_index(op.f("ix_logins_service_id"), "logins", ["service_id"])
    op.add_column("routes", sa.Column("login_id", sa.String(24), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("routes", "login_id")
    op.drop_table("logins")
