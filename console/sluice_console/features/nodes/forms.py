"""The form that makes a node's bootstrap."""

import re
from dataclasses import dataclass
from typing import Self

from sluice_console.core.errors import FieldError, Invalid
from sluice_console.core.settings import split_address
from sluice_console.features.forms import FormText
from sluice_console.features.nodes.schemas import NODE_ID


@dataclass(frozen=True, slots=True)
class ConnectForm:
    """As typed: the node's id, where it reaches the console, and the port of its admin interface."""

    node_id: str
    console: str
    admin_port: str

    @classmethod
    def read(cls, form: FormText) -> Self:
        return cls(**form.pick("node_id", "console", "admin_port"))

    def check(self) -> tuple[str, int, int]:
        """The console's host and port, and the admin port; raises `Invalid` with all wrong fields."""
        errors: list[FieldError] = []
        host, port = "", 0
        if not re.fullmatch(NODE_ID, self.node_id):
            errors.append(FieldError("node_id", "takes letters, digits and . _ : -, at most 200"))
        try:
            host, port = split_address(self.console)
        except ValueError as error:
            errors.append(FieldError("console", str(error)))
        admin = int(self.admin_port) if self.admin_port.isascii() and self.admin_port.isdigit() else 0
        if not 1 <= admin <= 65535:
            errors.append(FieldError("admin_port", "is a port from 1 to 65535"))
        if errors:
            raise Invalid(f"{len(errors)} fields need a look.", fields=tuple(errors))
        return host, port, admin
