// bytes and bytearray. A slu_bytes begins as a slu_str does, so that a host may fill either.
//
// Methods serve both types: their receiver is a slu_value, and what they make is of the receiver's type.
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

// A constant: `SLU_BYTES_CONSTANT(name, "text")` defines `static slu_bytes *const name`.
#define SLU_BYTES_CONSTANT(name, text)                                                                        \
    static struct {                                                                                           \
        const slu_type *type;                                                                                 \
        uint32_t size, length, hash;                                                                          \
        char data[sizeof(text)];                                                                              \
    } name##_object __attribute__((aligned(8))) = {&slu_bytes_type, sizeof(text) - 1, sizeof(text) - 1, 0, text}; \
    static slu_bytes *const __attribute__((unused)) name = (slu_bytes *)&name##_object

extern slu_bytes *const slu_empty_bytes;

// --- making -------------------------------------------------------------------------------------------------
// Room for `size` bytes that the caller fills. NULL: MemoryError (large ones only).
slu_bytes *slu_bytes_allocate(uint64_t size);
slu_bytes *slu_bytes_from(const char *data, uint32_t size);
slu_bytearray *slu_bytearray_from(const char *data, uint32_t size);
// What an instance's own `__bytes__` gives; SLU_NOTHING without an error: it has none.
slu_value slu_bytes_by_method(slu_value source);
// bytes(source, encoding, errors) and bytearray(…); each may be SLU_NOTHING. 0: raised.
slu_value slu_bytes_new(slu_value source, slu_value encoding, slu_value errors);
slu_value slu_bytearray_new(slu_value source, slu_value encoding, slu_value errors);
slu_value slu_bytes_from_hex(slu_value text);
slu_value slu_bytearray_from_hex(slu_value text);
// Makes an object of the type that `like` has (bytes or bytearray).
slu_value slu_bytes_like_this(slu_value like, const char *data, uint32_t size);

// --- reading ------------------------------------------------------------------------------------------------
// The content of a bytes or bytearray object (not of other values: false, nothing raised). It stays valid
// until the bytearray changes.
bool slu_bytes_view(slu_value value, const char **data, uint32_t *size);
// The same; raises TypeError `a bytes-like object is required, not 'int'`.
bool slu_bytes_like(slu_value value, const char **data, uint32_t *size);
int64_t slu_bytes_length(slu_value bytes);
// An int in 0 … 255 as a byte; -1: TypeError or ValueError.
int32_t slu_byte_of(slu_value value);

// Decodes as `bytes.decode(encoding, errors)`; `object` is what an error shows. NULL: raised.
slu_str *slu_decode(const char *data, uint32_t size, slu_value encoding, slu_value errors, slu_value object);
slu_str *slu_bytes_decode(slu_value bytes, slu_value encoding, slu_value errors);

// --- operators ----------------------------------------------------------------------------------------------
int32_t slu_bytes_equal(slu_value left, slu_value right);
slu_value slu_bytes_concat(slu_value left, slu_value right);
slu_value slu_bytes_repeat(slu_value bytes, slu_value times);
int64_t slu_bytes_get(slu_value bytes, int64_t index); // FLAG: IndexError
int64_t slu_bytes_at_any(const slu_bytes *bytes, int64_t index) SLU_COLD;
// The same for what is known to be `bytes`; -1: raised. Of a constant beyond 31 bits clang makes an address that
// Wasm refuses: the mask shows it that none is inside.
SLU_INLINE int64_t slu_bytes_at(const slu_bytes *bytes, int64_t index) {
    if (SLU_LIKELY((uint64_t)index < (bytes->size & INT32_MAX)))
        return (uint8_t)bytes->data[index];
    return slu_bytes_at_any(bytes, index);
}
slu_value slu_bytes_slice(slu_value bytes, int64_t start, int64_t end);
slu_value slu_bytes_get_item(slu_value bytes, slu_value key);
int32_t slu_bytes_contains(slu_value bytes, slu_value item);
slu_value slu_bytes_iterate(slu_value bytes);
slu_value slu_bytes_repr(slu_value bytes);
slu_value slu_bytes_binary(slu_value left, slu_value right, slu_operator operator_);
slu_value slu_bytes_compare(slu_value left, slu_value right, slu_comparison operator_);
slu_value slu_bytes_percent(slu_value format, slu_value arguments);
slu_value slu_bytes_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                              const slu_tuple *keywords);

