"""Rollouts of a route's change and of a service's version, beside those of a filter; stages by tenant.

On SQLite the table is made anew, and what goes with its rows would go with the old one: it is kept meanwhile.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision: str = "0031_rollout_subjects"
down_revision: str | None = "0030_route_orders"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ALONE = {"resolve_fks": False}
"""Tables that `rollouts` refers to are not read: SQLAlchemy would complain of an index of `routes`."""
_PARTS = ("rollout_stages", "rollout_approvals", "rollout_events", "rollout_counts")
_OF_FILTERS = ("attachment_id", "old_version_id", "new_version_id")
_ADDED = ("gateway_id", "route_id", "service_id")


def upgrade() -> None:
    op.add_column("rollouts", sa.Column("subject", sa.String(16), nullable=False, server_default="filter"))
    for name in _ADDED:
        op.add_column("rollouts", sa.Column(name, sa.String(24), nullable=True))
    op.add_column("rollouts", sa.Column("moved_routes", sa.JSON(), nullable=True))
    op.add_column("rollouts", sa.Column("candidate", sa.JSON(), nullable=True))
    op.add_column("rollout_stages", sa.Column("tenants", sa.JSON(), nullable=False, server_default="[]"))
    for name in ("gateway_id", "route_id"):
        op.execute(
            f"UPDATE rollouts SET {name} = "
            f"(SELECT {name} FROM attachments WHERE attachments.id = rollouts.attachment_id)"
        )
    with _keeping_parts(), op.batch_alter_table("rollouts", reflect_kwargs=_ALONE) as table:
        for name in _OF_FILTERS:
            table.alter_column(name, existing_type=sa.String(24), nullable=True)
        table.alter_column("gateway_id", existing_type=sa.String(24), nullable=False)
        for name in _ADDED:
            parent = name.removesuffix("_id") + "s"
            table.create_foreign_key(
                op.f(f"fk_rollouts_{name}_{parent}"), parent, [name], ["id"], ondelete="CASCADE"
            )
            table.create_index(op.f(f"ix_rollouts_{name}"), [name])


def downgrade() -> None:
    """Rollouts of what an earlier version does not know are lost."""
    op.execute("DELETE FROM rollouts WHERE subject != 'filter'")
    with _keeping_parts(), op.batch_alter_table("rollouts", reflect_kwargs=_ALONE) as table:
        for name in _ADDED:
            parent = name.removesuffix("_id") + "s"
            table.drop_index(op.f(f"ix_rollouts_{name}"))
            table.drop_constraint(op.f(f"fk_rollouts_{name}_{parent}"), type_="foreignkey")
            table.drop_column(name)
        for name in _OF_FILTERS:
            table.alter_column(name, existing_type=sa.String(24), nullable=False)
        for name in ("subject", "moved_routes", "candidate"):
            table.drop_column(name)
    op.drop_column("rollout_stages", "tenants")


@contextmanager
def _keeping_parts() -> Iterator[None]:
    if op.get_bind().dialect.name != "sqlite":
        yield
        return
    for part in _PARTS:
        op.execute(f"CREATE TEMPORARY TABLE kept_{part} AS SELECT * FROM {part}")
    yield
    for part in _PARTS:
        op.execute(f"INSERT INTO {part} SELECT * FROM kept_{part}")
        op.execute(f"DROP TABLE kept_{part}")
