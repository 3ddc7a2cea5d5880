"""TCP filters: bytes of a connection on their way between client and upstream."""

from collections.abc import Coroutine
from typing import Any, ClassVar, Final, Generic

from sluice.api import hostcalls
from sluice.api.filters import ROOT_ID, STEP_LIMIT, Config, OnError, check_keywords
from sluice.api.messages import Chunk

DOWNSTREAM: Final = 2


class Hold:
    """`HOLD` is what `on_downstream_data` returns to wait for more: the next call shows all that is held."""


HOLD = Hold()


class TcpFilter(Generic[Config]):
    """A TCP filter: one object for each connection, whose callbacks the proxy calls in this order.

        class Shout(TcpFilter[Config], on_error="deny"):
            def on_downstream_data(self, data: Chunk) -> bytes | Hold | None:
                return data.data.upper()

    It stands before the proxy's TCP proxy, in a listener without HTTP. Only the callbacks that a class
    defines cost anything. `Config`, `step_limit` and attributes are as those of an HttpFilter; `connection`
    tells addresses and certificates. When a callback raises, the traceback is logged, `exceptions_total` is
    counted, and `on_error` decides: "deny" closes the connection, "continue" lets pass.
    """

    on_error: ClassVar[OnError] = "deny"  # what the class keyword said
    config: Config  # the plugin's configuration; None where the class says `TcpFilter[None]`

    def __init_subclass__(
        cls, on_error: OnError = "deny", step_limit: int = STEP_LIMIT, root_id: str | None = None
    ) -> None:
        # Not compiled: the compiler reads the keywords from the class statement. CPython counts no steps.
        super().__init_subclass__()
        check_keywords(on_error, step_limit, root_id)
        setattr(cls, ROOT_ID, root_id or cls.__name__)
        cls.on_error = on_error

    def on_new_connection(self) -> Coroutine[Any, Any, None] | None:
        """A client has connected; no upstream is connected yet, and nothing is read from the client.

        May be `async def`: while it awaits, that stays so.
        """
        return None

    def on_downstream_data(self, data: Chunk) -> bytes | Hold | None:
        """Bytes from the client: bytes replace them, None leaves them, `HOLD` waits for more. The end of the
        client's data while some is held closes the connection, since nothing can decide about it any more.
        """
        return None

    def on_upstream_data(self, data: Chunk) -> bytes | None:
        """Bytes from the upstream: bytes replace them, None leaves them."""
        return None

    def on_downstream_close(self, by_peer: bool) -> None:
        """The client's connection has ended: by the client, or by the proxy."""

    def on_upstream_close(self) -> None:
        """The upstream sends nothing more."""

    def close(self) -> None:
        """Close the client's connection once this callback has ended; what is on its way to the client is
        sent first.
        """
        hostcalls.close_stream(DOWNSTREAM)
