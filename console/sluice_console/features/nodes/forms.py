"""The form that makes a node's bootstrap."""

import re
from dataclasses import dataclass
from typing import Self

from sluice_console.core.errors import FieldError, Invalid
from sluice_console.core.language import marked, tr
from sluice_console.core.settings import split_addresses
from sluice_console.envoy.bootstrap import RELAY_HOST, to_relay_command
from sluice_console.features.forms import FormText
from sluice_console.features.nodes.schemas import NODE_ID, ONE_FOR_RELAY


@dataclass(frozen=True, slots=True)
class ConnectForm:
    """As typed: the node's id, where it reaches the console, and the port of its admin interface."""

    node_id: str
    console: str
    admin_port: str
    relay_port: str = ""

    @classmethod
    def read(cls, form: FormText) -> Self:
        return cls(**form.pick("node_id", "console", "admin_port", "relay_port"))

    def check(self) -> tuple[list[tuple[str, int]], int]:
        """Host and port of the consoles or of the relay, and the admin port; raises `Invalid` with all wrong
        fields.
        """
        errors: list[FieldError] = []
        consoles: list[tuple[str, int]] = []
        if not re.fullmatch(NODE_ID, self.node_id):
            errors.append(FieldError("node_id", tr("takes letters, digits and . _ : -, at most 200")))
        try:
            consoles = split_addresses(self.console)
        except ValueError as error:
            errors.append(FieldError("console", str(error)))
        admin, relay = _to_port(self.admin_port), _to_port(self.relay_port)
        if not admin:
            errors.append(FieldError("admin_port", tr(_NO_PORT)))
        if self.relay_port and not relay:
            errors.append(FieldError("relay_port", tr(_NO_PORT)))
        if relay and len(consoles) > 1:
            errors.append(FieldError("console", ONE_FOR_RELAY))
        if errors:
            raise Invalid(tr("%(errors)s fields need a look.", errors=len(errors)), fields=tuple(errors))
        return ([(RELAY_HOST, relay)] if relay else consoles), admin

    @property
    def relay(self) -> str:
        """The relay's command line; empty without one. Of a form that was checked."""
        return " ".join(to_relay_command(self.console, _to_port(self.relay_port) or None))


def _to_port(text: str) -> int:
    """0 for what is no port."""
    port = int(text) if len(text) <= 5 and text.isascii() and text.isdigit() else 0
    return port if port <= 65535 else 0


_NO_PORT = marked("is a port from 1 to 65535")
