"""Small Proxy-Wasm modules in C for tests of the gateway that need no Python compiler.

Every module marks answers with `x-filter: <mark>` and what goes upstream with `x-seen-by: <mark>`. A
request can provoke it: `x-provoke: deny` is answered 403 by the filter, `x-provoke: trap` traps, and
`x-provoke: fail` counts an uncaught exception as filters in Python do, in the name of the plugin
`marker@<mark>`.

    module = compile_filter("v1")
    digest = hashlib.sha256(module).hexdigest()
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = r"""
#define IMPORT(name) __attribute__((import_module("env"), import_name(#name))) int name
#define EXPORT(name) __attribute__((export_name(#name)))

IMPORT(proxy_add_header_map_value)(int map, const char *key, int key_size, const char *value, int value_size);
IMPORT(proxy_get_header_map_value)(int map, const char *key, int key_size, char **value, int *value_size);
IMPORT(proxy_get_buffer_bytes)(int buffer, int start, int length, char **data, int *size);
IMPORT(proxy_send_local_response)(int status, const char *details, int details_size, const char *body,
                                  int body_size, const char *headers, int headers_size, int grpc_status);

IMPORT(proxy_define_metric)(int kind, const char *name, int name_size, int *id);
IMPORT(proxy_increment_metric)(int id, long long amount);

static char heap[256 * 1024];
static unsigned top;
static const char mark[] = MARK;
static const char exceptions[] = "exceptions_total;plugin=marker@" MARK;
static int exceptions_id;

EXPORT(malloc) void *allocate(unsigned size) {
    top = (top + 7) & ~7u;
    if (top + size > sizeof heap)
        top = 0;
    void *place = heap + top;
    top += size;
    return place;
}
EXPORT(proxy_abi_version_0_2_1) void abi_version(void) {}
EXPORT(proxy_on_context_create) void on_context_create(int context, int root) { (void)context; (void)root; }
EXPORT(proxy_on_vm_start) int on_vm_start(int root, int size) {
    (void)root; (void)size;
    if (TRAPS_AT_START)
        __builtin_trap();
    return 1;
}
EXPORT(proxy_on_configure) int on_configure(int root, int size) {
    (void)root;
    char *data = 0;
    int length = 0;
    proxy_define_metric(0, exceptions, sizeof exceptions - 1, &exceptions_id);
    if (size > 0)
        proxy_get_buffer_bytes(7, 0, size, &data, &length);
    return !(length >= 6 && data[0] == 'r' && data[1] == 'e' && data[2] == 'f' && data[3] == 'u');
}
EXPORT(proxy_on_request_headers) int on_request_headers(int context, int count, int end) {
    (void)context; (void)count; (void)end;
    char *value = 0;
    int size = 0;
    if (proxy_get_header_map_value(0, "x-provoke", 9, &value, &size) == 0 && size == 4) {
        if (value[0] == 't')
            __builtin_trap();
        if (value[0] == 'f')
            proxy_increment_metric(exceptions_id, 1);
        proxy_send_local_response(403, "", 0, "denied by the filter\n", 21, "", 0, -1);
        return 1;
    }
    proxy_add_header_map_value(0, "x-seen-by", 9, mark, sizeof mark - 1);
    return 0;
}
EXPORT(proxy_on_response_headers) int on_response_headers(int context, int count, int end) {
    (void)context; (void)count; (void)end;
    proxy_add_header_map_value(2, "x-filter", 8, mark, sizeof mark - 1);
    return 0;
}
"""

ZIG = (sys.executable, "-m", "ziglang", "cc", "-target", "wasm32-freestanding")
CACHE = Path(tempfile.gettempdir()) / "sluice-test-filters"


def compile_filter(mark: str, *, traps_at_start: bool = False) -> bytes:
    """The module's bytes; the same arguments are compiled once on this machine."""
    defines = (f'-DMARK="{mark}"', f"-DTRAPS_AT_START={int(traps_at_start)}")
    key = hashlib.sha256("\0".join((SOURCE, *defines)).encode()).hexdigest()[:20]
    CACHE.mkdir(exist_ok=True)
    output = CACHE / f"{key}.wasm"
    if not output.exists():
        source = CACHE / f"{key}.c"
        source.write_text(SOURCE)
        partial = output.with_suffix(f".{id(defines)}.part")
        subprocess.run(
            [*ZIG, "-nostdlib", "-O2", "-Wl,--no-entry", *defines, "-o", str(partial), str(source)],
            check=True,
            capture_output=True,
            text=True,
        )
        partial.replace(output)
    return output.read_bytes()
