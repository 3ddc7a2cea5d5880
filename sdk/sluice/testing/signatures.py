"""Names and signatures of everything that crosses between Envoy and a module.

"iiI>i" reads: parameters i32, i32, i64, result i32.
"""

# Host functions, module "env"
HOST_FUNCTIONS: dict[str, str] = {
    "proxy_log": "iii>i",
    "proxy_get_log_level": "i>i",
    "proxy_get_status": "iii>i",
    "proxy_get_property": "iiii>i",
    "proxy_set_property": "iiii>i",
    "proxy_continue_stream": "i>i",
    "proxy_close_stream": "i>i",
    "proxy_send_local_response": "iiiiiiii>i",
    "proxy_get_shared_data": "iiiii>i",
    "proxy_set_shared_data": "iiiii>i",
    "proxy_register_shared_queue": "iii>i",
    "proxy_resolve_shared_queue": "iiiii>i",
    "proxy_dequeue_shared_queue": "iii>i",
    "proxy_enqueue_shared_queue": "iii>i",
    "proxy_get_buffer_bytes": "iiiii>i",
    "proxy_get_buffer_status": "iii>i",
    "proxy_set_buffer_bytes": "iiiii>i",
    "proxy_add_header_map_value": "iiiii>i",
    "proxy_get_header_map_value": "iiiii>i",
    "proxy_replace_header_map_value": "iiiii>i",
    "proxy_remove_header_map_value": "iii>i",
    "proxy_get_header_map_pairs": "iii>i",
    "proxy_set_header_map_pairs": "iii>i",
    "proxy_get_header_map_size": "ii>i",
    "proxy_http_call": "iiiiiiiiii>i",
    "proxy_grpc_call": "iiiiiiiiiiii>i",
    "proxy_grpc_stream": "iiiiiiiii>i",
    "proxy_grpc_send": "iiii>i",
    "proxy_grpc_cancel": "i>i",
    "proxy_grpc_close": "i>i",
    "proxy_set_tick_period_milliseconds": "i>i",
    "proxy_get_current_time_nanoseconds": "i>i",
    "proxy_define_metric": "iiii>i",
    "proxy_increment_metric": "iI>i",
    "proxy_record_metric": "iI>i",
    "proxy_get_metric": "ii>i",
    "proxy_set_effective_context": "i>i",
    "proxy_done": ">i",
    "proxy_call_foreign_function": "iiiiii>i",
    "pthread_equal": "ii>i",
    "emscripten_notify_memory_growth": "i>",
    "envoy_resolve_dns": "iii>i",
}

# Modules "wasi_snapshot_preview1" and "wasi_unstable"
WASI_FUNCTIONS: dict[str, str] = {
    "args_get": "ii>i",
    "args_sizes_get": "ii>i",
    "clock_res_get": "ii>i",
    "clock_time_get": "iIi>i",
    "environ_get": "ii>i",
    "environ_sizes_get": "ii>i",
    "fd_advise": "iIIi>i",
    "fd_allocate": "iII>i",
    "fd_close": "i>i",
    "fd_datasync": "i>i",
    "fd_fdstat_get": "ii>i",
    "fd_fdstat_set_flags": "ii>i",
    "fd_fdstat_set_rights": "iII>i",
    "fd_filestat_get": "ii>i",
    "fd_filestat_set_size": "iI>i",
    "fd_filestat_set_times": "iIIi>i",
    "fd_pread": "iiiIi>i",
    "fd_prestat_dir_name": "iii>i",
    "fd_prestat_get": "ii>i",
    "fd_pwrite": "iiiIi>i",
    "fd_read": "iiii>i",
    "fd_readdir": "iiiIi>i",
    "fd_renumber": "ii>i",
    "fd_seek": "iIii>i",
    "fd_sync": "i>i",
    "fd_tell": "ii>i",
    "fd_write": "iiii>i",
    "path_create_directory": "iii>i",
    "path_filestat_get": "iiiii>i",
    "path_filestat_set_times": "iiiiIIi>i",
    "path_link": "iiiiiii>i",
    "path_open": "iiiiiIIii>i",
    "path_readlink": "iiiiii>i",
    "path_remove_directory": "iii>i",
    "path_rename": "iiiiii>i",
    "path_symlink": "iiiii>i",
    "path_unlink_file": "iii>i",
    "poll_oneoff": "iiii>i",
    "proc_exit": "i>",
    "random_get": "ii>i",
    "sched_yield": ">i",
    "sock_accept": "iii>i",
    "sock_recv": "iiiiii>i",
    "sock_send": "iiiii>i",
    "sock_shutdown": "ii>i",
}
WASI_MODULES = ("wasi_snapshot_preview1", "wasi_unstable")

