"""Filters come into being with their first version; versions are only ever added."""

import re
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from sluice.toolchain.inspection import FilterInfo, ModuleInfo
from sluice_console.core.errors import Conflict, FieldError, Invalid, NotFound
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.features.changes import Change
from sluice_console.features.filters import queries
from sluice_console.features.filters.examination import Examined
from sluice_console.features.filters.schemas import FilterPatch
from sluice_console.features.schemas import NAME_PATTERN
from sluice_console.models import Filter, FilterVersion, SigningKey
from sluice_console.models.records import NAME_LENGTH

UNNUMBERED = "0"
"""The version in a module whose source names none."""
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")


async def add_version(
    change: Change,
    name: str,
    examined: Examined,
    version: str | None = None,
    root_id: str = "",
    *,
    require_signature: bool = False,
) -> tuple[FilterVersion, bool]:
    """Store a module that `examine_module` passed; the flag says whether it is new.

    `root_id`: which filter of the module it is, where there are several. The same bytes again are not stored
    twice: the version that has them is returned. Raises `Conflict` when the version's name is taken by other
    bytes, or the bytes are known by another version's name or for another of the module's filters.
    """
    check_filter_name(name)
    if require_signature:
        await _check_signature(change, examined)
    chosen = choose_filter(examined.info, root_id)
    filter_ = await _find_or_make(change, name)
    versions = await queries.list_versions(change.db, filter_.id)
    said = examined.info.version
    wanted = version or (None if said == UNNUMBERED else said)
    known = next((item for item in versions if item.digest == examined.info.digest), None)
    if known is not None:
        if version is not None and version != known.version:
            message = tr("these bytes are version %(version)s already", version=known.version)
            raise Conflict(f"{message[:1].upper()}{message[1:]}.", fields=(FieldError("version", message),))
        if root_id != known.root_id:
            message = tr(
                "these bytes are version %(version)s with another root id already", version=known.version
            )
            raise Conflict(f"{message[:1].upper()}{message[1:]}.", fields=(FieldError("root_id", message),))
        return known, False
    label = _choose_label(wanted, [item.version for item in versions], explicit=version is not None)
    row = FilterVersion(id=new_id("fv"), filter=filter_, filter_id=filter_.id, version=label)
    for field, value in _to_columns(examined, chosen, change.actor.name).items():
        setattr(row, field, value)
    change.db.add(row)
    detail = {"version": label, "digest": row.digest, "size": row.size}
    if row.signing_key:
        detail["signing_key"] = row.signing_key
    change.record("filter.upload", row, f"{name}@{label}", detail)
    await change.db.flush()
    await change.db.refresh(row, ["signer"])
    return row, True


async def update_filter(change: Change, reference: str, values: FilterPatch) -> Filter:
    filter_ = await queries.find_filter(change.db, reference)
    filter_.description = values.description
    change.record("filter.update", filter_, filter_.name, {"description": values.description})
    return filter_


def check_filter_name(name: str) -> None:
    """Raises `Invalid`: a filter's name stands in URLs, in Envoy's logs and in `name@version`."""
    if not re.fullmatch(NAME_PATTERN, name):
        raise Invalid.field("name", tr("takes lower case letters, digits and . _ -, at most 100"))


def to_output(version: FilterVersion) -> dict[str, Any]:
    """What `FilterVersionOut` takes."""
    names = ("id", "version", "digest", "size", "config_schema", "metrics", "imports", "exports")
    more = ("compiler", "on_error", "root_id", "uploaded_by", "created_at")
    signer = version.signer
    return {
        **{name: getattr(version, name) for name in names + more},
        "filter": version.filter.name,
        "signed_by": None if signer is None else signer.name,
        "signing_key": version.signing_key or None,
    }


async def _check_signature(change: Change, examined: Examined) -> None:
    """Raises `Invalid` unless a key that is trusted has signed the module."""
    trusted = select(SigningKey.id).where(SigningKey.public_key == examined.signing_key)
    if await change.db.scalar(trusted) is None:
        strange = tr("by a key that this console does not trust")
        said = strange if examined.signing_key else tr("by nobody")
        raise Invalid.field(
            "module",
            tr(
                "is signed %(said)s, and this console takes only what one of its signing keys has signed: "
                "build it with --sign-key",
                said=said,
            ),
        )


async def _find_or_make(change: Change, name: str) -> Filter:
    try:
        return await queries.find_filter(change.db, name)
    except NotFound:
        filter_ = Filter(id=new_id("fl"), name=name)
        change.db.add(filter_)
        await change.db.flush()
        return filter_


def _choose_label(wanted: str | None, taken: list[str], *, explicit: bool) -> str:
    """What the caller or the module says; the next number where nobody says anything or the word is taken."""
    if wanted is not None and not _VERSION.fullmatch(wanted):
        if explicit:
            raise Invalid.field("version", tr("takes letters, digits and . _ + -, at most 100"))
        wanted = None
    if wanted is not None and wanted not in taken:
        return wanted
    if explicit:
        message = tr(
            "version %(wanted)s has other bytes; a version is never changed, choose the next one",
            wanted=wanted,
        )
        raise Conflict(f"{message[:1].upper()}{message[1:]}.", fields=(FieldError("version", message),))
    stem = f"{wanted}-" if wanted else ""
    number = len(taken) + 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def choose_filter(info: ModuleInfo, root_id: str) -> FilterInfo:
    """What the module says of the filter with this root id; raises `Invalid`.

    Modules of other compilers do not tell which root ids they know: any is taken.
    """
    if len(root_id) > NAME_LENGTH:
        raise Invalid.field(
            "root_id", tr("takes at most %(NAME_LENGTH)s characters", NAME_LENGTH=NAME_LENGTH)
        )
    if not info.filters:
        return FilterInfo(root_id, info.on_error or "", info.config_schema)
    known = ", ".join(each.root_id for each in info.filters)
    if not root_id:
        raise Invalid.field("root_id", tr("say which filter of the module it is: %(known)s", known=known))
    found = next((each for each in info.filters if each.root_id == root_id), None)
    if found is None:
        raise Invalid.field("root_id", tr("names no filter of the module; it has %(known)s", known=known))
    return found


def _to_columns(examined: Examined, chosen: FilterInfo, uploaded_by: str) -> dict[str, Any]:
    info = examined.info
    return {
        "digest": info.digest,
        "module": examined.data,
        "size": info.size,
        "config_schema": chosen.config_schema,
        "root_id": chosen.root_id,
        "metrics": [asdict(metric) for metric in info.metrics],
        "source": info.source,
        "imports": [str(item) for item in info.imports],
        "exports": [str(item) for item in info.exports],
        "compiler": info.compiler[:200] if info.compiler else None,
        "on_error": chosen.on_error[:50] or None,
        "signing_key": examined.signing_key,
        "uploaded_by": uploaded_by,
    }
