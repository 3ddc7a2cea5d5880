"""Tables as text: aligned for people, colours only on a terminal."""

from collections.abc import Sequence

import click


def to_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell, two spaces apart; an empty last column goes."""
    lines = [*([head] if head else []), *rows]
    if not lines:
        return ""
    widths = [max(len(click.unstyle(cell)) for cell in column) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell + " " * (width - len(click.unstyle(cell))) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )
