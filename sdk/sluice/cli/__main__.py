"""The process `sluice`; `python -m sluice.cli` is the same."""

import gc
import os
import sys

_OBJECTS_BETWEEN_COLLECTIONS = 1_000_000
"""A compiler makes many objects and drops few: looking for rings among them takes a fifth of a build."""


def run() -> None:
    """Ends at once when the command has: taking the trees of a compiler apart again takes 0.3 s."""
    from sluice.cli.resident.client import ask

    status = ask(sys.argv)
    if status is None:
        status = work()
    os._exit(status)


def work() -> int:
    """Does what `sys.argv` says, in this process; its exit status."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    try:
        os.getcwd()  # noqa: PTH109
    except FileNotFoundError:
        sys.stderr.write("Error: the working folder has been removed; go into another one\n")
        return 1
    from sluice.cli.main import main

    status = 0
    if sys.stderr is not None and sys.stderr.isatty():
        _tell_what_takes_long()
    try:
        main()
    except SystemExit as ended:
        if not isinstance(ended.code, int | None):
            raise
        status = ended.code or 0
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    return status


def _tell_what_takes_long() -> None:
    """To somebody who waits; output that goes elsewhere stays what the command says."""
    import logging

    logging.getLogger("sluice").addHandler(logging.StreamHandler())
    logging.getLogger("sluice").setLevel(logging.INFO)


if __name__ == "__main__":
    run()
