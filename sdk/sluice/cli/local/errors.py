"""What can go wrong on this machine, said once and with a remedy."""

import click


class LocalError(click.ClickException):
    """A failure of the local runner; click prints `Error: <message>` and ends with status 1."""
