"""Certificates, and listeners besides a gateway's first one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004_tls"
down_revision: str | None = "0003_resilience"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("ocsp", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("name", name=op.f("uq_certificates_name")),
    )
    op.create_table(
        "listeners",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("gateway_id", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("reuse_port", sa.Boolean(), nullable=False),
        sa.Column("http3", sa.Boolean(), nullable=False),
        sa.Column("tls", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["gateway_id"], ["gateways.id"], name=op.f("fk_listeners_gateway_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listeners")),
        sa.UniqueConstraint("gateway_id", "name", name=op.f("uq_listeners_gateway_id_name")),
    )
    op.create_index(op.f("ix_listeners_gateway_id"), "listeners", ["gateway_id"])
    op.create_table(
        "listener_certificates",
        sa.Column("listener_id", sa.String(length=24), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["listener_id"],
            ["listeners.id"],
            name=op.f("fk_listener_certificates_listener_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates.id"],
            name=op.f("fk_listener_certificates_certificate_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("listener_id", "position", name=op.f("pk_listener_certificates")),
    )
    op.create_index(
        op.f("ix_listener_certificates_certificate_id"), "listener_certificates", ["certificate_id"]
    )


def downgrade() -> None:
    op.drop_table("listener_certificates")
    op.drop_table("listeners")
    op.drop_table("certificates")
