"""The console's own authority, and tokens that go with a node's certificate."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020_node_certificates"
down_revision: str | None = "0019_signing_keys"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "node_authority",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("trust_domain", sa.String(24), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node_authority")),
    )
    op.add_column("api_tokens", sa.Column("certified_node", sa.String(200), nullable=True))
    op.add_column(
        "api_tokens", sa.Column("certificate_expires_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("api_tokens", "certificate_expires_at")
    op.drop_column("api_tokens", "certified_node")
    op.drop_table("node_authority")
