"""The host functions as a module imports them: addresses and sizes in, a status out."""

from collections.abc import Callable

from sluice.testing.abi import LogLevel, Status, StatusError, StreamType
from sluice.testing.header_map import decode_pairs, encode_pairs
from sluice.testing.host import Host
from sluice.testing.wasm_memory import WasmMemory

ImportFunction = Callable[..., int | None]
_NO_GRPC_STATUS = 0xFFFFFFFF  # -1


class WasmImports:
    """`memory` is set once the module is instantiated. i32 parameters arrive unsigned, i64 ones signed."""

    def __init__(self, host: Host, absent_is_empty: bool) -> None:
        self._host = host
        self._absent_is_empty = absent_is_empty  # 0.1.0: a header that is not there reads as ""
        self.memory: WasmMemory

    def functions(self) -> dict[str, ImportFunction]:
        """By import name; they raise `StatusError` for any status but Ok."""
        return {
            "proxy_log": self.log,
            "proxy_get_log_level": lambda out: self.memory.write_u32(out, self._host.get_log_level()),
            "proxy_get_status": self.get_status,
            "proxy_get_property": self.get_property,
            "proxy_set_property": self.set_property,
            "proxy_continue_stream": self._host.continue_stream,
            "proxy_close_stream": self._host.close_stream,
            "proxy_send_local_response": self.send_local_response,
            "proxy_get_shared_data": self.get_shared_data,
            "proxy_set_shared_data": self.set_shared_data,
            "proxy_register_shared_queue": self.register_shared_queue,
            "proxy_resolve_shared_queue": self.resolve_shared_queue,
            "proxy_dequeue_shared_queue": self.dequeue_shared_queue,
            "proxy_enqueue_shared_queue": self.enqueue_shared_queue,
            "proxy_get_buffer_bytes": self.get_buffer_bytes,
            "proxy_get_buffer_status": self.get_buffer_status,
            "proxy_set_buffer_bytes": self.set_buffer_bytes,
            "proxy_add_header_map_value": self.add_header_map_value,
            "proxy_get_header_map_value": self.get_header_map_value,
            "proxy_replace_header_map_value": self.replace_header_map_value,
            "proxy_remove_header_map_value": self.remove_header_map_value,
            "proxy_get_header_map_pairs": self.get_header_map_pairs,
            "proxy_set_header_map_pairs": self.set_header_map_pairs,
            "proxy_get_header_map_size": self.get_header_map_size,
            "proxy_http_call": self.http_call,
            "proxy_grpc_call": self.grpc_call,
            "proxy_grpc_stream": self.grpc_stream,
            "proxy_grpc_send": self.grpc_send,
            "proxy_grpc_cancel": self._host.grpc_cancel,
            "proxy_grpc_close": self._host.grpc_close,
            "proxy_set_tick_period_milliseconds": self._host.set_tick_period_milliseconds,
            "proxy_get_current_time_nanoseconds": self.get_current_time_nanoseconds,
            "proxy_define_metric": self.define_metric,
            "proxy_increment_metric": self._host.increment_metric,
            "proxy_record_metric": lambda metric, value: self._host.record_metric(metric, value % 2**64),
            "proxy_get_metric": lambda metric, out: self.memory.write_u64(out, self._host.get_metric(metric)),
            "proxy_set_effective_context": self._host.set_effective_context,
            "proxy_done": self._host.done,
            "proxy_call_foreign_function": self.call_foreign_function,
            "proxy_get_configuration": self.get_configuration,
            "proxy_continue_request": lambda: self._host.continue_stream(StreamType.REQUEST),
            "proxy_continue_response": lambda: self._host.continue_stream(StreamType.RESPONSE),
            "proxy_clear_route_cache": lambda: None,
            "envoy_resolve_dns": self._not_emulated("envoy_resolve_dns"),
        }

    def log(self, level: int, message: int, size: int) -> None:
        self._host.log(level, self.memory.read(message, size))

    def get_status(self, code_out: int, message_out: int, size_out: int) -> None:
        """The status of the gRPC call that has just ended."""
        code, message = self._host.get_status()
        self.memory.write_u32(code_out, code)
        self.memory.hand_over(message, message_out, size_out)

    def get_property(self, path: int, path_size: int, value_out: int, size_out: int) -> None:
        value = self._host.get_property(self.memory.read(path, path_size))
        self.memory.hand_over(value, value_out, size_out)

    def set_property(self, path: int, path_size: int, value: int, size: int) -> None:
        self._host.set_property(self.memory.read(path, path_size), self.memory.read(value, size))

    def send_local_response(
        self,
        status: int,
        details: int,
        details_size: int,
        body: int,
        body_size: int,
        headers: int,
        headers_size: int,
        grpc_status: int,
    ) -> None:
        self._host.send_local_response(
            status,
            self.memory.read(details, details_size),
            self.memory.read(body, body_size),
            decode_pairs(self.memory.read(headers, headers_size)),
            -1 if grpc_status == _NO_GRPC_STATUS else grpc_status,
        )

    def get_shared_data(self, key: int, key_size: int, value_out: int, size_out: int, cas_out: int) -> None:
        value, cas = self._host.get_shared_data(self.memory.read(key, key_size))
        self.memory.hand_over(value, value_out, size_out)
        self.memory.write_u32(cas_out, cas)

    def set_shared_data(self, key: int, key_size: int, value: int, size: int, cas: int) -> None:
        self._host.set_shared_data(self.memory.read(key, key_size), self.memory.read(value, size), cas)

    def register_shared_queue(self, name: int, name_size: int, token_out: int) -> None:
        token = self._host.register_shared_queue(self.memory.read(name, name_size))
        self.memory.write_u32(token_out, token)

    def resolve_shared_queue(
        self, vm_id: int, vm_id_size: int, name: int, name_size: int, token_out: int
    ) -> None:
        token = self._host.resolve_shared_queue(
            self.memory.read(vm_id, vm_id_size), self.memory.read(name, name_size)
        )
        self.memory.write_u32(token_out, token)

    def dequeue_shared_queue(self, token: int, data_out: int, size_out: int) -> None:
        self.memory.hand_over(self._host.dequeue_shared_queue(token), data_out, size_out)

    def enqueue_shared_queue(self, token: int, data: int, size: int) -> None:
        self._host.enqueue_shared_queue(token, self.memory.read(data, size))

    def get_buffer_bytes(self, buffer: int, start: int, length: int, data_out: int, size_out: int) -> None:
        self.memory.hand_over(self._host.get_buffer_bytes(buffer, start, length), data_out, size_out)

    def get_buffer_status(self, buffer: int, size_out: int, flags_out: int) -> None:
        self.memory.write_u32(size_out, self._host.get_buffer_size(buffer))
        self.memory.write_u32(flags_out, 0)

    def set_buffer_bytes(self, buffer: int, start: int, length: int, data: int, size: int) -> None:
        self._host.set_buffer_bytes(buffer, start, length, self.memory.read(data, size))

    def add_header_map_value(self, map_type: int, key: int, key_size: int, value: int, size: int) -> None:
        self._host.add_header_map_value(
            map_type, self.memory.read(key, key_size), self.memory.read(value, size)
        )

    def get_header_map_value(
        self, map_type: int, key: int, key_size: int, value_out: int, size_out: int
    ) -> None:
        name = self.memory.read(key, key_size)
        try:
            value = self._host.get_header_map_value(map_type, name)
        except StatusError as error:
            if error.status is not Status.NOT_FOUND or not self._absent_is_empty:
                raise
            value = b""
        self.memory.hand_over(value, value_out, size_out)

    def replace_header_map_value(self, map_type: int, key: int, key_size: int, value: int, size: int) -> None:
        self._host.replace_header_map_value(
            map_type, self.memory.read(key, key_size), self.memory.read(value, size)
        )

    def remove_header_map_value(self, map_type: int, key: int, key_size: int) -> None:
        self._host.remove_header_map_value(map_type, self.memory.read(key, key_size))

    def get_header_map_pairs(self, map_type: int, data_out: int, size_out: int) -> None:
        self.memory.hand_over(encode_pairs(self._host.get_header_map_pairs(map_type)), data_out, size_out)

    def set_header_map_pairs(self, map_type: int, data: int, size: int) -> None:
        self._host.set_header_map_pairs(map_type, decode_pairs(self.memory.read(data, size)))

    def get_header_map_size(self, map_type: int, out: int) -> None:
        self.memory.write_u32(out, self._host.get_header_map_size(map_type))

    def get_configuration(self, data_out: int, size_out: int) -> None:
        """The plugin's configuration while it configures, the VM's before."""
        plugin = self._host.plugin
        data = plugin.configuration if self._host.configuring else plugin.vm_configuration
        self.memory.hand_over(data, data_out, size_out)

    def http_call(
        self,
        upstream: int,
        upstream_size: int,
        headers: int,
        headers_size: int,
        body: int,
        body_size: int,
        trailers: int,
        trailers_size: int,
        timeout: int,
        token_out: int,
    ) -> None:
        read = self.memory.read
        self.memory.write_u32(token_out, 0)
        token = self._host.http_call(
            read(upstream, upstream_size),
            decode_pairs(read(headers, headers_size)),
            read(body, body_size),
            decode_pairs(read(trailers, trailers_size)),
            timeout,
        )
        self.memory.write_u32(token_out, token)

    def grpc_call(
        self,
        target: int,
        target_size: int,
        service: int,
        service_size: int,
        method: int,
        method_size: int,
        metadata: int,
        metadata_size: int,
        message: int,
        message_size: int,
        timeout: int,
        token_out: int,
    ) -> None:
        read = self.memory.read
        token = self._host.grpc_call(
            read(target, target_size),
            read(service, service_size),
            read(method, method_size),
            decode_pairs(read(metadata, metadata_size)),
            read(message, message_size),
            timeout,
        )
        self.memory.write_u32(token_out, token)

    def grpc_stream(
        self,
        target: int,
        target_size: int,
        service: int,
        service_size: int,
        method: int,
        method_size: int,
        metadata: int,
        metadata_size: int,
        token_out: int,
    ) -> None:
        read = self.memory.read
        token = self._host.grpc_stream(
            read(target, target_size),
            read(service, service_size),
            read(method, method_size),
            decode_pairs(read(metadata, metadata_size)),
        )
        self.memory.write_u32(token_out, token)

    def grpc_send(self, token: int, data: int, size: int, end_of_stream: int) -> None:
        self._host.grpc_send(token, self.memory.read(data, size), bool(end_of_stream))

    def get_current_time_nanoseconds(self, out: int) -> None:
        self.memory.write_u64(out, self._host.get_current_time_nanoseconds())

    def define_metric(self, type_: int, name: int, name_size: int, out: int) -> None:
        self.memory.write_u32(out, self._host.define_metric(type_, self.memory.read(name, name_size)))

    def call_foreign_function(
        self, name: int, name_size: int, argument: int, size: int, result_out: int, result_size_out: int
    ) -> None:
        result = self._host.call_foreign_function(
            self.memory.read(name, name_size), self.memory.read(argument, size)
        )
        if result_out and result_size_out:
            self.memory.hand_over(result, result_out, result_size_out)

    def _not_emulated(self, name: str) -> ImportFunction:
        def refuse(*_: int) -> None:
            self._host.log(LogLevel.WARNING, f"{name} is not emulated: Unimplemented".encode())
            raise StatusError(Status.UNIMPLEMENTED)

        return refuse
