"""Options that tests of all parts share, and their order."""

from typing import Any

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling  # type: ignore[import-untyped]

TOGETHER = {
    "tests/pages/": "pages",  # they share a console that takes long to fill
    "tests/cli/test_demo.py": "stacks",  # these begin with the ports that `sluice up` likes best
    "tests/cli/test_up_down.py": "stacks",
    "tests/packaging/": "stacks",
}
"""What one worker has to run; else it runs a file at a time."""
LONGEST = (
    "pages",
    "stacks",
    "tests/behaviour/test_cases.py",
    "tests/docs/test_documents.py",
    "tests/console/test_rollouts.py",
    "tests/api/test_awaiting.py",
    "tests/api/test_exceptions.py",
    "tests/api/test_awaiting_load.py",
    "tests/api/test_in_envoy.py",
    "tests/api/test_endless.py",
    "tests/console/test_start.py",
)
"""What takes longest comes first, so that no worker is busy with it when the rest is done."""


THOROUGH = (
    "tests/docs/test_documents.py",
    "tests/pages/test_every_page.py",
    "tests/pages/test_hostile.py",
    "tests/pages/test_payloads.py",
    "tests/packaging/",
    "tests/rest/",
    "tests/sandbox/",
    "tests/bench/",
    "tests/console/test_live_rollouts.py",
    "tests/api/test_endless.py",
)
"""What `make thorough` runs and `make test` leaves out; so is what tests do again on PostgreSQL."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-update",
        action="store_true",
        help="rewrite the expected outputs of the golden tests and remove those without an input",
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    if item.nodeid.startswith(THOROUGH) or item.get_closest_marker("postgres"):
        item.add_marker(pytest.mark.thorough)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        order = {name: place for place, name in enumerate(LONGEST)}
        items.sort(key=lambda item: order.get(_group(item.nodeid), len(LONGEST)))


class FilesAndGroups(LoadScopeScheduling):  # type: ignore[misc]
    """A worker runs a whole file at a time, or what belongs together."""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return FilesAndGroups(config, log)


def _group(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    return next((group for start, group in TOGETHER.items() if file.startswith(start)), file)
