"""What Envoy offers beyond Proxy-Wasm: its foreign functions.

    packed = envoy.compress(body)
    if not envoy.verify_signature("sha256", public_key_pem, signature, text): ...
    envoy.clear_route_cache()                       # choose the route again, by the headers as they are now

Another proxy has none of them, or others: there they raise `HostError` with the status NotFound. `foreign` is
the raw way to any of them.
"""

from typing import Literal

from sluice.api import hostcalls
from sluice.api.hostcalls import HostError
from sluice.api.protobuf import bytes_field, number_field, read_fields
from sluice.api.wire import decode, encode

Span = Literal["chain", "request", "connection"]
"""What a filter state lives as long as: this filter chain, the request, or the client's connection."""
Kind = Literal["bytes", "string", "flatbuffers", "protobuf"]
Hash = Literal["sha1", "sha224", "sha256", "sha384", "sha512"]

_SPANS = ("chain", "request", "connection")
_KINDS = ("bytes", "string", "flatbuffers", "protobuf")
_PEM = b"-----BEGIN"


def foreign(name: str, argument: bytes = b"") -> bytes:
    """Call a function that the proxy offers under this name; what it is given and gives are bytes.

    `HostError` when it refuses: NotFound where there is no such function, BadArgument mostly.
    """
    return hostcalls.call_foreign_function(name, argument)


def compress(data: bytes) -> bytes:
    """The data in zlib's format (RFC 1950), which HTTP calls `deflate`."""
    return foreign("compress", data)


def uncompress(data: bytes) -> bytes:
    """The reverse of `compress`; `ValueError` for what is not in zlib's format.

    A few bytes can hold a thousand times as many: check who sends them.
    """
    try:
        return foreign("uncompress", data)
    except HostError as error:
        if "SerializationFailure" in str(error):
            raise ValueError("not in zlib's format") from None
        raise


def clear_route_cache() -> None:
    """Have the proxy choose the route again, by the headers as they are when it goes on. In
    `on_request_headers`, before the request goes on.
    """
    foreign("clear_route_cache")


def declare_property(
    name: str, *, kind: Kind = "bytes", readonly: bool = False, span: Span = "chain", schema: bytes = b""
) -> None:
    """Say, in `@on_configure`, what `set_property(name, …)` will set: how access logs and expressions read
    it (`kind`), how long it lives, and whether it may be set twice (`readonly`: the second time raises).

    `schema` is a type's name for "protobuf", a serialised schema for "flatbuffers". Elsewhere than in
    `@on_configure` it has no effect; a name that is declared already raises `HostError`.
    """
    foreign(
        "declare_property",
        bytes_field(1, encode(name))
        + number_field(2, int(readonly))
        + number_field(3, _place(kind, _KINDS, "kind"))
        + bytes_field(4, schema)
        + number_field(5, _place(span, _SPANS, "span")),
    )


def set_envoy_filter_state(name: str, value: str, *, span: Span = "request") -> None:
    """Set a filter state that Envoy itself reads, for example `envoy.network.upstream_server_name`: the names
    are those of its page "Well known filter state objects".

    `HostError`: NotFound for a name that Envoy does not know, BadArgument for a value that does not fit it.
    """
    foreign(
        "set_envoy_filter_state",
        bytes_field(1, encode(name))
        + bytes_field(2, encode(value))
        + number_field(3, _place(span, _SPANS, "span")),
    )


def verify_signature(hash: Hash, key: bytes | str, signature: bytes, text: bytes) -> bool:  # noqa: A002
    """Whether the signature of `text` was made with the private key behind the public one.

    `key` is PEM, or DER (a SubjectPublicKeyInfo). An RSA key checks signatures of PKCS #1 v1.5, one of an
    elliptic curve those of ECDSA in DER. `ValueError` for what is no key, and for an unknown hash.
    """
    message = bytes_field(1, encode(hash)) + bytes_field(3, signature) + bytes_field(4, text)
    fields = read_fields(_with_key("verify_signature", message + _key_field(key, 5), "public"))
    if fields.number(1):
        return True
    error = decode(fields.text(2))
    if error.startswith("Failed to verify"):
        return False
    raise ValueError(_problem(error, "public"))


def sign(hash: Hash, key: bytes | str, text: bytes) -> bytes:  # noqa: A002
    """The signature of `text`; `key` is a private one, PEM or DER (PKCS #8), of RSA or of an elliptic curve.

    `ValueError` for what is no key, and for an unknown hash.
    """
    message = bytes_field(1, encode(hash)) + bytes_field(3, text)
    fields = read_fields(_with_key("sign", message + _key_field(key, 4), "private"))
    if fields.number(1):
        return fields.text(2)
    raise ValueError(_problem(decode(fields.text(3)), "private"))


def _key_field(key: bytes | str, pem_field: int) -> bytes:
    """PEM and DER have fields of their own."""
    data = encode(key) if isinstance(key, str) else key
    return bytes_field(pem_field if _PEM in data else 2, data)


def _with_key(name: str, message: bytes, which: str) -> bytes:
    try:
        return foreign(name, message)
    except HostError as error:
        if "BadArgument" in str(error):
            raise ValueError(_problem("", which)) from None
        raise


def _problem(error: str, which: str) -> str:
    """Of what the proxy says only the sentence about the hash tells more than that the key is none."""
    if error.endswith("is not supported."):
        return f"hash {error}"
    return f"the key is no {which} key, neither as PEM nor as DER"


def _place(word: str, words: tuple[str, ...], what: str) -> int:
    if word not in words:
        raise ValueError(f"{what} is one of {', '.join(words)}, not {word!r}")
    return words.index(word)
