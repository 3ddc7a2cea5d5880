"""Options that tests of all parts share, and their order."""

import pytest

LONGEST = (
    "tests/pages",
    "tests/behaviour/test_cases.py",
    "tests/docs/test_documents.py",
    "tests/cli/test_demo.py",
    "tests/cli/test_up_down.py",
    "tests/packaging/test_installed.py",
    "tests/api/test_awaiting.py",
    "tests/api/test_in_envoy.py",
    "tests/api/test_endless.py",
)
"""What takes longest comes first, so that no worker is busy with it when the rest is done."""
TOGETHER = "tests/pages"
"""The tests of this folder share a console that takes long to fill: one worker runs all of them."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-update",
        action="store_true",
        help="rewrite the expected outputs of the golden tests and remove those without an input",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In workers of pytest-xdist each file is a group of its own (`--dist loadgroup` reads the marks)."""
    if not hasattr(config, "workerinput"):
        return
    order = {name: place for place, name in enumerate(LONGEST)}
    places: dict[pytest.Item, int] = {}
    for item in items:
        file = item.nodeid.partition("::")[0]
        group = TOGETHER if file.startswith(f"{TOGETHER}/") else file
        item.add_marker(pytest.mark.xdist_group(group))
        places[item] = order.get(group, len(LONGEST))
    items.sort(key=places.__getitem__)
