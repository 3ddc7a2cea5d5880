import base64
import functools
import hmac
import json
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from sluice.testing import LoadedFilter, Loader, LoadError, ReceivedRequest, Reply, Result

HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}
SECRET = "a secret, long enough for anyone"
CLAIMS = {
    "sub": "ann",
    "iss": "https://login.example",
    "aud": ["orders"],
    "roles": ["a"],
    "exp": 9_999_999_999,
}
CHECKS = {
    "issuer": "https://login.example",
    "audience": "orders",
    "claims": {"sub": "x-user", "roles": "x-roles"},
}


@functools.cache
def private(name: str) -> Any:
    if name.startswith("RS"):
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(CURVES[name[:5]])


def pem(name: str) -> str:
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    return str(private(name).public_key().public_bytes(serialization.Encoding.PEM, spki).decode())


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int, size: int = 0) -> str:
    return encode(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def jwk(name: str, **more: str) -> dict[str, str]:
    numbers = private(name).public_key().public_numbers()
    if name.startswith("RS"):
        return {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e), **more}
    size = (CURVES[name[:5]].key_size + 7) // 8
    curve = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}[name[:5]]
    return {"kty": "EC", "crv": curve, "x": number(numbers.x, size), "y": number(numbers.y, size), **more}


def sign(algorithm: str, signed: bytes, name: str, secret: bytes) -> bytes:
    chosen = HASHES[algorithm[2:]]
    if algorithm.startswith("HS"):
        return hmac.digest(secret, signed, chosen.name)
    if algorithm.startswith("RS"):
        return bytes(private(name).sign(signed, padding.PKCS1v15(), chosen))
    first, second = decode_dss_signature(private(name).sign(signed, ec.ECDSA(chosen)))
    size = (CURVES[algorithm].key_size + 7) // 8
    return first.to_bytes(size, "big") + second.to_bytes(size, "big")


