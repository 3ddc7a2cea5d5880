"""Options that tests of all parts share, and their order."""

import pytest

LONGEST = (
    "tests/behaviour/test_cases.py",
    "tests/docs/test_documents.py",
    "tests/pages/test_every_page.py",
    "tests/pages/test_work.py",
    "tests/cli/test_demo.py",
    "tests/cli/test_up_down.py",
    "tests/console/test_start.py",
    "tests/pages/test_hostile.py",
    "tests/pages/test_entrance.py",
    "tests/packaging/test_installed.py",
    "tests/api/test_awaiting.py",
    "tests/api/test_in_envoy.py",
    "tests/api/test_endless.py",
)
"""The files that take longest come first, so that no worker is busy with one when the rest is done."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-update",
        action="store_true",
        help="rewrite the expected outputs of the golden tests and remove those without an input",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not hasattr(config, "workerinput"):
        return
    order = {file: place for place, file in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.nodeid.partition("::")[0], len(LONGEST)))
