// Cutting, stripping and joining bytes and bytearray.
#include "bytes.h"
#include "object.h"

static bool is_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

static bool append(slu_list *list, slu_value like, const char *data, int64_t start, int64_t end) {
    slu_value piece = slu_bytes_like_this(like, data + start, (uint32_t)(end - start));
    return piece && slu_list_append(list, piece);
}

// An empty separator raises; *spaces when it is None.
static bool read_separator(slu_value value, const char **data, uint32_t *size, bool *spaces) {
    *spaces = value == SLU_NONE;
    if (*spaces)
        return true;
    if (!slu_bytes_like(value, data, size))
        return false;
    return *size || slu_raise(&slu_value_error_type, "empty separator");
}

slu_list *slu_bytes_split(slu_value bytes, slu_value separator, int64_t most) {
    const char *data, *by;
    uint32_t size, by_size;
    bool spaces;
    slu_bytes_view(bytes, &data, &size);
    slu_list *list = read_separator(separator, &by, &by_size, &spaces) ? slu_list_new(4) : NULL;
    int64_t at = 0, found;
    while (list && spaces) {
        while (at < size && is_space(data[at]))
            at++;
        int64_t start = at;
        if (at == size)
            return list;
        if (most-- == 0)
            return append(list, bytes, data, start, size) ? list : NULL;
        while (at < size && !is_space(data[at]))
            at++;
        if (!append(list, bytes, data, start, at))
            return NULL;
    }
    while (list && most-- != 0 && (found = slu_text_find(data + at, size - (uint32_t)at, by, by_size)) >= 0) {
        if (!append(list, bytes, data, at, at + found))
            return NULL;
        at += found + by_size;
    }
    return list && append(list, bytes, data, at, size) ? list : NULL;
}

slu_list *slu_bytes_rsplit(slu_value bytes, slu_value separator, int64_t most) {
    const char *data, *by;
    uint32_t size, by_size;
    bool spaces;
    slu_bytes_view(bytes, &data, &size);
    slu_list *list = read_separator(separator, &by, &by_size, &spaces) ? slu_list_new(4) : NULL;
    int64_t end = size, found;
    while (list && spaces) {
        while (end && is_space(data[end - 1]))
            end--;
        int64_t start = end;
        if (!end)
            break;
        if (most-- == 0)
            start = 0;
        else
            while (start && !is_space(data[start - 1]))
                start--;
        if (!append(list, bytes, data, start, end))
            return NULL;
        end = most == -1 ? 0 : start;
    }
    while (list && !spaces && most-- != 0 && (found = slu_text_rfind(data, (uint32_t)end, by, by_size)) >= 0) {
        if (!append(list, bytes, data, found + by_size, end))
            return NULL;
        end = found;
    }
    if (list && !spaces && !append(list, bytes, data, 0, end))
        return NULL;
    if (list)
        slu_list_reverse(list);
    return list;
}

slu_list *slu_bytes_splitlines(slu_value bytes, slu_value keep_ends) {
    const char *data;
    uint32_t size;
    slu_bytes_view(bytes, &data, &size);
    int32_t keep = slu_truth(keep_ends);
    slu_list *list = keep < 0 ? NULL : slu_list_new(4);
    for (uint32_t start = 0; list && start < size;) {
        uint32_t end = start;
        while (end < size && data[end] != '\n' && data[end] != '\r')
            end++;
        uint32_t next = end + (end < size) + (end + 1 < size && data[end] == '\r' && data[end + 1] == '\n');
        if (!append(list, bytes, data, start, keep ? next : end))
            return NULL;
        start = next;
    }
    return list;
}

static slu_tuple *partition(slu_value bytes, slu_value separator, bool from_end) {
    const char *data, *by;
    uint32_t size, by_size;
    slu_bytes_view(bytes, &data, &size);
    if (!slu_bytes_like(separator, &by, &by_size))
        return NULL;
    if (!by_size) {
        slu_raise(&slu_value_error_type, "empty separator");
        return NULL;
    }
    int64_t at = (from_end ? slu_text_rfind : slu_text_find)(data, size, by, by_size);
    uint32_t first = at >= 0 ? (uint32_t)at : from_end ? 0 : size, second = at >= 0 ? first + by_size : first;
    bool fixed = slu_is(bytes, SLU_IS_BYTES); // the parts of a bytearray are copies
    slu_value parts[] = {slu_bytes_like_this(bytes, data, first),
                         fixed && at >= 0 ? separator : slu_bytes_like_this(bytes, data + first, second - first),
                         slu_bytes_like_this(bytes, data + second, size - second)};
    if (fixed && at < 0)
        parts[from_end ? 2 : 0] = bytes;
    return slu_tuple_of(parts, 3);
}

slu_tuple *slu_bytes_partition(slu_value bytes, slu_value separator) { return partition(bytes, separator, false); }
slu_tuple *slu_bytes_rpartition(slu_value bytes, slu_value separator) { return partition(bytes, separator, true); }

static slu_value strip(slu_value bytes, slu_value characters, bool left, bool right) {
    const char *data, *among = " \t\n\r\v\f";
    uint32_t size, among_size = 6, start = 0;
    slu_bytes_view(bytes, &data, &size);
    if (characters != SLU_NONE && !slu_bytes_like(characters, &among, &among_size))
        return SLU_NOTHING;
    while (left && start < size && slu_text_find(among, among_size, data + start, 1) >= 0)
        start++;
    while (right && size > start && slu_text_find(among, among_size, data + size - 1, 1) >= 0)
        size--;
    return slu_bytes_like_this(bytes, data + start, size - start);
}

slu_value slu_bytes_strip(slu_value bytes, slu_value characters) { return strip(bytes, characters, true, true); }
slu_value slu_bytes_lstrip(slu_value bytes, slu_value characters) { return strip(bytes, characters, true, false); }
slu_value slu_bytes_rstrip(slu_value bytes, slu_value characters) { return strip(bytes, characters, false, true); }

slu_value slu_bytes_join(slu_value separator, slu_value iterable) {
    const char *by, *piece;
    uint32_t by_size, piece_size;
    uint64_t size = 0;
    slu_bytes_view(separator, &by, &by_size);
    const slu_type *type = slu_type_of(iterable);
    if (!type->iterate && !type->native && !slu_is(iterable, SLU_IS_INSTANCE))
        return slu_raise(&slu_type_error_type, "can only join an iterable");
    const slu_list *list = slu_list_from(iterable);
    if (!list)
        return SLU_NOTHING;
    for (uint32_t i = 0; i < list->length; i++) {
        if (!slu_bytes_view(list->items->values[i], &piece, &piece_size))
            return slu_raise(&slu_type_error_type, "sequence item %d: expected a bytes-like object, %T found",
                             (int64_t)i, list->items->values[i]);
        size += piece_size + (i ? by_size : 0);
    }
    slu_bytes *joined = slu_bytes_allocate(size);
    if (!joined)
        return SLU_NOTHING;
    char *to = joined->data;
    for (uint32_t i = 0; i < list->length; i++) {
        memcpy(to, by, i ? by_size : 0);
        to += i ? by_size : 0;
        slu_bytes_view(list->items->values[i], &piece, &piece_size);
        memcpy(to, piece, piece_size);
        to += piece_size;
    }
    return slu_is(separator, SLU_IS_BYTES) ? slu_of(joined) : slu_of(slu_bytearray_from(joined->data, (uint32_t)size));
}
