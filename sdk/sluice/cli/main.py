"""The command line `sluice`.

Every command is written into two lists below: `SUMMARIES`, which `sluice --help` prints without importing
anything but click, and `load_command`, which imports the one command that is asked for. So `sluice --help`
takes a tenth of a second although the compiler, wasmtime and the console weigh much more.
"""

import click
from click.shell_completion import CompletionItem

from sluice.version import __version__

SUMMARIES = {
    "new": "Write a first filter, its test and settings around it into a folder.",
    "build": "Compile a filter to a Wasm module.",
    "check": "Check a filter without compiling it.",
    "daemon": "Keep the compiler loaded, so that builds and checks take less time.",
    "explain": "Say what a message's code means and what to do.",
    "dev": "Watch a filter: on each save check it, compile it, load it into a local Envoy.",
    "run": "Compile a Python script to Wasm and run it.",
    "test": "Run a filter's tests on CPython and on Wasm.",
    "replay": "Send recorded requests through a filter; compare two filters.",
    "recording": "Requests of a gateway, recorded by a console for replays.",
    "bench": "What a filter costs a request, in the emulated host and in Envoy.",
    "inspect": "Show what is inside a Wasm module.",
    "signing-key": "The key that modules are signed with.",
    "push": "Upload a filter to a console.",
    "attach": "Let requests pass a filter of a console, with its configuration.",
    "detach": "Let requests pass without it.",
    "rollout": "Move requests to another version or to a changed route, stage by stage.",
    "route": "List, show and change routes.",
    "tenant": "Teams and customers that call with keys of their own.",
    "key": "Make, rotate and revoke keys of tenants.",
    "release": "What was published, how it differs, and back.",
    "logs": "Requests of a gateway as they come.",
    "config": "The configuration as a file: export, compare, apply.",
    "import": "Routes from an OpenAPI document, or from HTTPRoutes of Kubernetes.",
    "bootstrap": "Print what an Envoy of a gateway is started with.",
    "audit": "Check that nobody has altered a console's audit log.",
    "up": "Start console, Envoy and sample upstreams on this machine.",
    "down": "Stop what `sluice up` started.",
    "completion": "Print what makes a shell complete `sluice` on Tab.",
}

EXAMPLES = """\b
Examples:
  sluice new my_filter          # a folder with a filter and its test to start from
  sluice build my_filter.py     # my_filter.wasm
  sluice test                   # its tests, on CPython and on Wasm
  sluice up                     # console, Envoy and two upstreams on this machine
  sluice push my_filter.wasm    # into that console
  sluice down
"""


class LazyGroup(click.Group):
    """A click group that imports a command when it is used, not when it is listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return load_command(cmd_name)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """As click's own, without importing the commands whose names come up."""
        commands = [
            CompletionItem(name, help=summary)
            for name, summary in SUMMARIES.items()
            if name.startswith(incomplete)
        ]
        return commands + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


def load_command(name: str) -> click.Command | None:
    """The command of that name, or None when `sluice` has no such command."""
    match name:
        case "new":
            from sluice.cli.new import new

            return new
        case "build":
            from sluice.cli.build import build

            return build
        case "check":
            from sluice.cli.check import check

            return check
        case "daemon":
            from sluice.cli.daemon import daemon

            return daemon
        case "explain":
            from sluice.cli.explain import explain

            return explain
        case "dev":
            from sluice.cli.dev import dev

            return dev
        case "run":
            from sluice.cli.run import run

            return run
        case "test":
            from sluice.cli.test import test

            return test
        case "replay":
            from sluice.cli.replay import replay

            return replay
        case "recording":
            from sluice.cli.remote.recording import recording

            return recording
        case "bench":
            from sluice.cli.bench import bench

            return bench
        case "inspect":
            from sluice.cli.inspect import inspect

            return inspect
        case "signing-key":
            from sluice.cli.signing_key import signing_key

            return signing_key
        case "push":
            from sluice.cli.push import push

            return push
        case "attach":
            from sluice.cli.remote.attach import attach

            return attach
        case "detach":
            from sluice.cli.remote.attach import detach

            return detach
        case "rollout":
            from sluice.cli.remote.rollout import rollout

            return rollout
        case "route":
            from sluice.cli.remote.route import route

            return route
        case "tenant":
            from sluice.cli.remote.tenant import tenant

            return tenant
        case "key":
            from sluice.cli.remote.tenant import key

            return key
        case "release":
            from sluice.cli.remote.release import release

            return release
        case "logs":
            from sluice.cli.remote.logs import logs

            return logs
        case "config":
            from sluice.cli.remote.config import config

            return config
        case "import":
            from sluice.cli.imports.command import import_

            return import_
        case "export" | "diff" | "apply":  # not listed: what `sluice config` has, in one word
            from sluice.cli.remote.config import config

            return config.commands[name]
        case "bootstrap":
            from sluice.cli.bootstrap import bootstrap

            return bootstrap
        case "audit":
            from sluice.cli.audit import audit

            return audit
        case "up":
            from sluice.cli.up import up

            return up
        case "down":
            from sluice.cli.down import down

            return down
        case "completion":
            from sluice.cli.completion import completion

            return completion
    return None


@click.group(
    cls=LazyGroup,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, prog_name="sluice", message="%(prog)s %(version)s")
def main() -> None:
    """Envoy filters in typed Python: compiled to small Wasm modules, tested, rolled out in stages."""
