"""Let only requests with a valid JSON Web Token through and tell the upstream who calls.

    {"jwks_cluster": "idp", "jwks_path": "/.well-known/jwks.json", "issuer": "https://login.example",
     "audience": "orders", "claims": {"sub": "x-user"}}
    {"keys": [{"algorithm": "RS256", "pem": "-----BEGIN PUBLIC KEY-----…"}], "audience": "orders"}

HS256 to HS512, RS256 to RS512 and ES256 to ES512. A key only ever checks the algorithms that it is made for,
so that a public key is no secret, and `none` is nothing. Keys are in `keys`, in `jwks`, or come from
`jwks_cluster`: fetched at the start, every `refresh` seconds, and when a token names one that is not known.
Those that are known go on when none can be fetched. Envoy checks signatures of RSA and elliptic curves.
For tokens signed with one secret `jwt_hs256.py` is smaller.
"""

import base64
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from sluice import (
    CalloutError,
    ConfigError,
    Counter,
    HttpFilter,
    Plugin,
    Request,
    Response,
    envoy,
    every,
    http,
    log,
    on_configure,
    sleep,
)

refused = Counter("jwt_refused_total", "Requests refused, by reason.", labels=("reason",))
fetched = Counter("jwt_keys_fetched_total", "Times that keys were asked for.", labels=("outcome",))

