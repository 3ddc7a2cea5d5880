"""What became of one request: what a test asserts on, and what a failing test is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sluice.testing.host import LogEntry
from sluice.testing.messages import ReceivedRequest, ReceivedResponse, SentRequest


class EndedStream(Protocol):
    """A stream that is over, in whichever proxy it was.

    `reset`: cut off. `waits` says why one of the peers waits for more in vain, "" when none does.
    """

    @property
    def received_response(self) -> ReceivedResponse | None: ...
    @property
    def upstream_request(self) -> ReceivedRequest | None: ...
    @property
    def reset(self) -> bool: ...
    @property
    def waits(self) -> str: ...
    @property
    def details(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Callout:
    """A call that a filter made, and to which upstream."""

    upstream: str  # the cluster's name
    request: ReceivedRequest  # what it was asked


class Result:
    """What became of one request. `sent` is the request as the test gave it; `callouts` are the calls that
    were made while it was under way.
    """

    def __init__(
        self,
        sent: SentRequest,
        stream: EndedStream,
        logs: list[LogEntry],
        callouts: Sequence[Callout] = (),
    ) -> None:
        self.sent = sent  # as the test gave it
        self.logs = logs  # what was logged meanwhile
        self.callouts = callouts  # in the order in which they were made
        self._stream = stream

    @property
    def response(self) -> ReceivedResponse:
        """What the client got; fails the test when it got none."""
        response = self._stream.received_response
        if response is None:
            why = "the stream was reset" if self._stream.reset else self._stream.waits
            why = why or "the filter still holds the stream"
            raise AssertionError(f"the client got no response: {why}{_listed(self.logs)}")
        return response

    @property
    def upstream_request(self) -> ReceivedRequest:
        """What the upstream got; fails the test when the request did not reach it."""
        request = self._stream.upstream_request
        if request is None:
            raise AssertionError(f"the request did not reach the upstream{_listed(self.logs)}")
        return request

    @property
    def reached_upstream(self) -> bool:
        """False where the filter answered, holds or reset the request."""
        return self._stream.upstream_request is not None

    @property
    def was_reset(self) -> bool:
        """The client's stream was cut off."""
        return self._stream.reset

    @property
    def is_held(self) -> bool:
        """The filter stopped the stream and nothing went on, or a peer waits for the rest of a body."""
        return self._stream.received_response is None and not self._stream.reset

    @property
    def details(self) -> str:
        """%RESPONSE_CODE_DETAILS%: "via_upstream", or what a local response says."""
        return self._stream.details


def _listed(logs: list[LogEntry]) -> str:
    return "".join(f"\n  {entry}" for entry in logs)
