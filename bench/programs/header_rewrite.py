"""Rewrite a request's headers: drop, rename, add, join cookies and forwarded addresses."""

HEADERS = [
    (":method", "GET"),
    (":path", "/shop/items/17?colour=red&utm_source=mail&size=xl"),
    (":authority", "shop.example.org"),
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/142.0"),
    ("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"),
    ("accept-language", "de-AT,de;q=0.8,en-US;q=0.5,en;q=0.3"),
    ("cookie", "session=4f2a9c; theme=dark; tracking=abc123"),
    ("x-forwarded-for", "203.0.113.7, 10.0.0.3"),
    ("X-Internal-User", "root"),
    ("x-request-id", "8d3f1e0a-0001"),
]
DROPPED = {"x-internal-user", "x-debug"}


def rewrite(headers: list[tuple[str, str]], peer: str) -> list[tuple[str, str]]:
    kept: list[tuple[str, str]] = []
    for name, value in headers:
        name = name.lower()
        if name in DROPPED:
            continue
        if name == ":path":
            path, _, query = value.partition("?")
            pairs = [pair for pair in query.split("&") if not pair.startswith("utm_")]
            value = path.removeprefix("/shop") + ("?" + "&".join(pairs) if pairs else "")
        elif name == "cookie":
            cookies = [part.strip() for part in value.split(";")]
            value = "; ".join(part for part in cookies if not part.startswith("tracking="))
        elif name == "x-forwarded-for":
            value = f"{value}, {peer}"
        elif name == "accept-language":
            kept.append(("x-language", value.split(",")[0].split("-")[0]))
        kept.append((name, value))
    kept.append(("x-gateway", "edge"))
    return kept


def main(rounds: int) -> None:
    size = 0
    headers: list[tuple[str, str]] = []
    for i in range(rounds):
        headers = rewrite(HEADERS, f"192.0.2.{i & 255}")
        size += sum(len(name) + len(value) for name, value in headers)
    print(size, headers)


main(10_000)