# What a module may export for Envoy; other exports are ignored.
CALLBACKS: dict[str, str] = {
    "_initialize": ">",
    "_start": ">",
    "main": "ii>i",
    "malloc": "i>i",
    "proxy_on_memory_allocate": "i>i",
    "proxy_on_context_create": "ii>",
    "proxy_on_vm_start": "ii>i",
    "proxy_validate_configuration": "ii>i",
    "proxy_on_configure": "ii>i",
    "proxy_on_tick": "i>",
    "proxy_on_queue_ready": "ii>",
    "proxy_on_done": "i>i",
    "proxy_on_log": "i>",
    "proxy_on_delete": "i>",
    "proxy_on_request_headers": "iii>i",
    "proxy_on_request_body": "iii>i",
    "proxy_on_request_trailers": "ii>i",
    "proxy_on_request_metadata": "ii>i",
    "proxy_on_response_headers": "iii>i",
    "proxy_on_response_body": "iii>i",
    "proxy_on_response_trailers": "ii>i",
    "proxy_on_response_metadata": "ii>i",
    "proxy_on_http_call_response": "iiiii>",
    "proxy_on_grpc_receive_initial_metadata": "iii>",
    "proxy_on_grpc_receive": "iii>",
    "proxy_on_grpc_receive_trailing_metadata": "iii>",
    "proxy_on_grpc_close": "iii>",
    "proxy_on_new_connection": "i>i",
    "proxy_on_downstream_data": "iii>i",
    "proxy_on_upstream_data": "iii>i",
    "proxy_on_downstream_connection_close": "ii>",
    "proxy_on_upstream_connection_close": "ii>",
    "proxy_on_foreign_function": "iii>",
}

# Versions by the export that marks them; Envoy still runs the old ones.
ABI_MARKERS = {
    "proxy_abi_version_0_2_1": "0.2.1",
    "proxy_abi_version_0_2_0": "0.2.0",
    "proxy_abi_version_0_1_0": "0.1.0",
}
ABI_0_1_0 = "0.1.0"

_SINCE_0_2_1 = frozenset(("proxy_get_log_level",))
_SINCE_0_2_0 = frozenset(("proxy_continue_stream", "proxy_close_stream"))
_ONLY_IN_0_1_0 = {
    "proxy_get_configuration": "ii>i",
    "proxy_continue_request": ">i",
    "proxy_continue_response": ">i",
    "proxy_clear_route_cache": ">i",
}
ALL_HOST_FUNCTIONS = frozenset((*HOST_FUNCTIONS, *_ONLY_IN_0_1_0))
"""Of all versions."""


def host_functions(abi: str) -> dict[str, str]:
    """The host functions that a module of this version can import."""
    match abi:
        case "0.2.1":
            return HOST_FUNCTIONS
        case "0.2.0":
            return _without(_SINCE_0_2_1)
    return {**_without(_SINCE_0_2_1 | _SINCE_0_2_0), **_ONLY_IN_0_1_0}


def callbacks(abi: str) -> dict[str, str]:
    """The callbacks; in 0.1.0 those for headers are not told whether the stream ends."""
    if abi != ABI_0_1_0:
        return CALLBACKS
    return {**CALLBACKS, "proxy_on_request_headers": "ii>i", "proxy_on_response_headers": "ii>i"}


def _without(names: frozenset[str]) -> dict[str, str]:
    return {name: signature for name, signature in HOST_FUNCTIONS.items() if name not in names}


# While a module allocates memory for the host it may call these; while it starts, these and those below.
ALLOWED_IN_MALLOC = frozenset(("proxy_log", "fd_write", "clock_time_get"))
ALLOWED_IN_START = ALLOWED_IN_MALLOC | {
    "args_get",
    "args_sizes_get",
    "environ_get",
    "environ_sizes_get",
    "fd_fdstat_get",  # this and the next for Go's runtime
    "fd_fdstat_set_flags",
    "fd_prestat_get",
    "fd_prestat_dir_name",
    "random_get",
}
