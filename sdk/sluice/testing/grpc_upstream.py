"""What gRPC call-outs of a filter reach in a test.

filter.upstream("rls").grpc.replies(message)
filter.upstream("rls").grpc.fails(7, "not you")
filter.upstream("rls").grpc.replies_by(lambda call: GrpcReply([b"a"], trailing_metadata={"x-cost": "3"}))
assert filter.upstream("rls").grpc.calls[0].metadata["x-user"] == "ann"
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sluice.testing.messages import HeadersLike, ReceivedHeaders


@dataclass(frozen=True, slots=True)
class GrpcCall:
    """A call as it reached the other side."""

    service: str
    method: str
    metadata: ReceivedHeaders
    messages: list[bytes]


@dataclass(frozen=True, slots=True)
class GrpcReply:
    """What comes back: messages, then a status (gRPC's numbers, 0 is OK) with words for it.

    The metadata before the first message and after the last one is seen by streams only: a proxy does not
    show a unary call's.
    """

    messages: list[bytes] = field(default_factory=list)
    status: int = 0
    message: str = ""
    initial_metadata: HeadersLike = ()
    trailing_metadata: HeadersLike = ()


GrpcAnswer = Callable[[GrpcCall], "GrpcReply | list[bytes] | tuple[int, str]"]


class GrpcUpstream:
    """What gRPC calls to the cluster get: `filter.upstream("rls").grpc.replies(message)`."""

    def __init__(self) -> None:
        self.calls: list[GrpcCall] = []  # what it was asked, in order
        self._answer: GrpcAnswer | None = lambda call: [b""]

    def replies(
        self, *messages: bytes, initial_metadata: HeadersLike = (), trailing_metadata: HeadersLike = ()
    ) -> None:
        """These messages, then status OK."""
        reply = GrpcReply(
            list(messages), initial_metadata=initial_metadata, trailing_metadata=trailing_metadata
        )
        self._answer = lambda call: reply

    def replies_by(self, function: GrpcAnswer) -> None:
        """What `function` says: a `GrpcReply`, or only its messages, or a failure's (status, message)."""
        self._answer = function

    def fails(self, status: int, message: str = "", *, trailing_metadata: HeadersLike = ()) -> None:
        """No messages, and a status other than OK."""
        self._answer = lambda call: GrpcReply([], status, message, trailing_metadata=trailing_metadata)

    def hangs(self) -> None:
        """Never answer."""
        self._answer = None

    def answer(self, call: GrpcCall) -> GrpcReply | None:
        """None: no answer comes."""
        if self._answer is None:
            return None
        match self._answer(call):
            case GrpcReply() as reply:
                return reply
            case [int(status), str(message)]:
                return GrpcReply([], status, message)
            case messages:
                return GrpcReply([each for each in messages if isinstance(each, bytes)])
