"""`boundary` for TCP filters: what happens between a Proxy-Wasm callback and the filter class."""

from typing import Any

from sluice.api import hostcalls
from sluice.api.boundary import CONTINUE, STOP
from sluice.api.failures import record
from sluice.api.messages import Chunk
from sluice.api.tcp import DOWNSTREAM, Hold, TcpFilter


def new_connection(filter: TcpFilter[Any]) -> int:
    filter.on_new_connection()
    return CONTINUE


def downstream_data(filter: TcpFilter[Any], size: int, end_of_stream: bool) -> int:
    answer = filter.on_downstream_data(Chunk(hostcalls.DOWNSTREAM_DATA, size, end_of_stream))
    if answer is None:
        return CONTINUE
    if isinstance(answer, Hold):
        if end_of_stream:
            hostcalls.close_stream(DOWNSTREAM)
        return STOP
    hostcalls.set_buffer_bytes(hostcalls.DOWNSTREAM_DATA, 0, size, answer)
    return CONTINUE


def upstream_data(filter: TcpFilter[Any], size: int, end_of_stream: bool) -> int:
    answer = filter.on_upstream_data(Chunk(hostcalls.UPSTREAM_DATA, size, end_of_stream))
    if answer is not None:
        hostcalls.set_buffer_bytes(hostcalls.UPSTREAM_DATA, 0, size, answer)
    return CONTINUE


def downstream_close(filter: TcpFilter[Any], by_peer: bool) -> None:
    filter.on_downstream_close(by_peer)


def upstream_close(filter: TcpFilter[Any]) -> None:
    filter.on_upstream_close()


def failed(on_error: str, may_respond: bool, traceback: str) -> int:
    """A callback raised: log, count, and close the connection unless `on_error` says otherwise."""
    record(on_error, traceback)
    if may_respond and on_error != "continue":
        hostcalls.close_stream(DOWNSTREAM)
        return STOP
    return CONTINUE
