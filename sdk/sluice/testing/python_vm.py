"""A filter's file as a VM under CPython: plain imports, so that debugger, coverage and `print` work."""

import ast
import gc
import importlib.util
import inspect
import itertools
import sys
import traceback
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

from sluice.api import active_boundary, active_tcp_boundary, boundary, hostcalls, tcp_boundary, worker
from sluice.api.config import decode_config
from sluice.api.config_shapes import ConfigTypeError
from sluice.api.filters import ROOT_ID, AccessLogger, HttpFilter
from sluice.api.metrics import Metric
from sluice.api.tcp import TcpFilter
from sluice.testing.clock import filter_time
from sluice.testing.host import Host
from sluice.testing.python_hostcalls import PythonHostcalls
from sluice.testing.vm import LoadError

Filter = HttpFilter[Any] | TcpFilter[Any]

_numbers = itertools.count(1)


class PythonVm:
    """One VM: its own module object, so that module globals are its own as they are in Wasm."""

    def __init__(self, host: Host, path: Path) -> None:
        self._host = host
        self._path = path
        self._hostcalls = PythonHostcalls(host, path.parent)
        self._worker = worker.Worker()
        self._held = awaits_bodies(path)
        self._module: ModuleType | None = None
        self._class: type[Filter] = HttpFilter
        self._config_class: type | None = None
        self._config: Any = None
        self._filters: dict[int, Any] = {}
        self._request_body_changes = False
        self._response_body_changes = False
        self._traces = False

    def start(self) -> None:
        with self._hosted():
            self._module = _import_file(self._path)
        self._class = self._filter_class(self._module)
        self._config_class = config_class(self._class)
        self._request_body_changes = _may_return_bytes(self._class, "on_request_body")
        self._response_body_changes = _may_return_bytes(self._class, "on_response_body")

    def _filter_class(self, module: ModuleType) -> type[Filter]:
        """The file's filter, or of several the one that the plugin's root id names."""
        first, *others = filter_classes(module, self._path)
        if not others:
            return first
        asked = self._host.plugin.root_id
        by_root_id = {str(getattr(cls, ROOT_ID)): cls for cls in (first, *others)}
        if asked not in by_root_id:
            known = ", ".join(by_root_id)
            raise LoadError(
                f'{self._path}: no filter of this module has the root id "{asked}"; it has {known}'
            )
        return by_root_id[asked]

    @property
    def metrics(self) -> list[Metric]:
        """The metrics that the file declares at module level."""
        return [value for value in vars(self._module).values() if isinstance(value, Metric)]

    def handles(self, callback: str) -> bool:
        return True

    def on_vm_start(self, root: int, size: int) -> bool:
        return True

    def on_configure(self, root: int, size: int) -> bool:
        self._filters.pop(root, None)
        with self._hosted():
            try:
                self._config = decode_config(self._config_class, boundary.configuration_text(size))
                active_boundary.configured(root, self._config)
            except boundary.ConfigError as error:
                return bool(boundary.configuration_refused(str(error)))
            except ConfigTypeError as error:
                raise LoadError(f"{self._path}: {error}") from None
            except Exception as error:
                self._failed(False, self._hostcalls.traceback_of(error))
                return False
        return True

    def on_context_create(self, context: int, parent: int) -> None:
        if parent:
            self._guarded(False, lambda: self._create(context, parent))

    def on_request_headers(self, context: int, count: int, end_of_stream: bool) -> int:
        changes = self._request_body_changes
        if not changes and not self._defines("on_request_headers"):
            return boundary.CONTINUE
        return self._guarded(
            True,
            lambda: active_boundary.request_headers(
                self._filters[context], context, end_of_stream, changes, self._held["request"], self._on_error
            ),
        )

    def on_request_body(self, context: int, size: int, end_of_stream: bool) -> int:
        if not self._defines("on_request_body") and not self._held["request"]:
            return boundary.CONTINUE
        return self._guarded(
            True,
            lambda: active_boundary.request_body(self._filters[context], context, size, end_of_stream),
        )

    def on_request_trailers(self, context: int, count: int) -> int:
        if not self._defines("on_request_trailers") and not self._held["request"]:
            return boundary.CONTINUE
        return self._guarded(
            True,
            lambda: active_boundary.request_trailers(self._filters[context], context, self._on_error),
        )

    def on_request_metadata(self, context: int, count: int) -> int:
        if not self._defines("on_request_metadata"):
            return boundary.CONTINUE
        return self._guarded(
            False, lambda: active_boundary.request_metadata(self._filters[context], context, count)
        )

    def on_response_headers(self, context: int, count: int, end_of_stream: bool) -> int:
        changes = self._response_body_changes
        if not changes and not self._defines("on_response_headers"):
            return boundary.CONTINUE
        return self._guarded(
            True,
            lambda: active_boundary.response_headers(
                self._filters[context],
                context,
                end_of_stream,
                changes,
                self._held["response"],
                self._on_error,
            ),
        )

    def on_response_body(self, context: int, size: int, end_of_stream: bool) -> int:
        if not self._defines("on_response_body") and not self._held["response"]:
            return boundary.CONTINUE
        return self._guarded(
            True,
            lambda: active_boundary.response_body(self._filters[context], context, size, end_of_stream),
        )

    def on_response_trailers(self, context: int, count: int) -> int:
        if not self._defines("on_response_trailers") and not self._held["response"]:
            return boundary.CONTINUE
        return self._guarded(
            True,
            lambda: active_boundary.response_trailers(self._filters[context], context, self._on_error),
        )

    def on_response_metadata(self, context: int, count: int) -> int:
        if not self._defines("on_response_metadata"):
            return boundary.CONTINUE
        return self._guarded(
            False, lambda: active_boundary.response_metadata(self._filters[context], context, count)
        )

    def on_new_connection(self, context: int) -> int:
        if not self._defines("on_new_connection"):
            return boundary.CONTINUE
        return self._guarded(
            True,
            lambda: active_tcp_boundary.new_connection(self._filters[context], context, self._on_error),
        )

    def on_downstream_data(self, context: int, size: int, end_of_stream: bool) -> int:
        if not self._defines("on_downstream_data"):
            return boundary.CONTINUE
        return self._guarded(
            True,
            lambda: active_tcp_boundary.downstream_data(self._filters[context], context, size, end_of_stream),
        )

    def on_upstream_data(self, context: int, size: int, end_of_stream: bool) -> int:
        if not self._defines("on_upstream_data"):
            return boundary.CONTINUE
        return self._guarded(
            True,
            lambda: active_tcp_boundary.upstream_data(self._filters[context], context, size, end_of_stream),
        )

    def on_downstream_close(self, context: int, kind: int) -> None:
        if self._defines("on_downstream_close"):
            by_peer = kind == CLOSED_BY_PEER
            self._guarded_root(
                lambda: active_tcp_boundary.downstream_close(self._filters[context], context, by_peer)
            )

    def on_upstream_close(self, context: int, kind: int) -> None:
        if self._defines("on_upstream_close"):
            self._guarded_root(lambda: active_tcp_boundary.upstream_close(self._filters[context], context))

    def on_tick(self, root: int) -> None:
        self._guarded_root(lambda: active_boundary.tick(root))

    def on_queue_ready(self, root: int, token: int) -> None:
        self._guarded_root(lambda: active_boundary.queue_ready(root, token))

    def on_http_call_response(
        self, root: int, token: int, headers: int, body_size: int, trailers: int
    ) -> None:
        self._guarded_root(
            lambda: active_boundary.http_call_response(root, token, headers, body_size, trailers)
        )

    def on_grpc_receive_initial_metadata(self, root: int, token: int, headers: int) -> None:
        self._guarded_root(lambda: active_boundary.grpc_initial_metadata(root, token, headers))

    def on_grpc_receive(self, root: int, token: int, size: int) -> None:
        self._guarded_root(lambda: active_boundary.grpc_message(root, token, size))

    def on_grpc_receive_trailing_metadata(self, root: int, token: int, headers: int) -> None:
        self._guarded_root(lambda: active_boundary.grpc_trailing_metadata(root, token, headers))

    def on_grpc_close(self, root: int, token: int, code: int) -> None:
        self._guarded_root(lambda: active_boundary.grpc_close(root, token, code))

    def on_log(self, context: int) -> None:
        if self._defines("on_log"):
            self._guarded(False, lambda: self._log(context))

    def on_done(self, context: int) -> bool:
        return True

    def on_delete(self, context: int) -> None:
        self._guarded_root(lambda: active_boundary.closed(context))
        self._filters.pop(context, None)

    def memory_size(self) -> int:
        """Bytes that the filter's file and the author's API have allocated and still hold, once tracing is
        on.
        """
        if not tracemalloc.is_tracing():
            tracemalloc.start()
            self._traces = True
        gc.collect()  # what only circles hold is not held
        snapshot = tracemalloc.take_snapshot().filter_traces(
            [tracemalloc.Filter(True, str(self._path)), tracemalloc.Filter(True, f"{_API_FOLDER}/*")]
        )
        return sum(statistic.size for statistic in snapshot.statistics("filename"))

    def close(self) -> None:
        if self._traces:
            tracemalloc.stop()
        if self._module is not None:
            sys.modules.pop(self._module.__name__, None)

    @property
    def _on_error(self) -> str:
        return self._class.on_error

    def _create(self, context: int, parent: int) -> int:
        opened = active_tcp_boundary.opened if self._handles_connections else active_boundary.opened
        opened(context, parent)
        if issubclass(self._class, AccessLogger):
            self._filters[context] = self._filters.get(parent) or self._made()
            self._filters[parent] = self._filters[context]
        else:
            self._filters[context] = self._made()
        return 0

    def _made(self) -> Filter:
        made = self._class.__new__(self._class)
        made.config = self._config
        made.__init__()  # type: ignore[misc] # after `config`, which it may read
        return made

    def _log(self, context: int) -> int:
        active_boundary.log(self._filters[context], context)
        return 0

    def _defines(self, callback: str) -> bool:
        base = vars(TcpFilter if self._handles_connections else HttpFilter)
        return callback in base and base[callback] is not inspect.getattr_static(self._class, callback)

    @property
    def _handles_connections(self) -> bool:
        return issubclass(self._class, TcpFilter)

    def _failed(self, may_respond: bool, traceback: str) -> int:
        failed = tcp_boundary.failed if self._handles_connections else boundary.failed
        return failed(self._on_error, may_respond, traceback)

    def _guarded(self, may_respond: bool, callback: Callable[[], int]) -> int:
        """What the export glue of a compiled module does: nothing that Python raises leaves the VM."""
        with self._hosted():
            try:
                return callback()
            except Exception as error:
                return self._failed(may_respond, self._hostcalls.traceback_of(error))

    def _guarded_root(self, callback: Callable[[], None]) -> None:
        def run() -> int:
            callback()
            return 0

        self._guarded(False, run)

    @contextmanager
    def _hosted(self) -> Iterator[None]:
        before, outer = hostcalls.install(self._hostcalls), worker.install(self._worker)
        try:
            yield
        finally:
            hostcalls.install(before)
            worker.install(outer)


