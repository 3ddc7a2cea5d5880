"""Envoy's foreign functions, as Envoy 1.40 answers them."""

import ipaddress
import zlib
from collections.abc import Callable

from sluice.api.protobuf import bytes_field, number_field, read_fields
from sluice.testing import key_signatures
from sluice.testing.abi import Status, StatusError
from sluice.testing.contexts import ConnectionContext, Context, Prototype, StreamContext


def call_foreign(name: bytes, argument: bytes, current: Context, effective: Context) -> bytes:
    """The result; NotFound for a function that Envoy does not have, BadArgument for what is no message.

    `current` is the context of the callback, `effective` the one that host calls work on.
    """
    try:
        match name:
            case b"compress":
                return zlib.compress(argument)
            case b"uncompress":
                return _uncompress(argument)
            case b"clear_route_cache":
                return b""
            case b"declare_property":
                return _declare(argument, current)
            case b"set_envoy_filter_state":
                return _set_state(argument, effective)
            case b"verify_signature":
                return _verify(argument)
            case b"sign":
                return _sign(argument)
    except ValueError:
        raise StatusError(Status.BAD_ARGUMENT) from None
    raise StatusError(Status.NOT_FOUND)


def _uncompress(argument: bytes) -> bytes:
    try:
        return zlib.decompress(argument)
    except zlib.error:
        raise StatusError(Status.SERIALIZATION_FAILURE) from None


def _declare(argument: bytes, current: Context) -> bytes:
    """Envoy keeps it with the context of the callback, and looks at those of root contexts only."""
    fields = read_fields(argument)
    name = fields.text(1)
    if name in current.prototypes:
        raise StatusError(Status.BAD_ARGUMENT)
    current.prototypes[name] = Prototype(readonly=bool(fields.number(2)))
    return b""


def _set_state(argument: bytes, effective: Context) -> bytes:
    fields = read_fields(argument)
    name, value = fields.text(1), fields.text(2)
    if name not in _STATES:
        raise StatusError(Status.NOT_FOUND)
    shown = _STATES[name](value)
    if not isinstance(effective, StreamContext | ConnectionContext):
        raise StatusError(Status.NOT_FOUND)
    effective.envoy_state[name] = shown
    return b""


def _verify(argument: bytes) -> bytes:
    fields = read_fields(argument)
    key = _one_key(fields.text(5), fields.text(2))
    error = key_signatures.verify(fields.text(1), key, fields.text(3), fields.text(4))
    return bytes_field(2, error.encode()) if error else number_field(1, 1)


def _sign(argument: bytes) -> bytes:
    fields = read_fields(argument)
    key = _one_key(fields.text(4), fields.text(2))
    signature, error = key_signatures.sign(fields.text(1), key, fields.text(3))
    return bytes_field(3, error.encode()) if error else number_field(1, 1) + bytes_field(2, signature)


def _one_key(pem: bytes, der: bytes) -> bytes:
    if bool(pem) == bool(der):
        raise StatusError(Status.BAD_ARGUMENT)
    return pem or der


def _as_it_is(value: bytes) -> bytes:
    return value


def _unreadable(value: bytes) -> None:
    """Lists have no form as text."""


def _address(value: bytes) -> bytes:
    return f"{ipaddress.ip_address(value.decode())}:0".encode()


_STATES: dict[bytes, Callable[[bytes], bytes | None]] = {
    b"envoy.string": _as_it_is,
    b"envoy.hashable_string": _as_it_is,
    b"envoy.tcp_proxy.cluster": _as_it_is,
    b"envoy.upstream.dynamic_host": _as_it_is,
    b"envoy.network.upstream_server_name": _as_it_is,
    b"envoy.network.application_protocols": _unreadable,
    b"envoy.network.upstream_subject_alt_names": _unreadable,
    b"envoy.network.ip": _address,
}
"""What Envoy makes of a value, where it knows the name: how it reads back, None when it does not.
`ValueError` for a value that it does not take."""
