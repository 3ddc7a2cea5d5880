"""The option of commands that build what others shall trust."""

from pathlib import Path

import click

sign_option = click.option(
    "--sign-key",
    metavar="FILE",
    envvar="SLUICE_SIGN_KEY",
    type=click.Path(path_type=Path),
    help="Sign the module with this key (`sluice signing-key FILE` makes one).  [env: SLUICE_SIGN_KEY]",
)


def signed(wasm: bytes, key_file: Path | None) -> bytes:
    """The module, signed where there is a key."""
    if key_file is None:
        return wasm
    from sluice.toolchain.signing import SigningKeyError, read_key, sign

    try:
        return sign(wasm, read_key(key_file))
    except SigningKeyError as error:
        raise click.ClickException(f"cannot sign: {error}") from None
    except OSError as error:
        raise click.ClickException(f"cannot sign: {key_file}: {error.strerror}") from None
