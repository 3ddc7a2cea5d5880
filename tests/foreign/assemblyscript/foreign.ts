// The same small filter as in the other languages of this folder: see ../test_foreign.py.

@external("env", "proxy_log")
declare function proxy_log(level: i32, message: usize, size: i32): i32;
@external("env", "proxy_get_buffer_bytes")
declare function proxy_get_buffer_bytes(type: i32, start: i32, length: i32, data: usize, size: usize): i32;
@external("env", "proxy_set_buffer_bytes")
declare function proxy_set_buffer_bytes(type: i32, start: i32, length: i32, data: usize, size: i32): i32;
@external("env", "proxy_get_header_map_value")
declare function proxy_get_header_map_value(type: i32, key: usize, keySize: i32, data: usize, size: usize): i32;
@external("env", "proxy_add_header_map_value")
declare function proxy_add_header_map_value(type: i32, key: usize, keySize: i32, data: usize, size: i32): i32;
@external("env", "proxy_replace_header_map_value")
declare function proxy_replace_header_map_value(type: i32, key: usize, keySize: i32, data: usize, size: i32): i32;
@external("env", "proxy_remove_header_map_value")
declare function proxy_remove_header_map_value(type: i32, key: usize, keySize: i32): i32;
@external("env", "proxy_send_local_response")
declare function proxy_send_local_response(status: i32, details: usize, detailsSize: i32, body: usize, bodySize: i32, headers: usize, headersSize: i32, grpc: i32): i32;
@external("env", "proxy_define_metric")
declare function proxy_define_metric(type: i32, name: usize, size: i32, id: usize): i32;
@external("env", "proxy_increment_metric")
declare function proxy_increment_metric(id: i32, offset: i64): i32;

const REQUEST: i32 = 0, RESPONSE: i32 = 2, RESPONSE_BODY: i32 = 1, CONFIGURATION: i32 = 7;
const out: usize = heap.alloc(8);
let greeting: string = "";
let seen: i32 = 0;

class Bytes {
  data: ArrayBuffer;
  constructor(text: string) { this.data = String.UTF8.encode(text); }
  get at(): usize { return changetype<usize>(this.data); }
  get size(): i32 { return this.data.byteLength; }
}

// What the host put into memory that `malloc` gave it.
function taken(status: i32): string {
  if (status != 0) return "";
  const at = load<usize>(out), size = load<i32>(out, 4);
  if (size == 0) return "";
  const text = String.UTF8.decodeUnsafe(at, size);
  heap.free(at);
  return text;
}

function replace(map: i32, name: string, value: string): void {
  const key = new Bytes(name), text = new Bytes(value);
  proxy_replace_header_map_value(map, key.at, key.size, text.at, text.size);
}

export function malloc(size: usize): usize { return heap.alloc(size); }
export function proxy_abi_version_0_2_1(): void {}
export function proxy_on_context_create(context: i32, parent: i32): void {}

export function proxy_on_configure(context: i32, size: i32): i32 {
  greeting = taken(proxy_get_buffer_bytes(CONFIGURATION, 0, size, out, out + 4));
  const name = new Bytes("foreign_seen");
  proxy_define_metric(0, name.at, name.size, out);
  seen = load<i32>(out);
  return 1;
}

export function proxy_on_request_headers(context: i32, count: i32, end: i32): i32 {
  proxy_increment_metric(seen, 1);
  const key = new Bytes(":path");
  const path = taken(proxy_get_header_map_value(REQUEST, key.at, key.size, out, out + 4));
  const line = new Bytes("asked for " + path);
  proxy_log(2, line.at, line.size);
  if (path == "/deny") {
    const body = new Bytes("denied\n");
    const headers = new Bytes("\x01\0\0\0\x05\0\0\0\x07\0\0\0x-why\0foreign\0");
    proxy_send_local_response(403, 0, 0, body.at, body.size, headers.at, headers.size, -1);
    return 1;
  }
  const name = new Bytes("x-greeting"), value = new Bytes(greeting);
  proxy_add_header_map_value(REQUEST, name.at, name.size, value.at, value.size);
  return 0;
}

export function proxy_on_response_headers(context: i32, count: i32, end: i32): i32 {
  replace(RESPONSE, "x-answered", "yes");
  const key = new Bytes("content-length");
  proxy_remove_header_map_value(RESPONSE, key.at, key.size);
  return 0;
}

export function proxy_on_response_body(context: i32, size: i32, end: i32): i32 {
  if (!end) return 1;
  const body = new Bytes("<" + taken(proxy_get_buffer_bytes(RESPONSE_BODY, 0, size, out, out + 4)) + ">");
  proxy_set_buffer_bytes(RESPONSE_BODY, 0, size, body.at, body.size);
  return 0;
}
