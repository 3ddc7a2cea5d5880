"""What all tables share: naming of constraints, UTC timestamps, string ids."""

import zlib
from datetime import UTC, datetime
from typing import Any, ClassVar

from pydantic_core import from_json, to_json
from sqlalchemy import DateTime, Dialect, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import JSON, TypeDecorator

from sluice_console.core import clock

NAME_LENGTH = 100
ID_LENGTH = 24


class UtcTime(TypeDecorator[datetime]):
    """A moment. SQLite forgets the zone; this puts UTC back and refuses moments without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone; use core.clock.now()")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CompressedJson(TypeDecorator[dict[str, Any]]):
    """A large document that is written once and seldom read: about a twentieth of its text."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> bytes | None:
        return None if value is None else zlib.compress(to_json(value), level=1)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else from_json(zlib.decompress(value))


class Record(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: UtcTime(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        list[dict[str, Any]]: JSON(),
    }


class Timestamped:
    """`updated_at` moves with every flush that changes the row."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)


class Owned:
    """`owner` names the file that keeps the object, as `sluice config apply` marked it; empty: none does."""

    owner: Mapped[str] = mapped_column(String(NAME_LENGTH), default="", server_default="")


class OfTenant:
    """`tenant_id` names the tenant that the object belongs to; None: to none, and only who may see everything
    sees it. An object outlives its tenant, so that requests go on.
    """

    tenant_id: Mapped[str | None] = mapped_column(String(ID_LENGTH), index=True)


def id_column() -> Mapped[str]:
    return mapped_column(String(ID_LENGTH), primary_key=True)
