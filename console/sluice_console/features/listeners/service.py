"""Making, changing and deleting listeners. Connections to one that goes are drained by the nodes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Invalid, NotFound
from sluice_console.core.language import tr
from sluice_console.features.certificates.queries import find_certificate
from sluice_console.features.changes import Change
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.listeners import queries
from sluice_console.features.listeners.schemas import ListenerIn, ListenerPatch, Tls
from sluice_console.features.uniqueness import check_name_is_free
from sluice_console.models import Listener, ListenerCertificate


async def create_listener(change: Change, values: ListenerIn) -> Listener:
    """Raises `Invalid` at `gateway`, or at the certificate that is not there."""
    try:
        gateway = await find_gateway(change.db, values.gateway)
    except NotFound as error:
        raise Invalid.field(
            "gateway", tr("there is no gateway %(value)s", value=repr(values.gateway))
        ) from error
    await check_name_is_free(change.db, Listener, values.name, Listener.gateway_id == gateway.id)
    listener = Listener(
        id=change.make_id("ls"),
        gateway=gateway,
        gateway_id=gateway.id,
        **values.model_dump(include={"name", "address", "port", "reuse_port", "http3"}),
        tls=_to_column(values.tls),
        certificates=await _to_rows(change.db, values.tls),
    )
    _check(listener)
    change.db.add(listener)
    change.record("listener.create", listener, listener.name, values.model_dump(exclude={"reason"}))
    change.touch(gateway.id)
    return listener


async def update_listener(change: Change, reference: str, values: ListenerPatch) -> Listener:
    listener = await queries.find_listener(change.db, reference)
    change.keep(listener)
    if values.name is not None and values.name != listener.name:
        here = Listener.gateway_id == listener.gateway_id
        await check_name_is_free(change.db, Listener, values.name, here)
    fields = values.model_dump(include={"name", "address", "port", "reuse_port", "http3"}, exclude_none=True)
    for name, value in fields.items():
        setattr(listener, name, value)
    if "tls" in values.model_fields_set:
        rows = await _to_rows(change.db, values.tls)
        listener.tls = _to_column(values.tls)
        listener.certificates.clear()
        await change.db.flush()
        listener.certificates.extend(rows)
    _check(listener)
    detail = values.model_dump(exclude={"reason"}, exclude_unset=True)
    change.record("listener.update", listener, listener.name, detail)
    change.touch(listener.gateway_id)
    return listener


async def delete_listener(change: Change, reference: str) -> Listener:
    listener = await queries.find_listener(change.db, reference)
    change.keep(listener)
    change.record("listener.delete", listener, listener.name)
    change.touch(listener.gateway_id)
    await change.db.delete(listener)
    return listener


def to_output(listener: Listener) -> dict[str, Any]:
    """What `ListenerOut` takes: certificates by name."""
    names = ("id", "gateway_id", "name", "address", "port", "reuse_port", "http3", "created_at", "updated_at")
    certificates = [item.certificate.name for item in listener.certificates]
    tls = None if listener.tls is None else {**listener.tls, "certificates": certificates}
    return {
        **{name: getattr(listener, name) for name in names},
        "gateway": listener.gateway.name,
        "tls": tls,
    }


def _check(listener: Listener) -> None:
    if listener.http3 and listener.tls is None:
        raise Invalid.field("http3", tr("needs tls: HTTP/3 is always encrypted"))


def _to_column(tls: Tls | None) -> dict[str, Any] | None:
    return None if tls is None else tls.model_dump(exclude={"certificates"})


async def _to_rows(db: AsyncSession, tls: Tls | None) -> Sequence[ListenerCertificate]:
    rows: list[ListenerCertificate] = []
    for position, reference in enumerate(tls.certificates if tls else ()):
        try:
            certificate = await find_certificate(db, reference)
        except NotFound as error:
            path = f"tls.certificates.{position}"
            raise Invalid.field(
                path, tr("there is no certificate %(value)s", value=repr(reference))
            ) from error
        rows.append(
            ListenerCertificate(position=position, certificate=certificate, certificate_id=certificate.id)
        )
    return rows