Algorithm = Literal["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]
HASHES: dict[str, envoy.Hash] = {"256": "sha256", "384": "sha384", "512": "sha512"}
CURVES = {  # bytes of a coordinate, and what stands before the point in a SubjectPublicKeyInfo
    "P-256": ("ES256", 32, "3059301306072a8648ce3d020106082a8648ce3d03010703420004"),
    "P-384": ("ES384", 48, "3076301006072a8648ce3d020106052b8104002203620004"),
    "P-521": ("ES512", 66, "30819b301006072a8648ce3d020106052b810400230381860004"),
}
COORDINATES = {"ES256": 32, "ES384": 48, "ES512": 66}
RSA = ["RS256", "RS384", "RS512"]
RSA_NAME = bytes.fromhex("300d06092a864886f70d0101010500")
LONGEST = 16_384  # bytes of a token
AGAIN = 10.0  # seconds between fetches for a key that is not known
SOON = 2.0  # seconds between fetches while no key is known


@dataclass(frozen=True)
class KeyConfig:
    """A key that tokens may be signed with."""

    algorithm: Algorithm
    pem: str = field(default="", metadata={"description": "A public key, for RS… and ES…."})
    secret: str = field(default="", metadata={"description": "The secret, for HS…."})
    kid: str = field(default="", metadata={"description": "Its name in tokens; empty: any."})


@dataclass(frozen=True)
class Config:
    """What makes a token valid."""

    keys: list[KeyConfig] = field(default_factory=list)
    jwks: dict[str, Any] = field(default_factory=dict, metadata={"description": "A JSON Web Key Set."})
    jwks_cluster: str = field(default="", metadata={"description": "The cluster that keys come from."})
    jwks_path: str = field(
        default="/.well-known/jwks.json", metadata={"description": "Path and query there."}
    )
    jwks_authority: str = field(default="", metadata={"description": "Host to ask for; empty: the cluster."})
    refresh: float = field(default=300.0, metadata={"description": "Seconds between fetches."})
    timeout: float = field(default=1.0, metadata={"description": "Seconds that a fetch may take."})
    issuer: str = field(default="", metadata={"description": "Required `iss`; empty: any."})
    audience: str = field(default="", metadata={"description": "Required in `aud`; empty: any."})
    require_expiry: bool = field(default=True, metadata={"description": "Refuse tokens without `exp`."})
    leeway: float = field(default=30.0, metadata={"description": "Seconds that clocks may differ."})
    claims: dict[str, str] = field(
        default_factory=dict, metadata={"description": "Header that tells the upstream each claim."}
    )
    forward: bool = field(default=True, metadata={"description": "The upstream sees the token too."})


class RefusedError(Exception):
    """The token is not valid; the message is the reason, one word for the metric."""


class Key:
    """A key and the algorithms that it is for; `data` is the secret or the public key."""

    def __init__(self, kid: str, algorithms: list[str], data: bytes) -> None:
        self.kid = kid
        self.algorithms = algorithms
        self.data = data


class KeySet:
    """The keys of one plugin. Times are seconds since 1970; `tried` is that of the last fetch."""

    def __init__(self, name: str, config: Config, own: list[Key]) -> None:
        self.name = name
        self.config = config
        self.own = own
        self.fetched: list[Key] = []
        self.tried = 0.0
        self.fetching = False


sets: list[KeySet] = []


@on_configure
def prepare(plugin: Plugin[Config]) -> None:
    config = plugin.config
    own = [configured_key(each, f"config.keys[{place}]") for place, each in enumerate(config.keys)]
    if config.jwks:
        own += keys_of(config.jwks, "config.jwks", True)
    if not own and not config.jwks_cluster:
        raise ConfigError("config: no keys: give some in keys, in jwks, or a jwks_cluster")
    name = plugin.name
    sets[:] = [each for each in sets if each.name != name]
    sets.append(KeySet(name, config, own))


@every(seconds=SOON, at_start=True)
async def refresh(plugin: Plugin[Config]) -> None:
    known = set_of(plugin.config)
    wait = known.config.refresh if known.fetched else SOON
    if known.config.jwks_cluster and not known.fetching and time.time() - known.tried >= wait:
        await fetch(known)


class Jwt(HttpFilter[Config], on_error="deny"):
    async def on_request_headers(self, request: Request) -> Response | None:
        config = self.config
        try:
            token = bearer(request.headers.get_all("authorization"))
            claims = await check(token, set_of(config))
            check_claims(claims, config)
            for claim, header in config.claims.items():
                tell(request, header, claims.get(claim))
        except RefusedError as error:
            return refuse(str(error))
        if not config.forward:
            del request.headers["authorization"]
        return None


def refuse(reason: str) -> Response:
    refused.increment(reason=reason)
    if reason == "unavailable":
        return Response(503, body="cannot check the token\n", details="jwt_unavailable")
    challenge = 'Bearer error="invalid_token"' if reason != "missing" else "Bearer"
    headers = {"www-authenticate": challenge}
    return Response(401, body=f"token refused: {reason}\n", headers=headers, details=f"jwt_{reason}")


def bearer(sent: list[str]) -> str:
    """The token of the one header that may be there."""
    if len(sent) > 1:
        raise RefusedError("malformed")
    scheme, _, token = (sent[0] if sent else "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise RefusedError("missing")
    if len(token) > LONGEST:
        raise RefusedError("malformed")
    return token.strip()


async def check(token: str, known: KeySet) -> dict[str, Any]:
    """The claims of a token whose signature is right."""
    parts = token.split(".")
    if len(parts) != 3:
        raise RefusedError("malformed")
    header = decode(parts[0])
    algorithm, kid = header.get("alg"), header.get("kid", "")
    if not isinstance(algorithm, str) or not isinstance(kid, str) or "crit" in header:
        raise RefusedError("algorithm")
    signed = f"{parts[0]}.{parts[1]}".encode()
    signature = to_bytes(parts[2])
    for key in await candidates(known, algorithm, kid):
        if is_signed(key, algorithm, signature, signed):
            return decode(parts[1])
    raise RefusedError("signature")


async def candidates(known: KeySet, algorithm: str, kid: str) -> list[Key]:
    """The keys that may have signed the token; fetched where none is known."""
    found = matching(known, algorithm, kid)
    config = known.config
    if found:
        return found
    if config.jwks_cluster:
        if known.fetching:
            await until_fetched(known)
        elif time.time() - known.tried >= (AGAIN if known.fetched else SOON):
            await fetch(known)
        found = matching(known, algorithm, kid)
        if not found and not known.fetched:
            raise RefusedError("unavailable")
    if not found:
        is_known = any(algorithm in key.algorithms for key in known.own + known.fetched)
        raise RefusedError("key" if is_known else "algorithm")
    return found


def matching(known: KeySet, algorithm: str, kid: str) -> list[Key]:
    keys = [key for key in known.own + known.fetched if algorithm in key.algorithms]
    return [key for key in keys if not kid or not key.kid or key.kid == kid]


def is_signed(key: Key, algorithm: str, signature: bytes, signed: bytes) -> bool:
    chosen = HASHES[algorithm[2:]]
    if algorithm.startswith("HS"):
        expected = hmac.digest(key.data, signed, chosen)
        return hmac.compare_digest(expected, signature)
    if algorithm.startswith("ES"):
        size = COORDINATES[algorithm]
        if len(signature) != 2 * size:
            return False
        signature = der(0x30, der_integer(signature[:size]) + der_integer(signature[size:]))
    return envoy.verify_signature(chosen, key.data, signature, signed)


def check_claims(claims: dict[str, Any], config: Config) -> None:
    now = time.time()
    expires, begins = claims.get("exp"), claims.get("nbf")
    if expires is None and config.require_expiry:
        raise RefusedError("expired")
    if expires is not None and not (is_number(expires) and now < expires + config.leeway):
        raise RefusedError("expired")
    if begins is not None and not (is_number(begins) and now >= begins - config.leeway):
        raise RefusedError("early")
    if config.issuer and claims.get("iss") != config.issuer:
        raise RefusedError("issuer")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if config.audience and config.audience not in audiences:
        raise RefusedError("audience")


def tell(request: Request, header: str, value: object) -> None:
    """The header says what the token says, never what the client has sent."""
    del request.headers[header]
    if value is None:
        return
    try:
        request.headers[header] = value if isinstance(value, str) else json.dumps(value)
    except ValueError:
        raise RefusedError("claims") from None


# --- keys


async def fetch(known: KeySet) -> None:
    """Ask for the keys; what is known stays when they do not come."""
    config = known.config
    known.tried = time.time()
    known.fetching = True
    try:
        reply = await http.get(
            config.jwks_cluster, config.jwks_path, timeout=config.timeout, authority=config.jwks_authority
        )
        if reply.status != 200:
            raise ValueError(f"status {reply.status}")
        keys = keys_of(reply.json(), "keys", False)
        if not keys:
            raise ValueError("no key that can be used")
        known.fetched = keys
        fetched.increment(outcome="ok")
    except (CalloutError, ConfigError, ValueError) as error:
        fetched.increment(outcome="failed")
        log.warning("keys of %s%s: %s", config.jwks_cluster, config.jwks_path, error)
    finally:
        known.fetching = False


async def until_fetched(known: KeySet) -> None:
    waited = 0.0
    while known.fetching and waited < known.config.timeout:
        await sleep(0.02)
        waited += 0.02


def set_of(config: Config) -> KeySet:
    for each in sets:
        if each.config is config:
            return each
    raise RuntimeError("the plugin was not configured")


def configured_key(given: KeyConfig, path: str) -> Key:
    if given.algorithm.startswith("HS"):
        if not given.secret or given.pem:
            raise ConfigError(f"{path}: {given.algorithm} needs a secret, and no pem")
        return Key(given.kid, [given.algorithm], given.secret.encode())
    if not given.pem or given.secret:
        raise ConfigError(f"{path}: {given.algorithm} needs a public key in pem, and no secret")
    return Key(given.kid, [given.algorithm], public_key(given, f"{path}.pem"))


def public_key(given: KeyConfig, path: str) -> bytes:
    """The key in DER, when it is one for the algorithm."""
    body = given.pem.partition("-----BEGIN PUBLIC KEY-----")[2].partition("-----END PUBLIC KEY-----")[0]
    try:
        data = base64.b64decode("".join(body.split()), validate=True)
        envoy.verify_signature("sha256", data, b"", b"")
    except ValueError:
        raise ConfigError(f"{path}: expected -----BEGIN PUBLIC KEY----- and a key") from None
    curves = [bytes.fromhex(prefix) for name, _, prefix in CURVES.values() if name == given.algorithm]
    fits = data.startswith(curves[0]) if curves else RSA_NAME in data[:40]
    if not fits:
        raise ConfigError(f"{path}: the key is none for {given.algorithm}")
    return data


def keys_of(document: object, path: str, trusted: bool) -> list[Key]:
    """The keys of a JSON Web Key Set, without those of kinds that are not known.

    `trusted`: it stands in the configuration. Then symmetric keys count, which others could fetch otherwise,
    and a broken key raises `ConfigError`.
    """
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise ConfigError(f"{path}: not a JSON Web Key Set")
    found: list[Key] = []
    for place, each in enumerate(listed):
        if not isinstance(each, dict) or each.get("use", "sig") != "sig":
            continue
        try:
            key = key_of(each, trusted)
        except (RefusedError, ValueError) as error:
            if trusted:
                raise ConfigError(f"{path}.keys[{place}]: {error}") from None
            log.warning("%s.keys[%d]: %s", path, place, error)
            continue
        if key is not None:
            found.append(key)
    return found


def key_of(jwk: dict[str, Any], trusted: bool) -> Key | None:
    kind, kid = jwk.get("kty"), str(jwk.get("kid", ""))
    if kind == "oct" and trusted:
        algorithms, data = ["HS256", "HS384", "HS512"], to_bytes(str(jwk.get("k", "")))
        if not data:
            raise ValueError("an empty secret")
    elif kind == "RSA":
        modulus = to_bytes(str(jwk.get("n", "")))
        if len(modulus.lstrip(b"\0")) < 256:
            raise ValueError("an RSA key of less than 2048 bits")
        numbers = der_integer(modulus) + der_integer(to_bytes(str(jwk.get("e", ""))))
        algorithms, data = RSA, der(0x30, RSA_NAME + der(3, b"\0" + der(0x30, numbers)))
    elif kind == "EC" and jwk.get("crv") in CURVES:
        algorithm, size, prefix = CURVES[str(jwk["crv"])]
        point = [to_bytes(str(jwk.get(name, ""))).rjust(size, b"\0") for name in ("x", "y")]
        algorithms, data = [algorithm], bytes.fromhex(prefix) + point[0] + point[1]
    else:
        return None
    if kind != "oct":
        envoy.verify_signature("sha256", data, b"", b"")  # raises for what is no key
    if "alg" in jwk:
        algorithms = [each for each in algorithms if each == jwk["alg"]]
    return Key(kid, algorithms, data) if algorithms else None


def der(tag: int, content: bytes) -> bytes:
    """ASN.1: a tag, the length, the content."""
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    if size < 256:
        return bytes([tag, 0x81, size]) + content
    return bytes([tag, 0x82, size >> 8, size & 255]) + content


def der_integer(number: bytes) -> bytes:
    """A positive number, shortest; big-endian."""
    digits = number.lstrip(b"\0") or b"\0"
    return der(2, b"\0" + digits if digits[0] > 127 else digits)


# --- text


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def decode(part: str) -> dict[str, Any]:
    try:
        found = json.loads(to_bytes(part))
    except ValueError:
        raise RefusedError("malformed") from None
    if not isinstance(found, dict):
        raise RefusedError("malformed")
    return found


def to_bytes(part: str) -> bytes:
    """base64url without padding, and nothing else."""
    if "+" in part or "/" in part or "=" in part:
        raise RefusedError("malformed")
    standard = part.replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(standard + "=" * (-len(part) % 4), validate=True)
    except ValueError:
        raise RefusedError("malformed") from None
