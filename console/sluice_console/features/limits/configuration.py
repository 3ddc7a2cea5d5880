"""A row of a shared limit as `envoy.ir` has it."""

from typing import cast

from sluice_console.envoy import ir
from sluice_console.models import SharedLimit


def to_limit(row: SharedLimit) -> ir.SharedLimit:
    when_away = cast(ir.WhenAway, row.when_away)
    return ir.SharedLimit(row.id, row.name, row.requests, row.seconds, row.by.lower(), when_away)
