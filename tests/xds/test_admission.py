"""Who gets in: tokens, the memory for refusals, the limits."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
import pytest

from sluice_console.xds.admission import Admission, AdmissionError
from sluice_console.xds.claims import Claim, read_bearer_token


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def asked() -> list[str]:
    return []


def make(asked: list[str], clock: Clock | None = None, **limits: Any) -> Admission:
    async def authenticate(claim: Claim) -> str | None:
        asked.append(claim.token or "")
        return "gw_1" if claim.token == "right" else None

    return Admission(authenticate, clock=clock or Clock(), **limits)


async def test_the_right_token(asked: list[str]) -> None:
    assert await make(asked).identify(Claim("right", "n1", "edge")) == "gw_1"


async def test_no_token_is_not_even_looked_up(asked: list[str]) -> None:
    with pytest.raises(AdmissionError, match="sent no bearer token") as caught:
        await make(asked).identify(Claim(None, "n1", "edge"))
    assert caught.value.status is grpc.StatusCode.UNAUTHENTICATED
    assert asked == []


async def test_a_wrong_token_is_looked_up_once_in_a_while(asked: list[str]) -> None:
    clock = Clock()
    admission = make(asked, clock)
    for _ in range(100):
        with pytest.raises(AdmissionError, match="does not belong") as caught:
            await admission.identify(Claim("wr0ng", "n1", "edge"))
        assert "wr0ng" not in str(caught.value)
    assert len(asked) == 1
    clock.now = 6.0
    with pytest.raises(AdmissionError):
        await admission.identify(Claim("wr0ng", "n1", "edge"))
    assert len(asked) == 2


async def test_the_limit_of_streams(asked: list[str]) -> None:
    admission = make(asked, maximum_streams=1)
    async with admission.stream():
        with pytest.raises(AdmissionError, match="connected already") as caught:
            async with admission.stream():
                pass
        assert caught.value.status is grpc.StatusCode.RESOURCE_EXHAUSTED
    async with admission.stream():
        assert admission.open_streams == 1
    assert admission.open_streams == 0


async def test_starts_take_turns(asked: list[str]) -> None:
    admission = make(asked, starting_at_once=2)
    first, second = await admission.start(), await admission.start()
    third = asyncio.create_task(admission.start())
    await asyncio.sleep(0.01)
    assert not third.done()
    first()
    first()
    end_third = await third
    fourth = asyncio.create_task(admission.start())
    await asyncio.sleep(0.01)
    assert not fourth.done(), "giving a turn back twice must not make two"
    second()
    end_third()
    (await fourth)()


@pytest.mark.parametrize(
    ("metadata", "token"),
    [
        ((("authorization", "Bearer abc"),), "abc"),
        ((("authorization", "bearer abc "),), "abc"),
        ((("authorization", "Basic abc"),), None),
        ((("authorization", "Bearer "),), None),
        ((("other", "Bearer abc"),), None),
        ((), None),
        (None, None),
    ],
)
def test_reading_the_token(metadata: object, token: str | None) -> None:
    assert read_bearer_token(metadata) == token