// --- methods of both ------------------------------------------------------------------------------------------
int64_t slu_bytes_find(slu_value bytes, slu_value piece, slu_value start, slu_value end);
int64_t slu_bytes_rfind(slu_value bytes, slu_value piece, slu_value start, slu_value end);
int64_t slu_bytes_index(slu_value bytes, slu_value piece, slu_value start, slu_value end);
int64_t slu_bytes_rindex(slu_value bytes, slu_value piece, slu_value start, slu_value end);
int64_t slu_bytes_count(slu_value bytes, slu_value piece, slu_value start, slu_value end);
int32_t slu_bytes_startswith(slu_value bytes, slu_value prefix, slu_value start, slu_value end);
int32_t slu_bytes_endswith(slu_value bytes, slu_value suffix, slu_value start, slu_value end);
slu_value slu_bytes_removeprefix(slu_value bytes, slu_value prefix);
slu_value slu_bytes_removesuffix(slu_value bytes, slu_value suffix);
slu_value slu_bytes_replace(slu_value bytes, slu_value old, slu_value new_bytes, int64_t count);
slu_list *slu_bytes_split(slu_value bytes, slu_value separator, int64_t most);
slu_list *slu_bytes_rsplit(slu_value bytes, slu_value separator, int64_t most);
slu_list *slu_bytes_splitlines(slu_value bytes, slu_value keep_ends);
slu_tuple *slu_bytes_partition(slu_value bytes, slu_value separator);
slu_tuple *slu_bytes_rpartition(slu_value bytes, slu_value separator);
slu_value slu_bytes_strip(slu_value bytes, slu_value characters);
slu_value slu_bytes_lstrip(slu_value bytes, slu_value characters);
slu_value slu_bytes_rstrip(slu_value bytes, slu_value characters);
slu_value slu_bytes_join(slu_value separator, slu_value iterable);
slu_value slu_bytes_center(slu_value bytes, int64_t width, slu_value fill);
slu_value slu_bytes_ljust(slu_value bytes, int64_t width, slu_value fill);
slu_value slu_bytes_rjust(slu_value bytes, int64_t width, slu_value fill);
slu_value slu_bytes_zfill(slu_value bytes, int64_t width);
slu_value slu_bytes_expandtabs(slu_value bytes, int64_t tab_size);
slu_value slu_bytes_translate(slu_value bytes, slu_value table, slu_value deleted);
slu_value slu_bytes_maketrans(slu_value from, slu_value to);
slu_str *slu_bytes_hex_plainly(slu_value bytes);
slu_str *slu_bytes_hex(slu_value bytes, slu_value separator, int64_t group);
slu_value slu_bytes_lower(slu_value bytes);
slu_value slu_bytes_upper(slu_value bytes);
slu_value slu_bytes_swapcase(slu_value bytes);
slu_value slu_bytes_capitalize(slu_value bytes);
slu_value slu_bytes_title(slu_value bytes);
int32_t slu_bytes_isalnum(slu_value bytes);
int32_t slu_bytes_isalpha(slu_value bytes);
int32_t slu_bytes_isascii(slu_value bytes);
int32_t slu_bytes_isdigit(slu_value bytes);
int32_t slu_bytes_islower(slu_value bytes);
int32_t slu_bytes_isspace(slu_value bytes);
int32_t slu_bytes_istitle(slu_value bytes);
int32_t slu_bytes_isupper(slu_value bytes);

// --- bytearray only; false: raised ----------------------------------------------------------------------------
bool slu_bytearray_append(slu_bytearray *array, slu_value item);
// bytearray.__init__; arguments that are 0 were not given.
bool slu_bytearray_fill(slu_bytearray *array, slu_value source, slu_value encoding, slu_value errors);
bool slu_bytearray_extend(slu_bytearray *array, slu_value iterable);
bool slu_bytearray_insert(slu_bytearray *array, int64_t index, slu_value item);
int64_t slu_bytearray_pop(slu_bytearray *array, int64_t index); // FLAG: IndexError
bool slu_bytearray_remove(slu_bytearray *array, slu_value item);
void slu_bytearray_reverse(slu_bytearray *array);
void slu_bytearray_clear(slu_bytearray *array);
slu_bytearray *slu_bytearray_copy(slu_bytearray *array);
bool slu_bytearray_set_item(slu_value array, slu_value key, slu_value item); // item 0: delete
slu_value slu_bytearray_in_place(slu_value left, slu_value right, slu_operator operator_);
