"""The fixtures and options that Sluice's pytest plugin adds, as tables."""

import inspect

from _pytest.config.argparsing import Parser
from _pytest.fixtures import FixtureFunctionDefinition

from sluice.testing import plugin


def fixtures_table() -> str:
    found = {
        name: value for name, value in vars(plugin).items() if isinstance(value, FixtureFunctionDefinition)
    }
    rows = [f"| `{name}` | {_cell(inspect.getdoc(value) or '')} |" for name, value in found.items()]
    return "\n".join(["| Fixture | |", "|---|---|", *rows])


def options_table() -> str:
    parser = Parser(_ispytest=True)
    plugin.pytest_addoption(parser)
    rows = [
        f"| `{'`, `'.join(option.names())}` | {_cell(option.attrs().get('help', ''))} |"
        for option in parser.getgroup("sluice").options
    ]
    return "\n".join(["| Option | |", "|---|---|", *rows])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
