"""What routes demand, and whose tokens are taken."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005_protection"
down_revision: str | None = "0004_tls"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "issuers",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("service_id", sa.String(length=24), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["services.id"], name=op.f("fk_issuers_service_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuers")),
        sa.UniqueConstraint("name", name=op.f("uq_issuers_name")),
    )
    op.create_index(op.f("ix_issuers_service_id"), "issuers", ["service_id"])
    with op.batch_alter_table("routes") as table:
        table.add_column(sa.Column("protection", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column(
        "routes", "protection"
    )  # in a batch SQLite makes the table anew, and deletes what refers to it
    op.drop_table("issuers")
