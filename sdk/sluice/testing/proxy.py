"""One worker of a proxy with one plugin: starts it as Envoy does and moves requests through it."""

from collections.abc import Callable

from sluice.testing.abi import LogLevel
from sluice.testing.callouts import CallResponse
from sluice.testing.contexts import Context, StreamInfo
from sluice.testing.header_map import HeaderMap
from sluice.testing.host import Host
from sluice.testing.messages import Message, Reply
from sluice.testing.stream import Stream
from sluice.testing.tcp import Connection
from sluice.testing.vm import ConfigurationError, LoadError, Vm, VmError

ROOT = 1
PATIENCE = 300.0  # seconds after which Envoy ends a stream on which nothing happens


class Proxy:
    """`start` runs a canary VM, then the worker's; `handle` is one request from first to last callback."""

    def __init__(self, host: Host, make_vm: Callable[[], Vm], allow_stop_iteration: bool = False) -> None:
        self.host = host
        self._make_vm = make_vm
        self._allow_stop_iteration = allow_stop_iteration
        self._next_context = ROOT + 1
        self.vm = make_vm()

    def start(self, canary: bool = True) -> None:
        """Raises `LoadError`, with what the filter logged, when the proxy would refuse the plugin."""
        if canary:
            trial = self._make_vm()
            try:
                self._start(trial)
            finally:
                trial.close()
            self.host.logs.clear()
        self.host.callbacks = self
        self._start(self.vm)

    def handle(self, request: Message, reply: Reply) -> Stream:
        stream = self.open()
        stream.run(request, reply)
        self.finish(stream)
        return stream

    def finish(self, stream: Stream, patience: float = PATIENCE) -> None:
        """Let time pass until the client has its response, at most `patience` seconds; then end it."""
        if not stream.is_over:
            self.host.agenda.run_until(lambda: stream.is_over, patience)
        stream.finish()

    def open(self) -> Stream:
        """A new stream that nothing has been sent on yet."""
        info = StreamInfo(start=self.host.clock.nanoseconds())
        stream = Stream(self.host, self.vm, self._next_context, ROOT, self._allow_stop_iteration, info)
        self._next_context += 1
        return stream

    def connect(self) -> Connection:
        """A new TCP connection, accepted."""
        info = StreamInfo(start=self.host.clock.nanoseconds())
        connection = Connection(self.host, self.vm, self._next_context, ROOT, info)
        self._next_context += 1
        connection.start()
        return connection

    # What comes later (`host.Callbacks`)

    def tick(self, root: int) -> None:
        self._call_root(lambda: self.vm.on_tick(root))

    def queue_ready(self, root: int, token: int) -> None:
        self._call_root(lambda: self.vm.on_queue_ready(root, token))

    def http_response(self, root: int, token: int, response: CallResponse) -> None:
        """Where the connection broke, all counts are 0."""
        host, broken = self.host, not response.headers
        host.call_response = None if broken else response
        counts = (0, 0, 0) if broken else (len(response.headers), len(response.body), len(response.trailers))

        def respond() -> None:
            self.vm.on_http_call_response(root, token, *counts)
            host.call_response = None  # before what it asked for happens

        self._call_root(respond)
        host.call_response = None

    def grpc_message(self, root: int, token: int, message: bytes) -> None:
        self.host.grpc_message = message
        self._call_root(lambda: self.vm.on_grpc_receive(root, token, len(message)))
        self.host.grpc_message = b""

    def grpc_close(self, root: int, token: int, code: int, said: bytes) -> None:
        self.host.grpc_status = (code, said)
        self._call_root(lambda: self.vm.on_grpc_close(root, token, code))

    def grpc_metadata(self, root: int, token: int, metadata: HeaderMap, trailing: bool) -> None:
        vm = self.vm
        callback = vm.on_grpc_receive_trailing_metadata if trailing else vm.on_grpc_receive_initial_metadata
        self.host.grpc_metadata = metadata
        self._call_root(lambda: callback(root, token, len(metadata)))
        self.host.grpc_metadata = None

    def close(self) -> None:
        """The plugin goes: its root context ends, then the VM."""
        self._call_root(lambda: _ok_bool(self.vm.on_done))
        self._call_root(lambda: self.vm.on_delete(ROOT))
        self.host.callbacks = None
        self.host.grpc_calls.under_way.clear()
        self.vm.close()

    def _start(self, vm: Vm) -> None:
        host, plugin = self.host, self.host.plugin
        root = host.contexts[ROOT] = Context(ROOT)
        try:
            host.call(root, lambda: _ok(vm.start))
            host.call(root, lambda: _ok(lambda: vm.on_context_create(ROOT, 0)))
            started = host.call(root, lambda: vm.on_vm_start(ROOT, len(plugin.vm_configuration)))
            if not started.result:
                raise self._refused("proxy_on_vm_start returned false")
            host.configuring = True
            configured = host.call(root, lambda: vm.on_configure(ROOT, len(plugin.configuration)))
            host.configuring = False
        except VmError as error:
            raise self._refused(f"the VM failed while it started: {error}") from None
        if not configured.result:
            raise ConfigurationError(self._told("the plugin does not take its configuration"))

    def _refused(self, problem: str) -> LoadError:
        return LoadError(self._told(problem))

    def _told(self, problem: str) -> str:
        """With what the filter logged."""
        logged = "".join(f"\n  {entry}" for entry in self.host.logs)
        return f"{self.host.plugin.name}: {problem}{logged}"

    def _call_root(self, callback: Callable[[], None]) -> None:
        """A VM that dies now is dead for the streams that come."""
        try:
            self.host.call(self.host.contexts[ROOT], lambda: _ok(callback))
        except VmError as error:
            self.host.log(LogLevel.CRITICAL, str(error).encode("utf-8", "replace"))


def _ok_bool(callback: Callable[[int], bool]) -> None:
    callback(ROOT)


def _ok(callback: Callable[[], None]) -> int:
    callback()
    return 0
