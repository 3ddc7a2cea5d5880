"""Signing in at a provider, and the accounts that come from there."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027_sign_in_provider"
down_revision: str | None = "0026_tenant_roles"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "sign_in_providers",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("client_id", sa.String(500), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("login_claim", sa.String(100), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_providers")),
    )
    op.add_column("users", sa.Column("subject", sa.String(64), nullable=True))
    op.create_index(op.f("ix_users_subject"), "users", ["subject"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_users_subject"), "users")
    op.drop_column("users", "subject")
    op.drop_table("sign_in_providers")