def token(
    algorithm: str = "RS256",
    claims: Any = CLAIMS,
    key: str = "",
    secret: bytes = SECRET.encode(),
    **header: Any,
) -> str:
    parts = [{"alg": algorithm, **header}, claims]
    signed = ".".join(encode(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{encode(sign(algorithm, signed.encode(), key or algorithm, secret))}"


def send(filter: LoadedFilter, sent: str) -> Result:
    return filter.request(headers={"authorization": f"Bearer {sent}", "x-user": "root", "x-roles": "admin"})


ALGORITHMS = [f"{family}{size}" for family in ("HS", "RS", "ES") for size in ("256", "384", "512")]


def key_for(algorithm: str) -> dict[str, str]:
    if algorithm.startswith("HS"):
        return {"algorithm": algorithm, "secret": SECRET}
    return {"algorithm": algorithm, "pem": pem(algorithm)}


def test_every_algorithm_by_key_and_by_jwks(load: Loader) -> None:
    secret = {"kty": "oct", "k": encode(SECRET.encode())}
    for algorithm in ALGORITHMS:
        listed = secret if algorithm.startswith("HS") else jwk(algorithm)
        for keys in ({"keys": [key_for(algorithm)]}, {"jwks": {"keys": [listed]}}):
            filter = load("jwt.py", config={**CHECKS, **keys})
            passed = send(filter, token(algorithm)).upstream_request.headers
            assert passed.get_all("x-user") == ["ann"], algorithm
            assert passed.get_all("x-roles") == ['["a"]']
            assert "authorization" in passed
            forged = token(algorithm)[:-8] + "AAAAAAAA"
            assert send(filter, forged).details == "jwt_signature"
            assert filter.metrics["exceptions_total"] == 0


def test_a_public_key_is_no_secret(load: Loader) -> None:
    """Algorithm confusion: tokens that are signed with what everybody knows, and `none`."""
    for keys in (
        {"keys": [key_for("RS256"), key_for("ES256")]},
        {"jwks": {"keys": [jwk("RS256"), jwk("ES256")]}},
    ):
        filter = load("jwt.py", config=keys)
        spki = serialization.PublicFormat.SubjectPublicKeyInfo
        der = private("RS256").public_key().public_bytes(serialization.Encoding.DER, spki)
        for secret in (pem("RS256").encode(), der, pem("ES256").encode(), b""):
            for algorithm in ("HS256", "HS384", "HS512"):
                assert send(filter, token(algorithm, secret=secret)).details == "jwt_algorithm"
        head, body, _ = token("HS256").split(".")
        for named in ("none", "None", "", "RS1", "rs256", "PS256", "EdDSA"):
            head = encode(json.dumps({"alg": named}).encode())
            for signature in ("", "AAAA"):
                assert send(filter, f"{head}.{body}.{signature}").details == "jwt_algorithm"


def test_a_key_checks_its_own_algorithm_only(load: Loader) -> None:
    filter = load("jwt.py", config={"keys": [key_for("RS256"), {"algorithm": "HS256", "secret": SECRET}]})
    assert send(filter, token("RS512", key="RS256")).details == "jwt_algorithm"
    assert send(filter, token("HS512")).details == "jwt_algorithm"
    named = {"jwks": {"keys": [jwk("RS256", alg="RS256", kid="a"), jwk("RS2 other", kid="b")]}}
    filter = load("jwt.py", config=named)
    assert send(filter, token("RS256", kid="a")).response.status == 200
    assert send(filter, token("RS256")).response.status == 200
    assert send(filter, token("RS512", key="RS256", kid="a")).details == "jwt_key"
    assert send(filter, token("RS512", key="RS2 other", kid="b")).response.status == 200
    assert send(filter, token("RS256", kid="b")).details == "jwt_signature"
    assert send(filter, token("RS256", kid="c")).details == "jwt_key"


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in CLAIMS.items() if key != name}


REFUSED: dict[str, list[Any]] = {
    "expired": [
        {**CLAIMS, "exp": 1_000},
        {**CLAIMS, "exp": "never"},
        {**CLAIMS, "exp": True},
        without("exp"),
    ],
    "early": [{**CLAIMS, "nbf": 9_999_999_999}, {**CLAIMS, "nbf": "x"}],
    "issuer": [{**CLAIMS, "iss": "https://evil.example"}, without("iss"), {**CLAIMS, "iss": ["a"]}],
    "audience": [{**CLAIMS, "aud": "users"}, without("aud"), {**CLAIMS, "aud": [["orders"]]}],
    "claims": [{**CLAIMS, "sub": "a\nx-admin: 1"}],
    "malformed": [["no", "object"], 5, "text"],
}


def test_what_is_refused(load: Loader) -> None:
    filter = load("jwt.py", config={**CHECKS, "keys": [key_for("HS256")]})
    for reason, bodies in REFUSED.items():
        for claims in bodies:
            result = send(filter, token("HS256", claims))
            assert (result.response.status, result.details) == (401, f"jwt_{reason}"), claims
        assert filter.metrics["jwt_refused_total", reason] == len(bodies)
    malformed = [
        "a.b",
        "é.b.c",
        "..",
        "a.b.c.d",
        token("HS256") + "=",
        "x" * 20_000,
        token("HS256").replace(".", "+.", 1),
    ]
    for sent in malformed:
        assert send(filter, sent).details == "jwt_malformed", sent[:40]
    assert send(filter, token("HS256", crit=["b64"])).details == "jwt_algorithm"
    assert send(filter, "").details == "jwt_missing"
    assert filter.request().response.headers["www-authenticate"] == "Bearer"
    twice = [("authorization", f"Bearer {token('HS256')}"), ("authorization", f"Bearer {token('HS256')}")]
    assert filter.request(headers=twice).details == "jwt_malformed"
    assert filter.metrics["exceptions_total"] == 0


def test_leeway_and_what_the_upstream_sees(load: Loader) -> None:
    config = {
        "keys": [key_for("HS256")],
        "leeway": 60,
        "forward": False,
        "require_expiry": False,
        "claims": {"sub": "x-user"},
    }
    filter = load("jwt.py", config=config)
    now = time.time()
    passed = send(filter, token("HS256", {"exp": now - 30, "nbf": now + 30}))
    assert "authorization" not in passed.upstream_request.headers
    assert "x-user" not in passed.upstream_request.headers
    assert send(filter, token("HS256", {"exp": now - 90})).details == "jwt_expired"
    assert send(filter, token("HS256", {})).response.status == 200


FETCHED = {**CHECKS, "jwks_cluster": "idp", "jwks_path": "/keys", "refresh": 100}


def keys(*names: str) -> Reply:
    broken = [
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {"kty": "oct", "k": encode(SECRET.encode())},
        {"kty": "OKP"},
    ]
    return Reply(200, json.dumps({"keys": [*broken, *(jwk(name, kid=name, use="sig") for name in names)]}))


def test_keys_are_fetched_and_refreshed(load: Loader) -> None:
    filter = load("jwt.py", config=FETCHED, upstreams=["idp"])
    served = ["RS256"]
    filter.upstream("idp").replies_by(lambda call: keys(*served), after=0.01)
    filter.advance(1)
    for _ in range(3):
        assert send(filter, token("RS256", kid="RS256")).response.status == 200
    (call,) = filter.upstream("idp").calls
    assert (call.method, call.path) == ("GET", "/keys")
    assert send(filter, token("HS256")).details == "jwt_algorithm"  # a secret that can be fetched is none
    filter.advance(20)
    served.append("ES256")
    assert send(filter, token("ES256", kid="ES256")).response.status == 200  # a new key: asked for at once
    assert len(filter.upstream("idp").calls) == 2
    for _ in range(5):
        assert send(filter, token("ES256", kid="unknown")).details == "jwt_key"  # not for each forged token
    assert len(filter.upstream("idp").calls) == 2
    served[:] = ["ES256"]
    filter.advance(120)
    assert send(filter, token("RS256", kid="RS256")).details == "jwt_algorithm"  # taken back
    assert filter.metrics["jwt_keys_fetched_total", "ok"] >= 3
    assert filter.metrics["exceptions_total"] == 0


@pytest.mark.parametrize("how", ["status", "junk", "empty", "late", "broken"])
def test_keys_that_do_not_come(load: Loader, how: str) -> None:
    answers = {"status": Reply(500), "junk": Reply(200, "{"), "empty": Reply(200, '{"keys": []}')}

    def fail(filter: LoadedFilter) -> None:
        upstream = filter.upstream("idp").always()
        if how == "late":
            upstream.times_out()
        elif how == "broken":
            upstream.fails()
        else:
            upstream.replies_by(lambda call: answers[how])

    filter = load("jwt.py", config=FETCHED, upstreams=["idp"])
    fail(filter)
    filter.advance(2)
    refused = send(filter, token("RS256"))
    assert (refused.response.status, refused.details) == (503, "jwt_unavailable")
    assert len(filter.upstream("idp").calls) <= 2  # not for each request
    filter.upstream("idp").always().replies_by(lambda call: keys("RS256"))
    filter.advance(15)
    assert send(filter, token("RS256")).response.status == 200
    fail(filter)
    filter.advance(300)
    assert send(filter, token("RS256")).response.status == 200  # those that are known go on
    assert filter.metrics["jwt_keys_fetched_total", "failed"] >= 3
    assert filter.metrics["exceptions_total"] == 0


def test_requests_wait_for_the_first_keys(load: Loader) -> None:
    filter = load("jwt.py", config=FETCHED, upstreams=["idp"])
    if filter.platform == "envoy":
        pytest.skip(
            "the keys are asked for before the test can say what comes: see tests/api/test_jwt_in_envoy.py"
        )

    def answer(call: ReceivedRequest) -> Reply:
        return keys("RS256")

    filter.upstream("idp").replies_by(answer, after=0.2)
    open_ = [filter.open(headers={"authorization": f"Bearer {token()}"}) for _ in range(5)]
    assert [each.result().response.status for each in open_] == [200] * 5
    assert len(filter.upstream("idp").calls) == 1


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({}, "config: no keys"),
        ({"keys": [{"algorithm": "none"}]}, "config.keys[0].algorithm"),
        ({"keys": [{"algorithm": "RS256"}]}, "config.keys[0]: RS256 needs a public key in pem"),
        ({"keys": [{"algorithm": "HS256", "secret": ""}]}, "config.keys[0]: HS256 needs a secret"),
        (
            {"keys": [{"algorithm": "HS256", "pem": "x", "secret": "y"}]},
            "config.keys[0]: HS256 needs a secret",
        ),
        (
            {"keys": [{"algorithm": "RS256", "pem": "junk"}]},
            "config.keys[0].pem: expected -----BEGIN PUBLIC KEY",
        ),
        ({"jwks": {"keys": 5}}, "config.jwks: not a JSON Web Key Set"),
        (
            {"jwks": {"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}},
            "config.jwks.keys[0]: an RSA key of less",
        ),
        (
            {"jwks": {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}},
            "config.jwks.keys[0]: the key is no public",
        ),
        ({"jwks": {"keys": [{"kty": "oct", "k": ""}]}}, "config.jwks.keys[0]: an empty secret"),
    ],
)
def test_configurations_that_are_refused(load: Loader, config: Any, problem: str) -> None:
    with pytest.raises(LoadError) as refused:
        load("jwt.py", config=config)
    assert problem in str(refused.value)


def test_a_key_of_another_kind_is_refused(load: Loader) -> None:
    for algorithm, name in (("RS256", "ES256"), ("ES256", "RS256"), ("ES384", "ES256")):
        with pytest.raises(LoadError, match="the key is none for"):
            load("jwt.py", config={"keys": [{"algorithm": algorithm, "pem": pem(name)}]})


def test_memory_stays_flat(load: Loader) -> None:
    filter = load("jwt.py", config={"keys": [key_for("ES256")]})
    sent = {"authorization": f"Bearer {token('ES256')}"}
    if filter.platform == "envoy":
        pytest.skip("a VM's memory cannot be read from outside")
    for _ in range(3_000):  # until the heap has found its size
        filter.request(headers=sent)
    filter.assert_flat_memory(requests=1_000, send=lambda filter, number: filter.request(headers=sent))
