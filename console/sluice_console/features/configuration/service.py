"""Applying a document: one transaction for all of it, one release for each gateway that it changes."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import undefer

from sluice_console.core.errors import Conflict, FieldError, Invalid, NotFound
from sluice_console.core.vault import VaultError
from sluice_console.features.configuration import documents
from sluice_console.features.configuration.differences import plain, to_change
from sluice_console.features.configuration.kinds import KINDS, Kind, Work, name_of, name_of_row, numbered
from sluice_console.features.configuration.schemas import (
    FIELDS,
    AttachmentItem,
    ConfigurationIn,
    ObjectChange,
)
from sluice_console.features.filters.queries import resolve_version
from sluice_console.features.logins.queries import find_login, purpose_of
from sluice_console.features.logins.schemas import LoginPatch
from sluice_console.features.logins.service import update_login
from sluice_console.models import Login


async def apply(work: Work, wanted: ConfigurationIn) -> list[ObjectChange]:
    """What is not there is made, what is different is changed; applied again it changes nothing."""
    check_items(wanted)
    kept: dict[str, set[str]] = {}
    found: list[ObjectChange] = []
    for kind in KINDS:
        placed = place(kind, getattr(wanted, kind.field))
        kept[kind.field] = set(placed)
        found += [item async for item in _apply_kind(work, wanted, kind, placed)]
    found += [item async for item in _apply_secrets(work)]
    if wanted.prune:
        for kind in reversed(KINDS):
            found += [item async for item in _prune(work, wanted.owner, kind, kept[kind.field])]
    return found


@dataclass(frozen=True, slots=True)
class Placed:
    """An object of the document, and where in it: `routes.3`."""

    number: int
    item: BaseModel


def place(kind: Kind[Any, Any], items: list[Any]) -> dict[str, Placed]:
    """The objects of one kind by name."""
    sort = kind.sort
    ordered = list(enumerate(items))
    if sort is not None:
        ordered.sort(key=lambda each: sort(each[1]))
    names = numbered([name_of(item) for _, item in ordered])
    return {name: Placed(number, item) for name, (number, item) in zip(names, ordered, strict=True)}


def check_items(wanted: ConfigurationIn) -> None:
    """Raises `Invalid` at the second of two objects that are one, and at a reason where none belongs."""
    for field in FIELDS:
        seen: set[str] = set()
        for number, item in enumerate(getattr(wanted, field)):
            if getattr(item, "reason", ""):
                raise Invalid.field(f"{field}.{number}.reason", "is given for the whole, not for one object")
            name = name_of(item)
            if name in seen and not isinstance(item, AttachmentItem):
                raise Invalid.field(f"{field}.{number}.name", f"{item.name!r} is there twice")
            seen.add(name)


async def _apply_kind(
    work: Work, wanted: ConfigurationIn, kind: Kind[Any, Any], placed: Mapping[str, Placed]
) -> AsyncIterator[ObjectChange]:
    if not placed:
        return
    names = await documents.names_by_id(work.db)
    present = await _present(work, kind)
    for name, each in placed.items():
        with _at(f"{kind.field}.{each.number}"):
            change = await _apply_one(work, wanted, kind, name, each.item, present.get(name), names)
        if change is not None:
            yield change


async def _present(work: Work, kind: Kind[Any, Any]) -> dict[str, Any]:
    """Rows by the names that the document has for them."""
    rows = list((await work.db.scalars(kind.rows)).unique())
    sort = kind.sort
    if sort is not None:
        rows.sort(key=lambda row: sort(kind.read(row, {})))
    return dict(zip(numbered([name_of_row(row) for row in rows]), rows, strict=True))


async def _apply_one(
    work: Work,
    wanted: ConfigurationIn,
    kind: Kind[Any, Any],
    name: str,
    item: BaseModel,
    row: Any | None,
    names: documents.Names,
) -> ObjectChange | None:
    old = None if row is None else {**plain(kind.read(row, names)), "owner": row.owner}
    if isinstance(item, AttachmentItem):
        item = await _with_version(work, item, old)
    new = {**plain(item), "owner": wanted.owner or (old or {}).get("owner", "")}
    if old == new:
        return None
    if row is None or old is None:
        row = await kind.create(work, item)
    else:
        _check_owner(kind.noun, name, row.owner, wanted)
        if {**old, "owner": ""} != {**new, "owner": ""}:
            await kind.update(work, row.id, item)
        else:
            work.change.record(f"{kind.noun}.adopt", row, name, {"owner": wanted.owner})
    row.owner = new["owner"]
    await work.db.flush()
    return to_change(kind.noun, name, old, new)


def _check_owner(noun: str, name: str, owner: str, wanted: ConfigurationIn) -> None:
    if wanted.owner and owner not in ("", wanted.owner) and not wanted.take_over:
        message = f"{noun} {name} is kept by the file {owner!r}; leave it out, or apply with --take-over"
        raise Invalid.field("owner", message)


async def _with_version(work: Work, item: AttachmentItem, old: dict[str, object] | None) -> AttachmentItem:
    """Without a version: the one that is attached, or the newest. A digest or an id becomes the version."""
    _, _, version = item.filter.partition("@")
    if not version and old is not None:
        return item.model_copy(update={"filter": old["filter"]})
    try:
        found = await resolve_version(work.db, item.filter)
    except NotFound as error:
        raise Invalid.field("filter", error.detail) from error
    return item.model_copy(update={"filter": f"{found.filter.name}@{found.version}"})


async def _apply_secrets(work: Work) -> AsyncIterator[ObjectChange]:
    for name, secret in work.secrets.items():
        try:
            login = await find_login(work.db, name)
        except NotFound as error:
            raise Invalid.field(f"secrets.{name}", error.detail) from error
        if await _opened(work, login.id) == secret:
            continue
        await update_login(work.change, work.vault, login.id, LoginPatch(client_secret=secret))
        yield ObjectChange(kind="login", name=name, change="changed", lines=["+client_secret: another one"])


async def _opened(work: Work, login_id: str) -> str | None:
    """The secret that a login has; None where it cannot be opened any more."""
    statement = select(Login).where(Login.id == login_id).options(undefer(Login.sealed_secret))
    row = (await work.db.scalars(statement)).unique().one()
    try:
        return work.vault.open(row.sealed_secret, purpose_of(row.id)).decode()
    except VaultError:
        return None


async def _prune(work: Work, owner: str, kind: Kind[Any, Any], kept: set[str]) -> AsyncIterator[ObjectChange]:
    """What the owner has of a kind and the document has not."""
    names = await documents.names_by_id(work.db)
    for name, row in (await _present(work, kind)).items():
        if row.owner == owner and name not in kept:
            old = {**plain(kind.read(row, names)), "owner": owner}
            await kind.remove(work, row)
            await work.db.flush()
            yield to_change(kind.noun, name, old, None)


@contextmanager
def _at(path: str) -> Iterator[None]:
    """Errors of an object at its place in the document."""
    try:
        yield
    except (Invalid, Conflict) as error:
        fields = tuple(FieldError(f"{path}.{item.path}", item.message) for item in error.fields)
        raise type(error)(error.detail, fields=fields or (FieldError(path, error.detail),)) from error
