"""When each console's nodes had a release."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029_deliveries"
down_revision: str | None = "0028_replay_stage"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("release_id", sa.String(24), nullable=False),
        sa.Column("console", sa.String(24), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("nodes", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["releases.id"],
            name=op.f("fk_deliveries_release_id_releases"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("release_id", "console", name=op.f("pk_deliveries")),
    )


def downgrade() -> None:
    op.drop_table("deliveries")
