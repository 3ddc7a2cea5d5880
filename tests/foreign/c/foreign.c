// The same small filter as in the other languages of this folder: see ../test_foreign.py.
static char greeting[64];
static uint32_t greeting_size, seen;

EXPORT(proxy_on_configure) uint32_t configure(uint32_t root, uint32_t size) {
    char *data = 0; uint32_t n = 0;
    proxy_get_buffer_bytes(7, 0, size, &data, &n);
    for (; greeting_size < n && greeting_size < sizeof greeting; greeting_size++)
        greeting[greeting_size] = data[greeting_size];
    proxy_define_metric(0, TEXT("foreign_seen"), &seen);
    return 1;
}
EXPORT(proxy_on_request_headers) uint32_t request_headers(uint32_t c, uint32_t n, uint32_t end) {
    char *path = 0; uint32_t size = 0;
    proxy_increment_metric(seen, 1);
    proxy_get_header_map_value(0, TEXT(":path"), &path, &size);
    text("asked for "); bytes(path, size); end_line();
    if (size == 5 && path[1] == 'd') {
        static const char why[] = "\1\0\0\0\5\0\0\0\7\0\0\0x-why\0foreign";
        proxy_send_local_response(403, 0, 0, TEXT("denied\n"), why, sizeof why, -1);
        return 1;
    }
    proxy_add_header_map_value(0, TEXT("x-greeting"), greeting, greeting_size);
    return 0;
}
EXPORT(proxy_on_response_headers) uint32_t response_headers(uint32_t c, uint32_t n, uint32_t end) {
    proxy_replace_header_map_value(2, TEXT("x-answered"), TEXT("yes"));
    proxy_remove_header_map_value(2, TEXT("content-length"));
    return 0;
}
EXPORT(proxy_on_response_body) uint32_t response_body(uint32_t c, uint32_t n, uint32_t end) {
    if (!end) return 1;
    proxy_set_buffer_bytes(1, 0, 0, TEXT("<"));
    proxy_set_buffer_bytes(1, n + 1, 0, TEXT(">"));
    return 0;
}
