"""Rounds of equal load on each variant in turn, in a new random order each round."""

import json
import random
import statistics
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.variants import KEY_HEADER, KNOWN_CONSUMER, KNOWN_KEY, Variant
from sluice.cli.local.ports import HOST
from sluice.cli.measure.gateway import Gateway, pin

REQUEST = f"""\
GET /orders/17?expand=items HTTP/1.1
host: shop.example.com
user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
accept: application/json, text/plain, */*
accept-language: en-GB,en;q=0.7,de;q=0.3
accept-encoding: gzip, deflate, br
cookie: session=2c26b46b68ffc68ff99b453c1d3041341342d706483bfa0f98a5e886266e7ae; theme=dark
referer: https://shop.example.com/orders
origin: https://shop.example.com
{KEY_HEADER}: {KNOWN_KEY}
x-client-version: 8.4.2
cache-control: no-cache

""".replace("\n", "\r\n").encode()


@dataclass(frozen=True, slots=True)
class Load:
    """How much is asked of each variant in each round; two rounds at least, or there is no spread."""

    rounds: int
    requests: int
    connections: int


@dataclass(frozen=True, slots=True)
class Slice:
    """One variant in one round."""

    cpu_us: float
    requests_per_second: float
    p50_us: float
    p99_us: float


@dataclass(frozen=True, slots=True)
class Result:
    """One variant over all rounds: medians, and the middle half of `cpu_us` as a measure of the noise.

    `added_us` is the median of what this variant used more than `none` in the same round.
    """

    name: str
    cpu_us: float
    cpu_us_low: float
    cpu_us_high: float
    added_us: float
    requests_per_second: float
    p50_us: float
    p99_us: float


def check_behaviour(gateway: Gateway, variants: Sequence[Variant]) -> None:
    """Refuse to measure a filter that does not do all of its work. RuntimeError names what differs."""
    expected = {
        None: Answer(401, "API key required\n", authenticate="ApiKey"),
        "nobody's": Answer(401, "unknown API key\n", authenticate="ApiKey"),
        KNOWN_KEY: Answer(200, "ok\n", consumer=KNOWN_CONSUMER),
    }
    for variant in variants:
        if variant.http_filter is None:
            continue
        for key, wanted in expected.items():
            got = ask(gateway.ports[variant.name], key)
            if got != wanted:
                raise RuntimeError(f"{variant.name} with the key {key}: {got} instead of {wanted}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What /check answers: `consumer` and `key` are what the filter left in the request."""

    status: int
    body: str
    authenticate: str | None = None
    consumer: str | None = None
    key: str | None = None


def ask(port: int, key: str | None) -> Answer:
    request = urllib.request.Request(f"http://{HOST}:{port}/check", headers={KEY_HEADER: key} if key else {})
    try:
        response = urllib.request.urlopen(request, timeout=5)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        return Answer(
            status=response.status,
            body=response.read().decode(),
            authenticate=response.headers["www-authenticate"],
            consumer=response.headers["x-seen-consumer"],
            key=response.headers["x-seen-key"],
        )


def measure(
    gateway: Gateway, variants: Sequence[Variant], client: Path, load: Load, say: Callable[[str], None]
) -> list[Result]:
    """Warm every variant up, then measure it in each round."""
    for variant in variants:
        measure_slice(gateway, variant, client, load)
    slices: dict[str, list[Slice]] = {variant.name: [] for variant in variants}
    shuffled = random.Random(1)
    for number in range(load.rounds):
        for variant in shuffled.sample(list(variants), len(variants)):
            slices[variant.name].append(measure_slice(gateway, variant, client, load))
        figures = ", ".join(f"{name} {taken[-1].cpu_us:.1f}" for name, taken in slices.items())
        say(f"round {number + 1} of {load.rounds}, µs of CPU per request: {figures}")
    return [to_result(variant.name, slices[variant.name], slices["none"]) for variant in variants]


def measure_slice(gateway: Gateway, variant: Variant, client: Path, load: Load) -> Slice:
    command = [str(client), str(gateway.ports[variant.name]), str(load.connections), str(load.requests)]
    before = gateway.cpu_seconds()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    pin(process.pid, {1})
    output, _ = process.communicate(REQUEST, timeout=300)
    used = gateway.cpu_seconds() - before
    if process.returncode != 0:
        raise RuntimeError(f"the load generator failed on {variant.name}")
    report = json.loads(output)
    if report["statuses"] != {"200": load.requests}:
        raise RuntimeError(f"{variant.name} answered {report['statuses']}")
    return Slice(
        cpu_us=used / load.requests * 1e6,
        requests_per_second=load.requests / report["seconds"],
        p50_us=report["p50_us"],
        p99_us=report["p99_us"],
    )


def to_result(name: str, slices: Sequence[Slice], without: Sequence[Slice]) -> Result:
    cpu = [one.cpu_us for one in slices]
    low, _, high = statistics.quantiles(cpu, n=4, method="inclusive")
    return Result(
        name=name,
        cpu_us=statistics.median(cpu),
        cpu_us_low=low,
        cpu_us_high=high,
        added_us=statistics.median(a.cpu_us - b.cpu_us for a, b in zip(slices, without, strict=True)),
        requests_per_second=statistics.median(one.requests_per_second for one in slices),
        p50_us=statistics.median(one.p50_us for one in slices),
        p99_us=statistics.median(one.p99_us for one in slices),
    )
