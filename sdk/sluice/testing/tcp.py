"""A TCP connection through one filter, as Envoy's TCP proxy moves it; a test plays client and upstream.

    connection = filter.connect()
    connection.send(b"hello\\n")
    assert connection.upstream_received == b"HELLO\\n"
    connection.upstream_sends(b"fine\\n")
    assert connection.received == b"fine\\n"
    connection.end()
    connection.upstream_ends()

What Envoy does, and this with it: nothing is read from the client before the upstream is connected, so while
`proxy_on_new_connection` has stopped; data that a filter stops on stay, and are shown again with what comes.
"""

from collections.abc import Callable

from sluice.testing.abi import BufferType, LogLevel
from sluice.testing.contexts import ConnectionContext, StreamInfo
from sluice.testing.host import Host
from sluice.testing.vm import Vm, VmError

_CLOSED_HERE = 1
_CLOSED_BY_PEER = 2


class Connection:
    """`received` is what the client has got, `upstream_received` what the upstream has got."""

    def __init__(self, host: Host, vm: Vm, context_id: int, root_id: int, info: StreamInfo) -> None:
        self._host = host
        self._vm = vm
        self.context = ConnectionContext(context_id, root_id, info=info)
        host.contexts[context_id] = self.context
        self.context.resume = self._resume
        self.context.close = self._close
        self._received = bytearray()
        self._upstream_received = bytearray()
        self._buffer = bytearray()  # read from the client, and not passed on
        self._sent = bytearray()  # by the client, and not read
        self._connected = False
        self._held = False
        self._client_ended = False
        self._upstream_ended = False
        self._end_passed = False
        self.is_open = True  # the client's connection

    @property
    def received(self) -> bytes:
        return bytes(self._received)

    @property
    def upstream_received(self) -> bytes:
        return bytes(self._upstream_received)

    @property
    def reached_upstream(self) -> bool:
        """The upstream is connected."""
        return self._connected

    @property
    def upstream_got_end(self) -> bool:
        """The upstream has been told that the client sends nothing more."""
        return self._end_passed

    def start(self) -> None:
        self._call(lambda: _zero(lambda: self._vm.on_context_create(self.context.id, self.context.parent)))
        if self._call(lambda: self._vm.on_new_connection(self.context.id)) == 0 and self.is_open:
            self._connected = True

    def send(self, data: bytes) -> None:
        """The client sends; when the connection is closed, nobody gets it."""
        self._sent += data
        self._read()

    def end(self) -> None:
        """The client sends nothing more, and goes on reading."""
        self._client_ended = True
        self._read()

    def upstream_sends(self, data: bytes) -> None:
        """The upstream sends to the client."""
        if not self._connected:
            raise AssertionError("the upstream is not connected: the filter holds the connection")
        if self.is_open and not self._upstream_ended:
            self._write(data, end_of_stream=False)

    def upstream_ends(self) -> None:
        """The upstream sends nothing more. Where the client has ended too, the connection closes."""
        if not self.is_open or self._upstream_ended:
            return
        self._upstream_ended = True
        self._write(b"", end_of_stream=True)
        self._call(lambda: _zero(lambda: self._vm.on_upstream_close(self.context.id, 0)))
        if self._end_passed:
            self._finish(_CLOSED_HERE)

    def close(self) -> None:
        """Both sides end."""
        self.end()
        self.upstream_ends()
        if self.is_open:
            self._finish(_CLOSED_BY_PEER)

    def _read(self) -> None:
        if not self._connected or not self.is_open or self._end_passed:
            return
        if not self._sent and not self._client_ended:
            return
        self._buffer += self._sent
        self._sent.clear()
        self._show()

    def _show(self) -> None:
        context, end = self.context, self._client_ended
        context.buffers[BufferType.DOWNSTREAM_DATA] = self._buffer
        result = self._call(lambda: self._vm.on_downstream_data(context.id, len(self._buffer), end))
        if not self.is_open:
            return
        self._held = result != 0
        if not self._held:
            context.buffers.pop(BufferType.DOWNSTREAM_DATA, None)
            self._pass_on()

    def _pass_on(self) -> None:
        self._upstream_received += self._buffer
        self._buffer.clear()
        self._end_passed = self._client_ended
        if self._end_passed and self._upstream_ended:
            self._finish(_CLOSED_BY_PEER)

    def _write(self, data: bytes, end_of_stream: bool) -> None:
        """Envoy cannot hold what it writes: what a filter stops on is not sent."""
        context, buffer = self.context, bytearray(data)
        context.buffers[BufferType.UPSTREAM_DATA] = buffer
        result = self._call(lambda: self._vm.on_upstream_data(context.id, len(buffer), end_of_stream))
        if result == 0:
            context.buffers.pop(BufferType.UPSTREAM_DATA, None)
            if self.is_open:
                self._received += buffer

    def _resume(self) -> None:
        """`proxy_continue_stream`: the filters after this one go on; this one is not shown what it held."""
        if not self.is_open:
            return
        if not self._connected:
            self._connected = True
            self._read()
        elif self._held:
            self._held = False
            self._pass_on()

    def _close(self) -> None:
        if self.is_open:
            self._finish(_CLOSED_HERE)

    def _finish(self, how: int) -> None:
        """The client's connection ends, and with it the filter's context."""
        self.is_open = False
        context, vm = self.context, self._vm
        self._call(lambda: _zero(lambda: vm.on_downstream_close(context.id, how)))
        self._call(lambda: int(vm.on_done(context.id)))
        self._call(lambda: _zero(lambda: vm.on_log(context.id)))
        self._call(lambda: _zero(lambda: vm.on_delete(context.id)))
        self._host.contexts.pop(context.id, None)

    def _call(self, callback: Callable[[], int]) -> int:
        """A dead VM, or one that dies now, closes the connection."""
        try:
            return self._host.call(self.context, callback).result
        except VmError as error:
            self._host.log(LogLevel.CRITICAL, str(error).encode("utf-8", "replace"))
            self.is_open = False
            self._host.contexts.pop(self.context.id, None)
            return 1


def _zero(callback: Callable[[], None]) -> int:
    callback()
    return 0
