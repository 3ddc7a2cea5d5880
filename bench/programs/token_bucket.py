"""Let requests of a thousand clients through as their token buckets allow."""

from __future__ import annotations

CLIENTS = 1_000
RATE = 5.0
BURST = 20.0


class Bucket:
    def __init__(self, tokens: float, at: float) -> None:
        self.tokens = tokens
        self.at = at

    def take(self, now: float) -> bool:
        self.tokens = min(BURST, self.tokens + (now - self.at) * RATE)
        self.at = now
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True


def main(requests: int) -> None:
    names = [f"client-{i}" for i in range(CLIENTS)]
    buckets: dict[str, Bucket] = {}
    seed = 42
    now = 0.0
    allowed = 0
    refused = 0
    for _ in range(requests):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        name = names[(seed >> 8) % CLIENTS if seed & 0x10000 else (seed >> 8) % 16]
        now += (seed & 0xFF) / 1_000_000
        bucket = buckets.get(name)
        if bucket is None:
            bucket = buckets[name] = Bucket(BURST, now)
        if bucket.take(now):
            allowed += 1
        else:
            refused += 1
    print(allowed, refused, len(buckets), round(buckets["client-3"].tokens, 6))


main(300_000)
