"""Limits that all nodes of a gateway count together."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013_shared_limits"
down_revision: str | None = "0012_overload"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "shared_limits",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("gateway_id", sa.String(24), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("description", sa.String(500), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("when_away", sa.String(10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["gateway_id"],
            ["gateways.id"],
            name=op.f("fk_shared_limits_gateway_id_gateways"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_limits")),
        sa.UniqueConstraint("gateway_id", "name", name=op.f("uq_shared_limits_gateway_id_name")),
    )
    op.create_index(op.f("ix_shared_limits_gateway_id"), "shared_limits", ["gateway_id"])
    # Counts of a minute or a day: nobody waits for the disk, and a crash of the server forgets them.
    prefixes = ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []
    op.create_table(
        "limit_windows",
        sa.Column("limit_id", sa.String(24), nullable=False),
        sa.Column("client", sa.String(32), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("limit_id", "client", "starts_at", name=op.f("pk_limit_windows")),
        prefixes=prefixes,
    )
    op.create_index(op.f("ix_limit_windows_ends_at"), "limit_windows", ["ends_at"])
    op.add_column("routes", sa.Column("shared_limits", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("routes", "shared_limits")
    op.drop_table("limit_windows")
    op.drop_table("shared_limits")
