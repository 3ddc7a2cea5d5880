"""One proxy with one plugin: starts it as Envoy does and moves requests through it."""

from collections.abc import Callable

from sluice.testing.abi import LogLevel
from sluice.testing.contexts import Context, StreamInfo
from sluice.testing.host import Host
from sluice.testing.messages import Message, Reply
from sluice.testing.stream import Stream
from sluice.testing.vm import LoadError, Vm, VmError

ROOT = 1


class Proxy:
    """`start` runs a canary VM, then the worker's; `handle` is one request from first to last callback."""

    def __init__(self, host: Host, make_vm: Callable[[], Vm], allow_stop_iteration: bool = False) -> None:
        self.host = host
        self._make_vm = make_vm
        self._allow_stop_iteration = allow_stop_iteration
        self._next_context = ROOT + 1
        self.vm = make_vm()

    def start(self) -> None:
        """Raises `LoadError`, with what the filter logged, when the proxy would refuse the plugin."""
        canary = self._make_vm()
        try:
            self._start(canary)
        finally:
            canary.close()
        self.host.logs.clear()
        self._start(self.vm)

    def handle(self, request: Message, reply: Reply) -> Stream:
        stream = self.open()
        stream.run(request, reply)
        stream.finish()
        return stream

    def open(self) -> Stream:
        """A new stream that nothing has been sent on yet."""
        info = StreamInfo(start=self.host.clock.nanoseconds())
        stream = Stream(self.host, self.vm, self._next_context, ROOT, self._allow_stop_iteration, info)
        self._next_context += 1
        return stream

    def tick(self) -> None:
        """Call `proxy_on_tick` once."""
        self._call_root(lambda: self.vm.on_tick(ROOT))

    def deliver_queues(self) -> None:
        """Call `proxy_on_queue_ready` for each message that was put since the last time."""
        ready, self.host.ready_queues = self.host.ready_queues, []
        for owner, token in ready:
            self._call_root(lambda owner=owner, token=token: self.vm.on_queue_ready(owner, token))  # type: ignore[misc]

    def close(self) -> None:
        """The plugin goes: its root context ends, then the VM."""
        try:
            self._call_root(lambda: _ok_bool(self.vm.on_done))
            self._call_root(lambda: self.vm.on_delete(ROOT))
        except VmError as error:
            self.host.log(LogLevel.CRITICAL, str(error).encode("utf-8", "replace"))
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
            raise self._refused("the plugin does not take its configuration")

    def _refused(self, problem: str) -> LoadError:
        logged = "".join(f"\n  {entry}" for entry in self.host.logs)
        return LoadError(f"{self.host.plugin.name}: {problem}{logged}")

    def _call_root(self, callback: Callable[[], None]) -> None:
        self.host.call(self.host.contexts[ROOT], lambda: _ok(callback))


def _ok_bool(callback: Callable[[int], bool]) -> None:
    callback(ROOT)


def _ok(callback: Callable[[], None]) -> int:
    callback()
    return 0
