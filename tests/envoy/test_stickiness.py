"""The hash of sticky shares: even, independent of the salt, and bounded in what it reads."""

from __future__ import annotations

import pytest

from sluice_console.envoy.stickiness import VALUE_BYTES, find_bucket

TENANTS = [f"tenant-{number}" for number in range(20_000)]


@pytest.mark.parametrize("share", [100, 1_000, 5_000])
def test_shares_are_even(share: int) -> None:
    chosen = sum(find_bucket(tenant, "ro_1") < share for tenant in TENANTS)
    deviation = (share / 10_000 * (1 - share / 10_000) / len(TENANTS)) ** 0.5
    assert chosen / len(TENANTS) == pytest.approx(share / 10_000, abs=4 * deviation)


def test_another_rollout_chooses_others() -> None:
    both = sum(find_bucket(one, "ro_1") < 1_000 and find_bucket(one, "ro_2") < 1_000 for one in TENANTS)
    assert both / len(TENANTS) == pytest.approx(0.01, abs=0.004)


def test_buckets_are_in_range() -> None:
    assert {0 <= find_bucket(value, "ro_1") < 10_000 for value in ("", "a", "é", "x" * 10_000)} == {True}


def test_only_the_first_bytes_count() -> None:
    assert find_bucket("x" * VALUE_BYTES, "ro_1") == find_bucket("x" * 5_000, "ro_1")
