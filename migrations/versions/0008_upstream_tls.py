"""What nodes show to services that want a certificate."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008_upstream_tls"
down_revision: str | None = "0007_gates"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "service_certificates",
        sa.Column("service_id", sa.String(length=24), nullable=False),
        sa.Column("certificate_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["services.id"],
            name=op.f("fk_service_certificates_service_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates.id"],
            name=op.f("fk_service_certificates_certificate_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_service_certificates")),
    )
    op.create_index(
        op.f("ix_service_certificates_certificate_id"), "service_certificates", ["certificate_id"]
    )


def downgrade() -> None:
    op.drop_table("service_certificates")
