// The only import outside of Proxy-Wasm: WASI's random_get, which Envoy implements. It is linked only into
// programs that need chance.
#include "entropy.h"

#include "error.h"

#define LARGEST_REQUEST 65536

__attribute__((import_module("wasi_snapshot_preview1"), import_name("random_get")))
uint32_t wasi_random_get(char *data, uint32_t size);

slu_bytes *slu_random_bytes(int64_t size) {
    slu_bytes *bytes = slu_bytes_allocate(size < 0 ? 0 : (uint64_t)size);
    if (!bytes)
        return NULL;
    for (uint32_t done = 0; done < bytes->size;) {
        uint32_t left = bytes->size - done;
        uint32_t wanted = left < LARGEST_REQUEST ? left : LARGEST_REQUEST;
        if (wasi_random_get(bytes->data + done, wanted))
            return (slu_bytes *)(uintptr_t)slu_raise(&slu_os_error_type, "the host has no source of randomness");
        done += wanted;
    }
    return bytes;
}
