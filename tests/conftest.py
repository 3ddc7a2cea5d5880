"""Options that tests of all parts share."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-update",
        action="store_true",
        help="rewrite the expected outputs of the golden tests and remove those without an input",
    )
