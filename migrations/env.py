"""Runs inside a connection that `sluice_console.core.migrations` hands over; there is no alembic.ini."""

from alembic import context

from sluice_console.models import Record

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Record.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
