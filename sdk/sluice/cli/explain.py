"""`sluice explain`: the page of a code, in the terminal."""

import click

EXAMPLES = """\b
Examples:
  sluice explain SLU013
"""


@click.command(epilog=EXAMPLES)
@click.argument("code")
def explain(code: str) -> None:
    """Say what the CODE of a message means, and what to do about it."""
    from sluice.toolchain.error_pages import help_of, known_codes

    text = help_of(code.upper())
    if text is not None:
        click.echo(text.rstrip())
    elif code.upper().startswith("SLU"):
        raise click.ClickException(f"there is no code {code}; there are {', '.join(known_codes())}")
    else:
        raise click.ClickException(
            f"{code} is a code of mypy's; see https://mypy.readthedocs.io/en/stable/error_codes.html"
        )
