"""Commands that work with a console over REST, with a token; each prints text, or JSON with `--json`."""
