// bytes(…), bytearray(…), fromhex, and their type objects.
#include "bytes.h"
#include "int.h"
#include "iterator.h"
#include "object.h"

// The bytes of ints from an iterable, in a slu_bytes that is larger; *size of them. NULL: raised.
static slu_bytes *collect(slu_value source, const char *name, uint32_t *size) {
    slu_value iterator = slu_iterate(source), item;
    slu_bytes *room = iterator ? slu_bytes_allocate(32) : NULL;
    *size = 0;
    while (room && (item = slu_next(iterator))) {
        int32_t byte = slu_byte_of(item);
        if (byte < 0) {
            if (name[4] == 's' && slu_clear_if(&slu_value_error_type))
                slu_raise(&slu_value_error_type, "bytes must be in range(0, 256)");
            return NULL;
        }
        if (*size == room->size) {
            slu_bytes *larger = slu_bytes_allocate(2 * (uint64_t)room->size);
            if (!larger)
                return NULL;
            memcpy(larger->data, room->data, *size);
            room = larger;
        }
        room->data[(*size)++] = (char)byte;
    }
    return slu_error ? NULL : room;
}

// bytes(5): zeros. NULL: raised.
static slu_bytes *zeros(slu_value count_value, const char *name) {
    slu_value number = slu_index(count_value);
    int64_t count = number ? slu_int_position(number) : -1;
    if (!number || (slu_is_no_position(count) && !slu_no_size()))
        return NULL;
    if (count < 0) {
        slu_raise(&slu_value_error_type, "negative count");
        return NULL;
    }
    (void)name;
    slu_bytes *bytes = slu_bytes_allocate((uint64_t)count);
    if (bytes)
        memset(bytes->data, 0, bytes->size);
    return bytes;
}

// The content that the arguments of bytes() or bytearray() describe. NULL: raised.
static slu_bytes *content(slu_value source, slu_value encoding, slu_value errors, const char *name, uint32_t *size) {
    const char *data;
    slu_bytes *bytes = NULL;
    if (!source)
        bytes = encoding || errors ? NULL : slu_empty_bytes;
    if (!source && !bytes) {
        slu_raise(&slu_type_error_type, encoding ? "encoding without a string argument"
                                                 : "errors without a string argument");
        return NULL;
    }
    if (!source) {
        *size = 0;
        return bytes;
    }
    if (slu_is_str(source)) {
        if (!encoding) {
            slu_raise(&slu_type_error_type, "string argument without an encoding");
            return NULL;
        }
        bytes = slu_str_encode((slu_str *)slu_object_of(source), encoding, errors);
    } else if (encoding || errors) {
        slu_raise(&slu_type_error_type, encoding ? "encoding without a string argument"
                                                 : "errors without a string argument");
    } else if (slu_bytes_view(source, &data, size))
        bytes = slu_bytes_from(data, *size);
    else if (slu_is_int(source) || (!slu_type_of(source)->iterate && slu_type_of(source)->index))
        bytes = zeros(source, name);
    else if (slu_is_float(source) || source == SLU_NONE) {
        slu_raise(&slu_type_error_type, "cannot convert '%T' object to bytes", source);
        return NULL;
    } else
        return collect(source, name, size);
    *size = bytes ? bytes->size : 0;
    return bytes;
}

slu_value slu_bytes_by_method(slu_value source) {
    SLU_STR_CONSTANT(name, "__bytes__");
    if (!slu_is(source, SLU_IS_INSTANCE) || !slu_find_member(slu_type_of(source), name))
        return SLU_NOTHING;
    slu_function *special = slu_find_special(source, name);
    if (!special)
        return slu_raise(&slu_type_error_type, "'NoneType' object is not callable");
    slu_value made = slu_call_function(special, &source, 1, NULL);
    if (made && !slu_is(made, SLU_IS_BYTES))
        return slu_raise(&slu_type_error_type, "__bytes__ returned non-bytes (type %T)", made);
    return made;
}

slu_value slu_bytes_new(slu_value source, slu_value encoding, slu_value errors) {
    uint32_t size;
    slu_value made = source ? slu_bytes_by_method(source) : SLU_NOTHING;
    if (made || slu_error)
        return made;
    slu_bytes *bytes = content(source, encoding, errors, "bytes", &size);
    return !bytes || bytes->size == size ? slu_of(bytes) : slu_of(slu_bytes_from(bytes->data, size));
}

slu_value slu_bytearray_new(slu_value source, slu_value encoding, slu_value errors) {
    uint32_t size;
    slu_bytes *bytes = content(source, encoding, errors, "bytearray", &size);
    return bytes ? slu_of(slu_bytearray_from(bytes->data, size)) : SLU_NOTHING;
}

static uint32_t hex_value(char digit) {
    return digit >= '0' && digit <= '9' ? (uint32_t)(digit - '0')
           : (digit | 32) >= 'a' && (digit | 32) <= 'f' ? (uint32_t)((digit | 32) - 'a' + 10)
                                                         : 16;
}

static bool is_ascii_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

// Pairs of digits, spaces between pairs. NULL: raised; *size bytes of the result are used.
static slu_bytes *read_hex(slu_value value, uint32_t *size) {
    if (!slu_is_str(value)) {
        slu_raise(&slu_type_error_type, "fromhex() argument must be str, not %T", value);
        return NULL;
    }
    const slu_str *text = (slu_str *)slu_object_of(value);
    slu_bytes *bytes = slu_bytes_allocate(text->size / 2 + 1);
    *size = 0;
    for (uint32_t at = 0; bytes && at < text->size;) {
        if (is_ascii_space(text->data[at])) {
            at++;
            continue;
        }
        uint32_t high = hex_value(text->data[at]), low = at + 1 < text->size ? hex_value(text->data[at + 1]) : 16;
        if (high > 15 || low > 15) {
            uint32_t wrong = slu_str_position(text, high > 15 ? at : at + 1);
            slu_raise(&slu_value_error_type, "non-hexadecimal number found in fromhex() arg at position %d",
                      (int64_t)wrong);
            return NULL;
        }
        bytes->data[(*size)++] = (char)(high << 4 | low);
        at += 2;
    }
    return bytes;
}

