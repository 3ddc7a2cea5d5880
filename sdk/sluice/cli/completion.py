"""`sluice completion`: what a shell needs to complete commands, options and files on Tab."""

import click
from click.shell_completion import get_completion_class

EXAMPLES = """\b
Examples:
  eval "$(sluice completion bash)"                              # in ~/.bashrc
  eval "$(sluice completion zsh)"                               # in ~/.zshrc
  sluice completion fish > ~/.config/fish/completions/sluice.fish
"""
VARIABLE = "_SLUICE_COMPLETE"
"""The shell asks `sluice` itself what comes next, with this set."""


@click.command(epilog=EXAMPLES)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that makes SHELL complete `sluice`."""
    found = get_completion_class(shell)
    assert found is not None  # the choices are click's own
    click.echo(found(ctx.find_root().command, {}, "sluice", VARIABLE).source())
