// bytes and bytearray. A slu_bytes begins as a slu_str does, so that a host may fill either.
#pragma once

#include "hash.h"
#include "str.h"

typedef struct slu_bytes {
    const slu_type *type;
    uint32_t size;
    uint32_t length; // unused: the layout of slu_str
    uint32_t hash;   // 0: not yet computed
    char data[];
} slu_bytes;

// The bytes of a bytearray live in an object of their own that is replaced as it grows.
typedef struct slu_bytearray {
    const slu_type *type;
    uint32_t size;
    slu_bytes *room; // never NULL; its size is the capacity
} slu_bytearray;

extern slu_bytes *const slu_empty_bytes;

// Room for `size` bytes that the caller fills. NULL: MemoryError (large ones only).
slu_bytes *slu_bytes_allocate(uint64_t size);
slu_bytes *slu_bytes_from(const char *data, uint32_t size);
slu_bytearray *slu_bytearray_from(const char *data, uint32_t size);

// The content of a bytes or bytearray object (not of other values: false, nothing raised). It stays valid
// until the bytearray changes.
bool slu_bytes_view(slu_value value, const char **data, uint32_t *size);
// The same; raises TypeError `a bytes-like object is required, not 'int'`.
bool slu_bytes_like(slu_value value, const char **data, uint32_t *size);

// bytes(source, encoding, errors), each may be SLU_NOTHING.
slu_value slu_bytes_new(slu_value source, slu_value encoding, slu_value errors);

// Decodes as `bytes.decode(encoding, errors)`. NULL: raised.
slu_str *slu_decode(const char *data, uint32_t size, slu_value encoding, slu_value errors, slu_value object);
