"""`sluice release`: what was published, how it differs, and back."""

from typing import Any
from urllib.parse import quote

import click

from sluice.cli.client import Console
from sluice.cli.remote.options import moment, show, to_table, with_console

EXAMPLES = """\b
Examples:
  sluice release list --gateway edge
  sluice release diff edge@12                     # against the one before
  sluice release diff edge@12 --against edge@9
  sluice release rollback edge@11 --reason "carts answer slowly"
"""
SHOWN = "50"


@click.group(epilog=EXAMPLES)
def release() -> None:
    """Releases: every change publishes one, and any of them can be put back byte for byte."""


@release.command("list")
@click.option("--gateway", help="Of this gateway only.")
@with_console
def list_releases(console: Console, as_json: bool, gateway: str | None) -> None:
    """The newest first, 50 at most."""
    query = {"limit": SHOWN} | ({"gateway": gateway} if gateway else {})
    answer = console.call("GET", "/api/releases", params=query)
    show(answer, as_json, _to_text)


@release.command()
@click.argument("release_", metavar="RELEASE")
@click.option("--against", metavar="RELEASE", help="Another one than the release before.")
@with_console
def diff(console: Console, as_json: bool, release_: str, against: str | None) -> None:
    """What RELEASE, an id or GATEWAY@NUMBER, changed; object by object."""
    query = {"against": against} if against else {}
    answer = console.call("GET", f"/api/releases/{quote(release_)}/diff", params=query)
    show(answer, as_json, _to_diff)


@release.command()
@click.argument("release_", metavar="RELEASE")
@click.option("--reason", default="", help="Stands in the new release and in the audit log.")
@with_console
def rollback(console: Console, as_json: bool, release_: str, reason: str) -> None:
    """Publish the bytes of RELEASE again, as a new release."""
    answer = console.call("POST", f"/api/releases/{quote(release_)}/rollback", json={"reason": reason})
    show(
        answer,
        as_json,
        lambda made: "\n".join(
            [f"{made['gateway']} is at release {made['number']}, the bytes of {release_}", *made["notes"]]
        ),
    )


def _to_text(answer: dict[str, Any]) -> str:
    rows = [
        (
            f"{item['gateway']}@{item['number']}",
            moment(item["created_at"], ""),
            item["author"],
            item["reason"],
        )
        for item in answer["items"]
    ]
    return to_table(("RELEASE", "PUBLISHED", "BY", "WHY"), rows, "There is no release yet.")


def _to_diff(answer: dict[str, Any]) -> str:
    parts = [
        "\n".join([f"{item['kind']} {item['name']}: {item['change']}", *item["lines"]])
        for item in answer["objects"]
    ]
    return "\n\n".join(parts) or "Nothing is different."