CLOSED_BY_PEER = 2
_API_FOLDER = str(Path(boundary.__file__).parent)


def config_class(filter_class: type[Filter]) -> type | None:
    """`Config` of `class X(HttpFilter[Config])`, looked for in the bases too; None for `HttpFilter[None]`."""
    for cls in filter_class.__mro__:
        for base in vars(cls).get("__orig_bases__", ()):
            origin = get_origin(base)
            if isinstance(origin, type) and issubclass(origin, HttpFilter | TcpFilter):
                (found,) = get_args(base)
                return found if isinstance(found, type) and found is not type(None) else None
    return None


def _import_file(path: Path) -> ModuleType:
    """Run the file as a fresh module; modules beside it are fresh too and are forgotten afterwards."""
    spec = importlib.util.spec_from_file_location(f"{path.stem}__vm{next(_numbers)}", path)
    if spec is None or spec.loader is None:
        raise LoadError(f"{path}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    known = set(sys.modules)
    sys.modules[spec.name] = module
    sys.path.insert(0, str(path.parent))
    try:
        with filter_time():
            spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[spec.name]
        text = "".join(traceback.format_exception(error))
        raise LoadError(f"{path}: the module cannot be imported\n{text}") from error
    finally:
        sys.path.remove(str(path.parent))
        for name in set(sys.modules) - known - {spec.name}:
            if Path(getattr(sys.modules[name], "__file__", None) or "/").parent == path.parent:
                del sys.modules[name]
    return module


def filter_classes(module: ModuleType, path: Path) -> list[type[Filter]]:
    """The filters of a file, at least one; raises `LoadError`."""
    own = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, HttpFilter | TcpFilter)
        and value.__module__ == module.__name__
    ]
    leaves = [cls for cls in own if not any(other is not cls and issubclass(other, cls) for other in own)]
    if not leaves:
        raise LoadError(f"{path}: no filter in it; write a class X(HttpFilter[Config])")
    return leaves


_AWAITED = {"body": "request", "read": "response"}


def awaits_bodies(path: Path) -> dict[str, bool]:
    """For "request" and "response": whether the file awaits `body()`, `read()` or `set_body()`."""
    found = {"request": False, "response": False}
    try:
        tree = ast.parse(path.read_bytes())
    except SyntaxError:
        return found  # the import will say so
    for node in ast.walk(tree):
        match node:
            case ast.Await(value=ast.Call(func=ast.Attribute(value=owner, attr=name))):
                if name == "set_body":
                    name = "read" if "response" in ast.unparse(owner) else "body"
                if name in _AWAITED:
                    found[_AWAITED[name]] = True
            case _:
                pass
    return found


def _may_return_bytes(cls: type[Filter], callback: str) -> bool:
    """Whether an overridden body callback can change the body; without an annotation it may."""
    function = inspect.getattr_static(cls, callback, None)
    if function is None or function is vars(HttpFilter)[callback]:
        return False
    hints = get_type_hints(function)
    if "return" not in hints:
        return True
    returned = hints["return"]
    return returned is bytes or bytes in get_args(returned)
