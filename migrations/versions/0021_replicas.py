"""What several consoles tell each other: leases, nodes, counts of rollouts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021_replicas"
down_revision: str | None = "0020_node_certificates"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_NODE_COLUMNS = (
    ("replica_id", sa.String(24), ""),
    ("revision", sa.Integer(), "0"),
    ("connected", sa.Boolean(), sa.false()),
    ("types", sa.JSON(), "{}"),
    ("candidates", sa.JSON(), "{}"),
    ("rejections", sa.JSON(), "[]"),
)


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("holder", sa.String(24), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "replicas",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replicas")),
    )
    op.create_table(
        "rollout_counts",
        sa.Column("rollout_id", sa.String(24), nullable=False),
        sa.Column("replica_id", sa.String(24), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rollout_id"],
            ["rollouts.id"],
            name=op.f("fk_rollout_counts_rollout_id_rollouts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("rollout_id", "replica_id", name=op.f("pk_rollout_counts")),
    )
    for name, type_, default in _NODE_COLUMNS:
        op.add_column("nodes", sa.Column(name, type_, nullable=False, server_default=default))
    op.add_column("nodes", sa.Column("connected_since", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_nodes_replica_id"), "nodes", ["replica_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_nodes_replica_id"), "nodes")
    op.drop_column("nodes", "connected_since")
    for name, _, _ in reversed(_NODE_COLUMNS):
        op.drop_column("nodes", name)
    op.drop_table("rollout_counts")
    op.drop_table("replicas")
    op.drop_table("leases")
