// Searching and replacing in bytes and bytearray.
#include "bytes.h"
#include "int.h"
#include "object.h"

typedef struct content {
    const char *data;
    uint32_t size;
    char one; // an int argument as a byte
} content;

static content content_of(slu_value bytes) {
    content result = {"", 0, 0};
    slu_bytes_view(bytes, &result.data, &result.size);
    return result;
}

// What is looked for: bytes, or an int as one byte. false: raised.
static bool read_piece(slu_value value, content *piece) {
    if (slu_bytes_view(value, &piece->data, &piece->size))
        return true;
    if (!slu_is_int(value) && !slu_type_of(value)->index)
        return slu_raise(&slu_type_error_type, "argument should be integer or bytes-like object, not '%T'", value);
    int32_t byte = slu_byte_of(value);
    piece->one = (char)byte;
    piece->data = &piece->one;
    piece->size = 1;
    return byte >= 0;
}

// Narrows to [start, end); valid: start is not behind it.
static bool read_window(content *whole, slu_value start, slu_value end, int64_t *first, bool *valid) {
    int64_t last;
    if (!slu_read_bounds(start, end, whole->size, first, &last))
        return false;
    *valid = *first <= last;
    if (*valid) {
        whole->data += *first;
        whole->size = (uint32_t)(last - *first);
    }
    return true;
}

typedef int64_t (*finder)(const char *, uint32_t, const char *, uint32_t);

// -1: not found, -2: raised.
static int64_t find_by(finder find, slu_value bytes, slu_value piece_value, slu_value start, slu_value end) {
    content whole = content_of(bytes), piece;
    int64_t first;
    bool valid;
    if (!read_piece(piece_value, &piece) || !read_window(&whole, start, end, &first, &valid))
        return -2;
    int64_t at = valid ? find(whole.data, whole.size, piece.data, piece.size) : -1;
    return at < 0 ? -1 : first + at;
}

int64_t slu_bytes_find(slu_value bytes, slu_value piece, slu_value start, slu_value end) {
    return find_by(slu_text_find, bytes, piece, start, end);
}

int64_t slu_bytes_rfind(slu_value bytes, slu_value piece, slu_value start, slu_value end) {
    return find_by(slu_text_rfind, bytes, piece, start, end);
}

static int64_t or_error(int64_t position) {
    if (position == -1)
        slu_raise(&slu_value_error_type, "subsection not found");
    return position;
}

int64_t slu_bytes_index(slu_value bytes, slu_value piece, slu_value start, slu_value end) {
    return or_error(slu_bytes_find(bytes, piece, start, end));
}

int64_t slu_bytes_rindex(slu_value bytes, slu_value piece, slu_value start, slu_value end) {
    return or_error(slu_bytes_rfind(bytes, piece, start, end));
}

int64_t slu_bytes_count(slu_value bytes, slu_value piece_value, slu_value start, slu_value end) {
    content whole = content_of(bytes), piece;
    int64_t first;
    bool valid;
    if (!read_piece(piece_value, &piece) || !read_window(&whole, start, end, &first, &valid) || !valid)
        return 0;
    return piece.size ? slu_text_count(whole.data, whole.size, piece.data, piece.size) : whole.size + INT64_C(1);
}

static bool has_affix(const content *whole, const content *affix, bool at_end) {
    return affix->size <= whole->size &&
           slu_text_equal(whole->data + (at_end ? whole->size - affix->size : 0), affix->data, affix->size);
}

static int32_t has_any_affix(slu_value bytes, slu_value value, slu_value start, slu_value end, bool at_end) {
    content whole = content_of(bytes), affix;
    int64_t first;
    bool valid, many = slu_is(value, SLU_IS_TUPLE);
    if (!many && !slu_bytes_view(value, &affix.data, &affix.size))
        return (int32_t)slu_raise(&slu_type_error_type, "%s first arg must be bytes or a tuple of bytes, not %T",
                                  at_end ? "endswith" : "startswith", value);
    if (!read_window(&whole, start, end, &first, &valid))
        return 0;
    if (!many)
        return valid && has_affix(&whole, &affix, at_end);
    const slu_tuple *choices = (slu_tuple *)slu_object_of(value);
    for (uint32_t i = 0; i < choices->length; i++) {
        if (!slu_bytes_like(choices->items[i], &affix.data, &affix.size))
            return 0;
        if (valid && has_affix(&whole, &affix, at_end))
            return 1;
    }
    return 0;
}

int32_t slu_bytes_startswith(slu_value bytes, slu_value prefix, slu_value start, slu_value end) {
    return has_any_affix(bytes, prefix, start, end, false);
}

int32_t slu_bytes_endswith(slu_value bytes, slu_value suffix, slu_value start, slu_value end) {
    return has_any_affix(bytes, suffix, start, end, true);
}

// An immutable object may stand for its own copy.
static slu_value copy_of(slu_value bytes, const char *data, uint32_t size) {
    if (slu_object_of(bytes)->type == &slu_bytes_type && size == ((slu_bytes *)slu_object_of(bytes))->size)
        return bytes;
    return slu_bytes_like_this(bytes, data, size);
}

slu_value slu_bytes_removeprefix(slu_value bytes, slu_value prefix_value) {
    content whole = content_of(bytes), prefix;
    if (!slu_bytes_like(prefix_value, &prefix.data, &prefix.size))
        return SLU_NOTHING;
    uint32_t cut = has_affix(&whole, &prefix, false) ? prefix.size : 0;
    return copy_of(bytes, whole.data + cut, whole.size - cut);
}

slu_value slu_bytes_removesuffix(slu_value bytes, slu_value suffix_value) {
    content whole = content_of(bytes), suffix;
    if (!slu_bytes_like(suffix_value, &suffix.data, &suffix.size))
        return SLU_NOTHING;
    return copy_of(bytes, whole.data, whole.size - (has_affix(&whole, &suffix, true) ? suffix.size : 0));
}

slu_value slu_bytes_replace(slu_value bytes, slu_value old_value, slu_value new_value, int64_t most) {
    content whole = content_of(bytes), old, fresh;
    if (!slu_bytes_like(old_value, &old.data, &old.size) || !slu_bytes_like(new_value, &fresh.data, &fresh.size))
        return SLU_NOTHING;
    int64_t found = old.size ? slu_text_count(whole.data, whole.size, old.data, old.size) : whole.size + INT64_C(1);
    int64_t count = most >= 0 && most < found ? most : found;
    if (!count)
        return copy_of(bytes, whole.data, whole.size);
    uint64_t size = whole.size + (uint64_t)count * fresh.size - (uint64_t)count * old.size;
    slu_bytes *room = slu_bytes_allocate(size);
    if (!room)
        return SLU_NOTHING;
    char *to = room->data;
    const char *end = whole.data + whole.size;
    for (int64_t i = 0; i < count; i++) {
        uint32_t kept = old.size ? (uint32_t)slu_text_find(whole.data, (uint32_t)(end - whole.data), old.data, old.size)
                                 : i != 0;
        memcpy(to, whole.data, kept);
        memcpy(to + kept, fresh.data, fresh.size);
        to += kept + fresh.size;
        whole.data += kept + old.size;
    }
    memcpy(to, whole.data, (uint32_t)(end - whole.data));
    return slu_is(bytes, SLU_IS_BYTES) ? slu_of(room) : slu_of(slu_bytearray_from(room->data, (uint32_t)size));
}
