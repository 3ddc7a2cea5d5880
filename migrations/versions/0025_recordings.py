"""Recorded requests, and replays of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025_recordings"
down_revision: str | None = "0024_webhooks"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("gateway_id", sa.String(24), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.JSON(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["gateway_id"],
            ["gateways.id"],
            name=op.f("fk_recordings_gateway_id_gateways"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
    )
    for column in ("gateway_id", "state", "expires_at"):
        op.create_index(op.f(f"ix_recordings_{column}"), "recordings", [column])
    op.create_table(
        "recorded_parts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("recording_id", sa.String(24), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_recorded_parts_recording_id_recordings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_parts")),
    )
    op.create_index(op.f("ix_recorded_parts_recording_id"), "recorded_parts", ["recording_id"])
    _create_replays()


def _create_replays() -> None:
    op.create_table(
        "replays",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("recording_id", sa.String(24), nullable=True),
        sa.Column("before_id", sa.String(24), nullable=False),
        sa.Column("after_id", sa.String(24), nullable=False),
        sa.Column("rollout_id", sa.String(24), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("problem", sa.String(1000), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("differing", sa.Integer(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("sealed_report", sa.LargeBinary(), nullable=True),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_replays_recording_id_recordings"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["before_id"],
            ["filter_versions.id"],
            name=op.f("fk_replays_before_id_filter_versions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["after_id"],
            ["filter_versions.id"],
            name=op.f("fk_replays_after_id_filter_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replays")),
    )
    for column in ("recording_id", "before_id", "rollout_id"):
        op.create_index(op.f(f"ix_replays_{column}"), "replays", [column])


def downgrade() -> None:
    op.drop_table("replays")
    op.drop_table("recorded_parts")
    op.drop_table("recordings")
