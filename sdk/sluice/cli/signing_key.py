"""`sluice signing-key`: the key that modules are signed with."""

from pathlib import Path

import click

EXAMPLES = """\b
Examples:
  sluice signing-key release.pem                       # makes it, prints its public part
  sluice build my_filter.py --sign-key release.pem
  SLUICE_SIGN_KEY=release.pem sluice push my_filter.py
"""


@click.command("signing-key", epilog=EXAMPLES)
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
def signing_key(file: Path) -> None:
    """Print the public part of the private key in FILE, which is made when it is not there.

    An admin gives the public part to a console, which then marks modules as signed by it. Whoever can read
    FILE can sign: keep it where your builds run, and nowhere else.
    """
    from sluice.toolchain.signing import SigningKeyError, make_key, public_key_of, read_key

    try:
        key = read_key(file) if file.exists() else make_key(file)
    except SigningKeyError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from None
    click.echo(public_key_of(key))
