"""Bringing the database to the form that this version of the console works with.

The migrations are in `migrations/` of a checkout, and in `sluice_console/migrations` of an installed wheel.
"""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from sluice_console.core.db import Database
from sluice_console.core.errors import StartError

_LOCK = 0x534C5543  # "SLUC": replicas that start together migrate one after the other
_CONNECT_SECONDS = 10


async def migrate(database: Database) -> str:
    """Apply what is missing and return the revision; raises `StartError` in words for the operator."""
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            await database.ping()
    except (TimeoutError, OSError, SQLAlchemyError) as error:
        raise _unreachable(database, error) from error
    try:
        async with database.writing_connection() as connection:
            if not database.is_sqlite:
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            return await connection.run_sync(_upgrade)
    except SQLAlchemyError as error:
        raise StartError(
            f"the database {_shown(database)} cannot be migrated: {_first_line(error)}",
            "nothing was changed; look at the message, repair or restore the database, and start again",
        ) from error


def migrations_folder() -> Path:
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "migrations", package.parent.parent / "migrations"):
        if (folder / "env.py").is_file():
            return folder
    raise StartError("the migrations are not there", "install Sluice again: its package is incomplete")


def configuration(connection: Connection) -> Config:
    """Alembic's configuration, for `alembic.command`; the connection stays the caller's."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> str:
    config = configuration(connection)
    scripts = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise StartError(
            f"the database is from a newer version of Sluice (revision {current})",
            "start that version, or restore a backup from before the upgrade",
        )
    command.upgrade(config, "head")
    return scripts.get_current_head() or ""


def _unreachable(database: Database, error: Exception) -> StartError:
    if not database.is_sqlite:
        return StartError(
            f"the database {_shown(database)} does not answer: {_first_line(error)}",
            "start it, or check host, port, user and password in SLUICE_DATABASE_URL",
        )
    remedy = (
        f"check that {_shown(database)} is a file of the console and that this user may read and write it"
    )
    if isinstance(error, DatabaseError) and "not a database" in str(error):
        remedy = "restore it from a backup, or start with another --data folder"
    return StartError(f"the database {_shown(database)} cannot be opened: {_first_line(error)}", remedy)


def _shown(database: Database) -> str:
    """The URL without its password; for SQLite the file."""
    if database.is_sqlite:
        return str(database.url.database)
    return database.url.set(drivername="postgresql").render_as_string(hide_password=True)


def _first_line(error: Exception) -> str:
    cause = error.orig if isinstance(error, DatabaseError) and error.orig else error
    if isinstance(cause, TimeoutError):
        return f"no answer in {_CONNECT_SECONDS} s"
    return str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
