"""People, their sessions, the tokens of machines, and the failures that lead to a lock-out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sluice_console.core import clock
from sluice_console.models.records import ID_LENGTH, NAME_LENGTH, Record, Timestamped, id_column

DIGEST_LENGTH = 64


class User(Timestamped, Record):
    """`password_hash` is empty while nobody has used the account's first link. `role` holds everywhere.

    `login` is kept in lower case, so that it is one account however it is typed.
    """

    __tablename__ = "users"
    id: Mapped[str] = id_column()
    login: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    tenants: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The role for what is of a tenant, by the tenant's id; ids of tenants that are gone open nothing."""
    disabled_at: Mapped[datetime | None]
    subject: Mapped[str | None] = mapped_column(String(DIGEST_LENGTH), index=True, unique=True)
    """A digest of who the person is at the sign-in provider; None: the account is the console's own."""

    @property
    def is_foreign(self) -> bool:
        """Whether the person signs in elsewhere, and what they may do comes from there."""
        return self.subject is not None

    @property
    def has_password(self) -> bool:
        """False until the person used the link that an admin handed over."""
        return bool(self.password_hash)


class UserSession(Record):
    """`id` is the digest of the cookie: a stolen database opens no session."""

    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(String(DIGEST_LENGTH), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(300))

    user: Mapped[User] = relationship(lazy="joined")


class ApiToken(Record):
    """`role` is viewer, operator or admin; for the token of nodes it is "node" and `gateway_id` is set.

    `scopes` are the nouns that it may change, `filters` and so on; empty: all that its role may.
    `certified_node` is the id of the one node that it is for, with a certificate of the console's own
    authority, the newest of which ends at `certificate_expires_at`; None: it opens what it opens by itself.
    """

    __tablename__ = "api_tokens"
    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    scopes: Mapped[list[str]] = mapped_column(default=list)
    tenants: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """Ids of the tenants that `role` is for; None: it holds everywhere."""
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    gateway_id: Mapped[str | None] = mapped_column(ForeignKey("gateways.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    certified_node: Mapped[str | None] = mapped_column(String(200))
    certificate_expires_at: Mapped[datetime | None]

    user: Mapped[User | None] = relationship(lazy="joined")


class SetupLink(Record):
    """The one-time link that makes the first account; at most one row, and none once it was used."""

    __tablename__ = "setup_links"
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class PasswordLink(Record):
    """A one-time link with which one person sets a password: the first, or a new one. One a person."""

    __tablename__ = "password_links"
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    expires_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="joined")


class Device(Record):
    """A browser that has signed in before; it keeps its own count of failed tries. `id` is a digest."""

    __tablename__ = "devices"
    id: Mapped[str] = mapped_column(String(DIGEST_LENGTH), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    last_used_at: Mapped[datetime] = mapped_column(default=clock.now)


class SignInFailure(Record):
    """One try; `subject` is `login:alice`, `device:…` or `address:198.51.100.7`. Old rows go."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index("ix_sign_in_failures_subject_at", "subject", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    subject: Mapped[str] = mapped_column(String(ID_LENGTH + 2 * NAME_LENGTH))
    at: Mapped[datetime] = mapped_column(default=clock.now)
