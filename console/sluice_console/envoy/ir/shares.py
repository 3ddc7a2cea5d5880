"""How shares are counted: basis points, 100 is 1 %."""

FULL_SHARE = 10_000
"""All requests, in basis points."""
