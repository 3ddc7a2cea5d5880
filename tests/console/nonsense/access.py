"""Who comes in and how often: limits, logins, issuers, certificates, tenants and keys, tokens, accounts."""

from __future__ import annotations

from tests.console.nonsense.kind import GONE, Kind

LIMITS = Kind(
    "POST",
    "/api/limits",
    {"gateway": "edge", "name": "minute", "requests": 100},
    (
        *(("requests", value) for value in (0, -1, 10**12, "many", 1.5, None)),
        *(("seconds", value) for value in (0, 10**9)),
        ("by", "a b"),
        ("by", "ü"),
        ("when_away", "panic"),
        ("gateway", "nowhere"),
        ("gateway", "@tenant"),
        ("name", "calls"),
        ("name", "A"),
    ),
)

LOGINS = Kind(
    "POST",
    "/api/logins",
    {
        "gateway": "edge",
        "name": "staff",
        "settings": {
            "authorization_url": "https://login.test/authorize",
            "token_url": "https://login.test/token",
            "client_id": "edge",
        },
        "service": "web",
        "client_secret": "hush!",
    },
    (
        ("gateway", "nowhere"),
        ("service", "nothing"),
        ("service", "@other_limit"),
        ("client_secret", ""),
        ("client_secret", GONE),
        ("name", "own"),
        ("settings", GONE),
        ("settings.authorization_url", "login.test"),
        ("settings.authorization_url", "javascript:alert(1)"),
        ("settings.token_url", "file:///etc/passwd"),
        ("settings.client_id", ""),
        ("settings.scopes", ["a b"]),
        ("settings.callback_path", "back"),
        ("settings.callback_path", "/a?b"),
        ("settings.signout_path", "/oauth2/callback"),
        ("settings.end_session_url", "nowhere"),
    ),
)

ISSUERS = Kind(
    "POST",
    "/api/issuers",
    {"name": "partner", "settings": {"issuer": "https://login.test", "jwks": "@jwks"}},
    (
        ("name", "staff-tokens"),
        ("settings.issuer", ""),
        ("settings.audiences", [""]),
        ("settings.jwks", "", "jwks"),
        ("settings.jwks", "{}"),
        ("settings.jwks", '{"keys": []}'),
        ("settings.jwks", '{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}'),
        ("settings.jwks", "x" * 70_000),
        ("settings", {"issuer": "x", "jwks_url": "file:///etc/passwd"}),
        ("settings", {"issuer": "x", "jwks_url": "https://login.test/jwks"}, "service"),
        ("settings.headers", [["sub", "a b"]]),
        ("settings.headers", [["sub"]]),
        ("service", "nothing"),
    ),
)

CERTIFICATES = Kind(
    "POST",
    "/api/certificates",
    {"name": "spare", "chain": "@chain", "key": "@key"},
    (
        ("name", "shop"),
        ("chain", "no PEM"),
        ("chain", ""),
        ("chain", "@key"),
        ("chain", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        ("chain", "x" * 70_000),
        ("key", "no PEM"),
        ("key", "@chain"),
        ("key", "@other_key"),
        ("key", GONE),
        ("ocsp", "no base64!"),
        ("ocsp", "AAAA"),
        ("ocsp", 7),
    ),
)

TENANTS = Kind(
    "POST",
    "/api/tenants",
    {"name": "bakery"},
    (
        ("name", "harbor"),
        ("name", "Harbor"),
        ("hosts", ["*"]),
        ("hosts", ["a.test:80"]),
        ("hosts", ["a", "a"]),
        ("rate", 0),
        ("rate", "fast"),
        ("quotas", [{"requests": 0}]),
        ("quotas", [{"requests": 1, "seconds": 60}, {"requests": 2, "seconds": 60}]),
        ("quotas", [{"requests": 1, "seconds": number + 1} for number in range(11)]),
    ),
)

KEYS = Kind(
    "POST",
    "/api/tenants/harbor/keys",
    {"name": "second"},
    (
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 101),
        ("expires_in_days", 0),
        ("expires_in_days", 10_000),
        ("quotas", [{"requests": -1}]),
        ("key", "of-my-own"),
    ),
)

FOREIGN_KEYS = (
    Kind("PATCH", "/api/tenants/harbor/keys/@other_key_id", {"quotas": []}, (("quotas", [], "key"),), False),
    Kind(
        "POST",
        "/api/tenants/harbor/keys/@other_key_id/rotate",
        {},
        (("overlap_hours", 0, "key"), ("overlap_hours", -1)),
        False,
    ),
    Kind("DELETE", "/api/tenants/harbor/keys/@other_key_id", {}, (("reason", "", "key"),), False),
    Kind("PATCH", "/api/tenants/@gateway", {}, (("rate", 5, "tenant"),), False),
)

TOKENS = Kind(
    "POST",
    "/api/tokens",
    {"name": "robot"},
    (
        ("name", ""),
        ("role", "root"),
        ("role", "node", "gateway"),
        ("gateway", "edge", "gateway"),
        ("scopes", ["everything"]),
        ("expires_in_days", -1),
        ("owner", "us_1"),
    ),
)

NODE_TOKENS = Kind(
    "POST",
    "/api/tokens",
    {"name": "n1", "role": "node", "gateway": "edge"},
    (("gateway", "nowhere"), ("gateway", "@tenant"), ("scopes", ["routes"], "scopes")),
)

USERS = Kind(
    "POST",
    "/api/users",
    {"login": "grace"},
    (("login", ""), ("login", "x" * 101), ("login", "ada"), ("role", "root"), ("password", "secret")),
)

SIGNING_KEYS = Kind(
    "POST",
    "/api/signing-keys",
    {"name": "release", "public_key": "@public_key"},
    (
        ("public_key", ""),
        ("public_key", "no key"),
        ("public_key", "A" * 44),
        ("public_key", "x" * 101),
        ("name", "A"),
        ("name", GONE),
    ),
)

ACCESS = (
    *(LIMITS, LOGINS, ISSUERS, CERTIFICATES, TENANTS, KEYS, *FOREIGN_KEYS),
    *(TOKENS, NODE_TOKENS, USERS, SIGNING_KEYS),
)
