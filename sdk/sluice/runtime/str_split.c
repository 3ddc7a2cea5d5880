// Cutting a str into pieces.
#include "object.h"
#include "str.h"
#include "unicode.h"

static bool append_piece(slu_list *list, slu_str *str, uint32_t start, uint32_t end) {
    uint32_t length = slu_str_is_ascii(str) ? end - start : slu_count_code_points(str->data + start, end - start);
    slu_str *piece = slu_str_piece(str, start, end, length);
    return piece && slu_list_append(list, slu_of(piece));
}

// The offset behind the spaces (or behind what is no space) from `at` on.
static uint32_t skip(const slu_str *str, uint32_t at, bool spaces) {
    while (at < str->size) {
        uint32_t next = at;
        if (slu_is_space(slu_read_code_point(str->data, &next)) != spaces)
            break;
        at = next;
    }
    return at;
}

static uint32_t before(const slu_str *str, uint32_t at) {
    do
        at--;
    while ((str->data[at] & 0xc0) == 0x80);
    return at;
}

static uint32_t skip_back(const slu_str *str, uint32_t at, bool spaces) {
    while (at) {
        uint32_t previous = before(str, at), offset = previous;
        if (slu_is_space(slu_read_code_point(str->data, &offset)) != spaces)
            break;
        at = previous;
    }
    return at;
}

static bool split_spaces(slu_list *list, slu_str *str, int64_t most) {
    uint32_t at = skip(str, 0, true);
    for (; at < str->size && most-- != 0; at = skip(str, at, true)) {
        uint32_t end = skip(str, at, false);
        if (!append_piece(list, str, at, end))
            return false;
        at = end;
    }
    return at >= str->size || append_piece(list, str, at, str->size);
}

static bool rsplit_spaces(slu_list *list, slu_str *str, int64_t most) {
    uint32_t end = skip_back(str, str->size, true);
    for (; end && most-- != 0; end = skip_back(str, end, true)) {
        uint32_t start = skip_back(str, end, false);
        if (!append_piece(list, str, start, end))
            return false;
        end = start;
    }
    return !end || append_piece(list, str, 0, end);
}

static bool split_by(slu_list *list, slu_str *str, const slu_str *separator, int64_t most) {
    uint32_t start = 0;
    int64_t at;
    while (most-- != 0 && (at = slu_text_find(str->data + start, str->size - start, separator->data,
                                              separator->size)) >= 0) {
        if (!append_piece(list, str, start, start + (uint32_t)at))
            return false;
        start += (uint32_t)at + separator->size;
    }
    return append_piece(list, str, start, str->size);
}

static bool rsplit_by(slu_list *list, slu_str *str, const slu_str *separator, int64_t most) {
    uint32_t end = str->size;
    int64_t at;
    while (most-- != 0 && (at = slu_text_rfind(str->data, end, separator->data, separator->size)) >= 0) {
        if (!append_piece(list, str, (uint32_t)at + separator->size, end))
            return false;
        end = (uint32_t)at;
    }
    return append_piece(list, str, 0, end);
}

// 1, 2 or 4: the bytes that CPython takes for a character.
static int32_t width(const slu_str *str) {
    uint32_t largest = 0, at = 0;
    while (!slu_str_is_ascii(str) && at < str->size) {
        uint32_t code_point = slu_read_code_point(str->data, &at);
        largest = code_point > largest ? code_point : largest;
    }
    return largest > 0xffff ? 4 : largest > 0xff ? 2 : 1;
}

// CPython gives an instance of a subclass back itself only where it need not look for the separator.
static bool is_itself(const slu_str *str, const slu_str *separator) {
    return str->type != &slu_str_type && (str->length < separator->length || width(str) < width(separator));
}

typedef bool (*by_spaces)(slu_list *, slu_str *, int64_t);
typedef bool (*by_separator)(slu_list *, slu_str *, const slu_str *, int64_t);

SLU_INLINE slu_list *split_with(slu_str *str, slu_value separator, int64_t most, by_spaces spaces,
                                by_separator pieces) {
    if (separator != SLU_NONE && !slu_is_str(separator)) {
        slu_raise(&slu_type_error_type, "must be str or None, not %T", separator);
        return NULL;
    }
    const slu_str *text = (slu_str *)slu_object_of(separator);
    if (separator != SLU_NONE && !text->size) {
        slu_raise(&slu_value_error_type, "empty separator");
        return NULL;
    }
    slu_list *list = slu_list_new(4);
    if (list && separator != SLU_NONE && is_itself(str, text))
        return slu_list_append(list, slu_of(str)) ? list : NULL;
    if (!list || !(separator == SLU_NONE ? spaces(list, str, most) : pieces(list, str, text, most)))
        return NULL;
    return list;
}

slu_list *slu_str_split(slu_str *str, slu_value separator, int64_t most) {
    return split_with(str, separator, most, split_spaces, split_by);
}

slu_list *slu_str_rsplit(slu_str *str, slu_value separator, int64_t most) {
    slu_list *list = split_with(str, separator, most, rsplit_spaces, rsplit_by);
    if (list)
        slu_list_reverse(list);
    return list;
}

static bool is_line_break(uint32_t code_point) {
    return (code_point >= '\n' && code_point <= '\r') || (code_point >= 0x1c && code_point <= 0x1e) ||
           code_point == 0x85 || code_point == 0x2028 || code_point == 0x2029;
}

slu_list *slu_str_splitlines(slu_str *str, slu_value keep_ends) {
    int32_t keep = slu_truth(keep_ends);
    slu_list *list = keep < 0 ? NULL : slu_list_new(4);
    uint32_t start = 0;
    while (list && start < str->size) {
        uint32_t end = start, next = start;
        while (next < str->size && !is_line_break(slu_read_code_point(str->data, &next)))
            end = next;
        if (next < str->size && str->data[next] == '\n' && str->data[end] == '\r')
            next++;
        if (end == next || keep)
            end = next;
        if (!append_piece(list, str, start, end))
            return NULL;
        start = next;
    }
    return list;
}

static slu_tuple *partition(slu_str *str, slu_value separator_value, bool from_end) {
    if (!slu_is_str(separator_value)) {
        slu_raise(&slu_type_error_type, "must be str, not %T", separator_value);
        return NULL;
    }
    slu_str *separator = (slu_str *)slu_object_of(separator_value);
    if (!separator->size) {
        slu_raise(&slu_value_error_type, "empty separator");
        return NULL;
    }
    int64_t at = (from_end ? slu_text_rfind : slu_text_find)(str->data, str->size, separator->data, separator->size);
    slu_value empty = slu_of(slu_empty_str);
    if (at < 0) {
        slu_value whole = slu_of(str); // itself, of whatever class
        return slu_tuple_of((slu_value[]){from_end ? empty : whole, empty, from_end ? whole : empty}, 3);
    }
    uint32_t start = (uint32_t)at, end = start + separator->size, head = slu_str_position(str, start);
    slu_str *left = slu_str_piece(str, 0, start, head);
    slu_str *right = slu_str_piece(str, end, str->size, str->length - head - separator->length);
    return left && right ? slu_tuple_of((slu_value[]){slu_of(left), separator_value, slu_of(right)}, 3) : NULL;
}

slu_tuple *slu_str_partition(slu_str *str, slu_value separator) { return partition(str, separator, false); }
slu_tuple *slu_str_rpartition(slu_str *str, slu_value separator) { return partition(str, separator, true); }
