"""The command `sluice`: one module a command, listed in `main`."""
