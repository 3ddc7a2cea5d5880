"""Secrets that nodes are given: the same from every replica, and nothing of them where it does not belong."""

from __future__ import annotations

from sluice_console.envoy.secrets import TICKET_SECONDS, to_ticket_keys

SEED = b"seed of the tests"
NOON = 1_000 * TICKET_SECONDS + 1.0


def test_replicas_agree_on_ticket_keys_and_other_gateways_have_others() -> None:
    assert to_ticket_keys(SEED, NOON) == to_ticket_keys(SEED, NOON + TICKET_SECONDS - 2)
    assert to_ticket_keys(SEED, NOON) != to_ticket_keys(SEED, NOON + TICKET_SECONDS)
    assert to_ticket_keys(SEED, NOON) != to_ticket_keys(b"another", NOON)
