"""Who changed what: rows that are only ever added, each holding the hash of the one before.

`AuditHead` is the single row that writers lock to queue up; it also shows when rows were cut off the end.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from sluice_console.models.records import ID_LENGTH, NAME_LENGTH, Record


class AuditRow(Record):
    __tablename__ = "audit"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    actor: Mapped[str] = mapped_column(String(2 * NAME_LENGTH))
    action: Mapped[str] = mapped_column(String(NAME_LENGTH))
    object_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    object_name: Mapped[str] = mapped_column(String(2 * NAME_LENGTH))
    detail: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Record):
    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
