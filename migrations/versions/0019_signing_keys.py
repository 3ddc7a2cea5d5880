"""Whose signatures of modules are trusted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019_signing_keys"
down_revision: str | None = "0018_owners"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("public_key", sa.String(100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_keys")),
        sa.UniqueConstraint("name", name=op.f("uq_signing_keys_name")),
        sa.UniqueConstraint("public_key", name=op.f("uq_signing_keys_public_key")),
    )
    op.add_column(
        "filter_versions", sa.Column("signing_key", sa.String(100), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("filter_versions", "signing_key")
    op.drop_table("signing_keys")
