"""`python -m sluice.cli` is `sluice`."""

from sluice.cli.main import main

main()
