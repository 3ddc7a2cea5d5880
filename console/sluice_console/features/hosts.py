"""Names of servers, as operators type them."""

import re
from ipaddress import ip_address

from sluice_console.core.language import tr

_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")


def check_host(value: str) -> str:
    """An IP address or a DNS name; nothing that could be read as a URL or a path."""
    try:
        return str(ip_address(value.strip("[]")))
    except ValueError:
        labels = value.rstrip(".").split(".")
        if all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit():
            return value.lower()
        raise ValueError(tr("is an IP address or a DNS name, without scheme and port")) from None
