"""What filters make of one request, one after the other: what each did to it, what it logged, what it
answered.

    for explained in explain((Released("api_key@1.2.0", wasm, '{"keys": {}}'),), SentRequest("GET", "/cart")):
        print(explained.name, explained.action, explained.status, explained.deeds)

Each runs as the released module in the emulated host, within the limits of `vetting`. A request that a filter
passes goes on to the next as that filter left it. Services are not asked: whoever is called, and the
upstream, answers 200 without a body. `python -m sluice.testing.explaining_process` is the same in a process
with limits of its own.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sluice.testing.abi import LogLevel, MapType
from sluice.testing.callouts import Upstream
from sluice.testing.data_segments import merge_segments
from sluice.testing.header_map import Pair
from sluice.testing.host import Host, Plugin
from sluice.testing.messages import Reply, SentRequest
from sluice.testing.module_shape import TABLE_LIMIT, find_excess
from sluice.testing.proxy import PATIENCE, Proxy
from sluice.testing.source_places import Places
from sluice.testing.stream import Stream
from sluice.testing.trap_places import to_reason
from sluice.testing.vetting import ALL_FUEL, FUEL, MEMORY_LIMIT, guarded_engine
from sluice.testing.vm import LoadError, VmError
from sluice.testing.wasm_module import WasmModule
from sluice.testing.wasm_vm import Limits, WasmVm
from sluice.toolchain.inspection import ModuleInfo, inspect_module
from sluice.toolchain.sections import ModuleError

SHOWN = 300
"""Characters of a value."""
MOST_DEEDS = 100
"""Of one filter."""

Verb = Literal["set", "add", "remove", "replace", "body", "answer", "log", "call"]
Action = Literal["pass", "respond", "reset", "hold", "fail"]
_SIDES: Mapping[int, str] = {
    MapType.REQUEST_HEADERS: "request",
    MapType.REQUEST_TRAILERS: "request trailer",
    MapType.RESPONSE_HEADERS: "response",
    MapType.RESPONSE_TRAILERS: "response trailer",
}


@dataclass(frozen=True, slots=True)
class Released:
    """A filter as a release has it; `name` is the plugin's, `properties` what it may ask of the proxy."""

    name: str
    wasm: bytes = field(repr=False)
    configuration: str = ""
    root_id: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that a filter did. `side`: of the request or of the response; `lines` of its source may have
    done it, of which it is one where there is one.
    """

    verb: Verb
    side: str = ""
    name: str = ""
    value: str = ""
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """`status` is of what the filter answered, None where it did not; `reason` is Envoy's word for who
    answered, or why the filter failed. `source` has the lines that deeds name.
    """

    name: str
    action: Action
    status: int | None = None
    reason: str = ""
    deeds: tuple[Deed, ...] = ()
    file: str = ""
    source: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class WatchedHost(Host):
    """A host that writes down what the filter does."""

    places: Places = field(default_factory=lambda: Places(None))
    deeds: list[Deed] = field(default_factory=list)

    def note(self, verb: Verb, side: str = "", name: str = "", value: str = "", lines: Any = ()) -> None:
        if len(self.deeds) < MOST_DEEDS:
            self.deeds.append(Deed(verb, side, name[:SHOWN], value[:SHOWN], tuple(lines)))

    def _note_header(self, verb: Verb, map_type: int, key: bytes, value: bytes = b"") -> None:
        name = _text(key)
        self.note(verb, _SIDES.get(map_type, "call"), name, _text(value), self.places.of_header(verb, name))

    def add_header_map_value(self, map_type: int, key: bytes, value: bytes) -> None:
        Host.add_header_map_value(self, map_type, key, value)
        self._note_header("add", map_type, key, value)

    def replace_header_map_value(self, map_type: int, key: bytes, value: bytes) -> None:
        Host.replace_header_map_value(self, map_type, key, value)
        self._note_header("set", map_type, key, value)

    def remove_header_map_value(self, map_type: int, key: bytes) -> None:
        Host.remove_header_map_value(self, map_type, key)
        self._note_header("remove", map_type, key)

    def set_header_map_pairs(self, map_type: int, pairs: list[Pair]) -> None:
        Host.set_header_map_pairs(self, map_type, pairs)
        names = ", ".join(_text(name) for name, _ in pairs)
        self.note("replace", _SIDES.get(map_type, "call"), "all headers", names)

    def set_buffer_bytes(self, buffer_type: int, start: int, length: int, data: bytes) -> None:
        Host.set_buffer_bytes(self, buffer_type, start, length, data)
        side = "response" if buffer_type == 1 else "request"
        self.note("body", side, "", f"{len(data):,} bytes in place of {length:,}", self.places.of_body())

    def send_local_response(
        self, status: int, details: bytes, body: bytes, headers: list[Pair], grpc_status: int = -1
    ) -> None:
        Host.send_local_response(self, status, details, body, headers, grpc_status)
        lines = self.places.of_answer(status, _text(body), _text(details))
        self.note("answer", "response", str(status), _text(body), lines)

    def log(self, level: int, message: bytes) -> None:
        Host.log(self, level, message)
        text = _text(message)
        self.note("log", "", LogLevel(level).name.lower(), text, self.places.of_message(text))

    def http_call(
        self, upstream: bytes, headers: list[Pair], body: bytes, trailers: list[Pair], timeout: int
    ) -> int:
        token = Host.http_call(self, upstream, headers, body, trailers, timeout)
        asked = {_text(name): _text(value) for name, value in headers if name.startswith(b":")}
        path = f"{asked.get(':method', '')} {asked.get(':path', '')}"
        self.note("call", "", _text(upstream), path)
        return token


class _Anybody(dict[str, Upstream]):
    """Every cluster that a filter asks for is there."""

    def get(self, name: str, _: object = None) -> Upstream:
        return self.setdefault(name, Upstream(name))


def explain(filters: Sequence[Released], request: SentRequest) -> Iterator[Explained]:
    """One after the other, until one does not pass the request on."""
    for each in filters:
        explained, request = _explain_one(each, request)
        yield explained
        if explained.action != "pass":
            return


def _explain_one(item: Released, request: SentRequest) -> tuple[Explained, SentRequest]:
    try:
        problem = find_excess(item.wasm, MEMORY_LIMIT)
        info = inspect_module(item.wasm)
        engine, memories = guarded_engine(MEMORY_LIMIT)
        memories.wanted = 0
        module = WasmModule(merge_segments(item.wasm), engine)
    except (ModuleError, LoadError) as error:
        return Explained(item.name, "fail", reason=str(error)), request
    if problem:
        return Explained(item.name, "fail", reason=problem), request
    limits = Limits(FUEL, MEMORY_LIMIT, ALL_FUEL * FUEL, TABLE_LIMIT, memories)
    plugin = Plugin(item.name, item.configuration.encode("utf-8", "surrogateescape"), item.root_id)
    host = WatchedHost(plugin, properties=dict(item.properties), places=Places(info.source))
    host.upstreams = _Anybody()
    vm = WasmVm(host, module, limits)
    proxy = Proxy(host, lambda: vm, info.allow_on_headers_stop_iteration)
    try:
        proxy.start(canary=False)
        host.deeds.clear()
        stream = proxy.open()
        stream.run(request.message, Reply(200))
        proxy.finish(stream, PATIENCE)
        return _to_explained(item, info, host, stream), _passed_on(stream, request)
    except (LoadError, VmError) as error:
        return _failed(item, info, host, str(error)), request
    finally:
        vm.close()


def _to_explained(item: Released, info: ModuleInfo, host: WatchedHost, stream: Stream) -> Explained:
    if stream.error is not None:
        return _failed(item, info, host, str(stream.error))
    deeds = tuple(host.deeds)
    made = Explained(item.name, "hold", deeds=deeds, file=_file_of(info), source=_quote(info, host))
    response = stream.received_response
    if stream.reset:
        return dataclasses.replace(made, action="reset", reason=stream.details)
    if response is None:
        return made
    if stream.upstream_request is not None and stream.details == "via_upstream":
        return dataclasses.replace(made, action="pass")
    return dataclasses.replace(made, action="respond", status=response.status, reason=stream.details)


def _failed(item: Released, info: ModuleInfo, host: WatchedHost, problem: str) -> Explained:
    reason = to_reason(problem, info)
    return Explained(item.name, "fail", None, reason, tuple(host.deeds), _file_of(info), _quote(info, host))


def _file_of(info: ModuleInfo) -> str:
    """A module is called like its file."""
    return f"{info.name}.py" if info.name and info.source is not None else ""


def _quote(info: ModuleInfo, host: WatchedHost) -> dict[int, str]:
    lines = (info.source or "").splitlines()
    named = sorted({line for deed in host.deeds for line in deed.lines})
    return {line: lines[line - 1].strip()[:SHOWN] for line in named if line <= len(lines)}


def _passed_on(stream: Stream, before: SentRequest) -> SentRequest:
    """The request as the filter left it."""
    seen = stream.upstream_request
    if seen is None:
        return before
    headers = [pair for pair in seen.headers.pairs() if not pair[0].startswith(":")]
    return SentRequest(seen.method, seen.path, headers, seen.body, (), seen.authority)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