slu_value slu_bytes_from_hex(slu_value text) {
    uint32_t size;
    slu_bytes *bytes = read_hex(text, &size);
    return bytes ? slu_of(slu_bytes_from(bytes->data, size)) : SLU_NOTHING;
}

slu_value slu_bytearray_from_hex(slu_value text) {
    uint32_t size;
    slu_bytes *bytes = read_hex(text, &size);
    return bytes ? slu_of(slu_bytearray_from(bytes->data, size)) : SLU_NOTHING;
}

slu_value slu_bytes_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                              const slu_tuple *keywords) {
    static const char *const names[] = {"source", "encoding", "errors"};
    slu_value taken[3] = {0};
    uint32_t named = keywords ? keywords->length : 0, positional = count - named;
    bool array = type->flags & SLU_IS_BYTEARRAY;
    if (count > 3)
        return slu_raise(&slu_type_error_type, "%s() takes at most 3 arguments (%d given)",
                         array ? "bytearray" : "bytes", (int64_t)count);
    for (uint32_t i = 0; i < positional; i++)
        taken[i] = arguments[i];
    for (uint32_t i = 0; i < named; i++) {
        const slu_str *name = (slu_str *)slu_object_of(keywords->items[i]);
        uint32_t place = 0;
        while (place < 3 && !(name->size == __builtin_strlen(names[place]) &&
                              slu_text_equal(name->data, names[place], name->size)))
            place++;
        if (place == 3)
            return slu_raise(&slu_type_error_type, "'%S' is an invalid keyword argument for %s()", name,
                             array ? "bytearray" : "bytes");
        taken[place] = arguments[positional + i];
    }
    return (array ? slu_bytearray_new : slu_bytes_new)(taken[0], taken[1], taken[2]);
}

static slu_value next_byte(slu_value value) {
    slu_iterator *iterator = (slu_iterator *)slu_object_of(value);
    const char *data;
    uint32_t size;
    if (!iterator->source || !slu_bytes_view(iterator->source, &data, &size) || iterator->position >= size) {
        iterator->source = SLU_NOTHING;
        return SLU_NOTHING;
    }
    return slu_small((unsigned char)data[iterator->position++]);
}

static int64_t hash_bytes(slu_value value) {
    slu_bytes *bytes = (slu_bytes *)slu_object_of(value);
    return bytes->hash ? bytes->hash : (bytes->hash = slu_hash_bytes(bytes->data, bytes->size));
}
static int32_t truth_of_bytes(slu_value value) { return slu_bytes_length(value) != 0; }

SLU_STR_CONSTANT(bytes_name, "bytes");
SLU_STR_CONSTANT(bytearray_name, "bytearray");
SLU_STR_CONSTANT(builtins_name, "builtins");
static const slu_type *const bytes_mro[] = {&slu_bytes_type, &slu_object_type};
static const slu_type *const bytearray_mro[] = {&slu_bytearray_type, &slu_object_type};
static const slu_type *const bases[] = {&slu_object_type, NULL};
static const slu_layout bytes_layout = {
    .size = offsetof(slu_bytes, data), .counted = offsetof(slu_bytes, size), .unit = 1};
static const slu_layout bytearray_layout = {
    .size = sizeof(slu_bytearray), .pointers = offsetof(slu_bytearray, room), .pointer_count = 1};
#define HEAD(which, name_)                                                                                    \
    .type = &slu_type_type, .name = (slu_str *)&name_##_object, .qualified_name = (slu_str *)&name_##_object, \
    .module = (slu_str *)&builtins_name_object, .mro_count = 2, .mro = which##_mro, .bases = bases,           \
    .layout = &which##_layout

#define SHARED_SLOTS                                                                                          \
    .construct = slu_bytes_construct, .repr = slu_bytes_repr, .truth = truth_of_bytes,                        \
    .length = slu_bytes_length, .iterate = slu_bytes_iterate, .contains = slu_bytes_contains,                 \
    .get_item = slu_bytes_get_item, .compare = slu_bytes_compare, .binary = slu_bytes_binary

const slu_type slu_bytes_type = {HEAD(bytes, bytes_name), SHARED_SLOTS, .flags = SLU_IS_BYTES, .hash = hash_bytes};
const slu_type slu_bytearray_type = {HEAD(bytearray, bytearray_name), SHARED_SLOTS, .flags = SLU_IS_BYTEARRAY,
                                     .set_item = slu_bytearray_set_item, .in_place = slu_bytearray_in_place};

SLU_ITERATOR_TYPE(slu_bytes_iterator_type, "bytes_iterator", next_byte)
SLU_ITERATOR_TYPE(slu_bytearray_iterator_type, "bytearray_iterator", next_byte)

slu_value slu_bytes_iterate(slu_value bytes) {
    bool fixed = slu_is(bytes, SLU_IS_BYTES);
    const slu_type *type = fixed ? &slu_bytes_iterator_type : &slu_bytearray_iterator_type;
    return slu_iterator_new(type, bytes, SLU_NOTHING, 0, 0);
}
