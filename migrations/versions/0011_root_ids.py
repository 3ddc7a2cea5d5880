"""Which of a module's filters a version is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011_root_ids"
down_revision: str | None = "0010_client_limits"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    column = sa.Column("root_id", sa.String(100), nullable=False, server_default="")
    op.add_column("filter_versions", column)


def downgrade() -> None:
    op.drop_column("filter_versions", "root_id")
