"""Verify signed tokens (JWT, HS256): base64, HMAC of SHA-256, JSON, times."""

import base64
import hashlib
import hmac
import json

SECRET = b"a secret of thirty-two bytes ...."
NOW = 1_790_000_000


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sign(head: str) -> str:
    return encode(hmac.new(SECRET, head.encode(), hashlib.sha256).digest())


def make(subject: str, expires: int) -> str:
    header = encode(b'{"alg":"HS256","typ":"JWT"}')
    claims = {"iss": "https://login.example.org/", "sub": subject, "aud": ["shop", "cart"], "exp": expires}
    head = f"{header}.{encode(json.dumps(claims).encode())}"
    return f"{head}.{sign(head)}"


def verify(token: str) -> str:
    head, _, signature = token.rpartition(".")
    if not hmac.compare_digest(sign(head), signature):
        return "forged"
    header, _, body = head.partition(".")
    if json.loads(decode(header))["alg"] != "HS256":
        return "another algorithm"
    claims = json.loads(decode(body))
    if claims["exp"] < NOW:
        return "expired"
    return "shop" if "shop" in claims["aud"] else "for somebody else"


def main(rounds: int) -> None:
    tokens = [make(f"user-{i}", NOW + 60 - i % 5 * 20) for i in range(50)]
    tokens[7] = tokens[7][:-1] + "_"
    said: dict[str, int] = {}
    for _ in range(rounds):
        for token in tokens:
            answer = verify(token)
            said[answer] = said.get(answer, 0) + 1
    print(said)


main(100)
