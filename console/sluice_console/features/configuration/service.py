"""Applying a document: one transaction for all of it, one release for each gateway that it changes."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from sluice_console.core.errors import Conflict, FieldError, Invalid, NotFound
from sluice_console.core.language import tr
from sluice_console.core.vault import VaultError
from sluice_console.features.configuration import documents
from sluice_console.features.configuration.differences import plain, to_change
from sluice_console.features.configuration.kinds import KINDS, Kind, Work, name_of
from sluice_console.features.configuration.matching import Placed, name_rows, place
from sluice_console.features.configuration.schemas import (
    FIELDS,
    AttachmentItem,
    ConfigurationIn,
    ObjectChange,
)
from sluice_console.features.filters.queries import resolve_version
from sluice_console.features.known import forget_known, keep_known, remember
from sluice_console.features.logins.queries import find_login, purpose_of
from sluice_console.features.logins.schemas import LoginPatch
from sluice_console.features.logins.service import update_login
from sluice_console.models import Attachment, Gateway, Login, Route, Service


async def apply(work: Work, wanted: ConfigurationIn) -> list[ObjectChange]:
    """What is not there is made, what is different is changed; applied again it changes nothing."""
    check_items(wanted)
    keep_known(work.db)
    kept: dict[str, set[str]] = {}
    found: list[ObjectChange] = []
    for kind in KINDS:
        kept[kind.field] = set()
        found += [item async for item in _apply_kind(work, wanted, kind, kept[kind.field])]
    found += [item async for item in _apply_secrets(work)]
    forget_known(work.db)
    if wanted.prune:
        for kind in reversed(KINDS):
            found += [item async for item in _prune(work, wanted.owner, kind, kept[kind.field])]
    return found


def check_items(wanted: ConfigurationIn) -> None:
    """Raises `Invalid` at the second of two objects that are one, and at a reason or secret out of place."""
    for field in FIELDS:
        seen: set[str] = set()
        for number, item in enumerate(getattr(wanted, field)):
            if getattr(item, "reason", ""):
                raise Invalid.field(
                    f"{field}.{number}.reason", tr("is given for the whole, not for one object")
                )
            name = name_of(item)
            if name in seen and not isinstance(item, AttachmentItem):
                raise Invalid.field(
                    f"{field}.{number}.name", tr("%(value)s is there twice", value=repr(item.name))
                )
            seen.add(name)
    there = {name_of(item) for item in wanted.logins}
    for name in wanted.secrets:
        if name not in there:
            raise Invalid.field(
                f"secrets.{name}",
                tr("there is no login %(value)s in the document; leave it out", value=repr(name)),
            )


async def _apply_kind(
    work: Work, wanted: ConfigurationIn, kind: Kind[Any, Any], kept: set[str]
) -> AsyncIterator[ObjectChange]:
    """`kept` gets the ids of the rows that the document speaks of."""
    items = getattr(wanted, kind.field)
    if not items:
        return
    if kind.noun == "attachment":
        items = await _with_versions(work, items)
    names = await documents.names_by_id(work.db)
    for each in place(kind, items, await _rows(work, kind), names, wanted):
        await work.patience.check()
        with _at(f"{kind.field}.{each.number}"):
            row, change = await _apply_one(work, wanted, kind, each, names)
        kept.add(row.id)
        if isinstance(row, Gateway | Route | Service):
            remember(work.db, each.name, row)
        if change is not None:
            yield change
    await work.db.flush()


async def _rows(work: Work, kind: Kind[Any, Any]) -> list[Any]:
    return list((await work.db.scalars(kind.rows)).unique())


async def _apply_one(
    work: Work, wanted: ConfigurationIn, kind: Kind[Any, Any], placed: Placed, names: documents.Names
) -> tuple[Any, ObjectChange | None]:
    """The row, and what became of it."""
    item, row = placed.item, placed.row
    old = None if row is None else {**plain(kind.read(row, names)), "owner": row.owner}
    if isinstance(item, AttachmentItem) and "@" not in item.filter:
        item = (
            await _with_version(work, item)
            if old is None
            else item.model_copy(update={"filter": old["filter"]})
        )
    schemas = _schemas_of(row)
    new = {**plain(item), "owner": wanted.owner or (old or {}).get("owner", "")}
    if old == new:
        return row, None
    if row is None or old is None:
        row = await kind.create(work, item)
    else:
        _check_owner(kind.noun, placed.name, row.owner, wanted)
        if {**old, "owner": ""} != {**new, "owner": ""}:
            await kind.update(work, row.id, item)
        else:
            work.change.record(f"{kind.noun}.adopt", row, placed.name, {"owner": wanted.owner})
    row.owner = new["owner"]
    return row, to_change(kind.noun, placed.name, old, new, [*schemas, *_schemas_of(row)])


def _schemas_of(row: Any) -> list[Any]:
    """Of the filter's configuration, where the row is an attachment and the module brings one."""
    schema = row.filter_version.config_schema if isinstance(row, Attachment) else None
    return [] if schema is None else [schema]


def _check_owner(noun: str, name: str, owner: str, wanted: ConfigurationIn) -> None:
    if wanted.owner and owner not in ("", wanted.owner) and not wanted.take_over:
        message = f"{noun} {name} is kept by the file {owner!r}; leave it out, or apply with --take-over"
        raise Invalid.field("owner", message)


async def _with_versions(work: Work, items: Sequence[AttachmentItem]) -> list[AttachmentItem]:
    """A digest or an id becomes the version; what names none stays as it is, for the one that is attached."""
    found: list[AttachmentItem] = []
    for number, item in enumerate(items):
        with _at(f"attachments.{number}"):
            named = "@" in item.filter or item.filter.startswith("fv_")
            found.append(await _with_version(work, item) if named else item)
    return found


async def _with_version(work: Work, item: AttachmentItem) -> AttachmentItem:
    """Without one: the newest."""
    try:
        found = await resolve_version(work.db, item.filter)
    except NotFound as error:
        raise Invalid.field("filter", error.detail) from error
    name = f"{found.filter.name}@{found.version}"
    remember(work.db, name, found)
    return item.model_copy(update={"filter": name})


async def _apply_secrets(work: Work) -> AsyncIterator[ObjectChange]:
    """Of logins that the document has, which are the owner's when it comes to this."""
    for name, secret in work.secrets.items():
        login = await find_login(work.db, name)
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
    for name, row in name_rows(kind, await _rows(work, kind), names):
        if row.owner == owner and row.id not in kept:
            await work.patience.check()
            old = {**plain(kind.read(row, names)), "owner": owner}
            schemas = _schemas_of(row)
            await kind.remove(work, row)
            await work.db.flush()
            yield to_change(kind.noun, name, old, None, schemas)


@contextmanager
def _at(path: str) -> Iterator[None]:
    """Errors of an object at its place in the document."""
    try:
        yield
    except (Invalid, Conflict) as error:
        fields = tuple(FieldError(f"{path}.{item.path}", item.message) for item in error.fields)
        raise type(error)(error.detail, fields=fields or (FieldError(path, error.detail),)) from error
