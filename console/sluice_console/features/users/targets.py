"""Where a sign-in leads to."""

from urllib.parse import quote


def own_target(target: str) -> str:
    """Only addresses of this console: a link to the sign-in page must not lead elsewhere afterwards."""
    local = target.startswith("/") and not target.startswith(("//", "/\\"))
    return quote(target, safe="/?&=%-_.~@:+,") if local else "/"
