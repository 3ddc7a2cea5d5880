// Searching: find, count, replace, prefixes and suffixes. All in bytes; UTF-8 never matches across characters.
#include "int.h"
#include "object.h"
#include "str.h"
#include "steps.h"

#define BYTES_A_STEP 64 // bytes to look at that take as long as one round of a loop
#define PATIENCE 32      // places that begin like the piece, and bytes of a piece, before sums are worth it

// The first place of `piece` in data[0 … size), -1: none, by sums over all bytes that roll along: text and piece
// that repeat themselves take no longer than others. `step` -1 looks for the last place.
static int64_t search_rolling(const char *data, uint32_t size, const char *piece, uint32_t piece_size, int step) {
    const uint32_t factor = 16777619;
    uint32_t wanted = 0, sum = 0, highest = 1, places = size - piece_size + 1;
    const char *end = step > 0 ? data : data + size - 1, *first = step > 0 ? piece : piece + piece_size - 1;
    for (uint32_t i = 0; i < piece_size; i++) {
        int64_t at = (int64_t)i * step;
        wanted = wanted * factor + (unsigned char)first[at];
        sum = sum * factor + (unsigned char)end[at];
        highest = i ? highest * factor : 1;
    }
    for (uint32_t i = 0;; i++) {
        const char *start = step > 0 ? data + i : data + (size - piece_size - i);
        if (sum == wanted && slu_text_equal(start, piece, piece_size))
            return start - data;
        if (i + 1 == places)
            return -1;
        sum = (sum - (unsigned char)end[(int64_t)i * step] * highest) * factor +
              (unsigned char)end[((int64_t)i + piece_size) * step];
    }
}

// The first place of `piece` in data[0 … size), -1: none. The first byte is looked for eight at a time.
static int64_t search(const char *data, uint32_t size, const char *piece, uint32_t piece_size) {
    if (piece_size > size)
        return -1;
    if (!piece_size)
        return 0;
    slu_spend(size / BYTES_A_STEP);
    const char *at = data, *last = data + size - piece_size;
    uint32_t misled = 0;
    uint64_t pattern = (unsigned char)piece[0] * UINT64_C(0x0101010101010101);
    while (at <= last) {
        if (last - at >= 8) {
            uint64_t match = slu_load64(at) ^ pattern;
            match = (match - UINT64_C(0x0101010101010101)) & ~match & UINT64_C(0x8080808080808080);
            if (!match) {
                at += 8;
                continue;
            }
            at += __builtin_ctzll(match) / 8;
        }
        if (*at == *piece && slu_text_equal(at, piece, piece_size))
            return at - data;
        if (*at++ == *piece && ++misled > PATIENCE && piece_size > PATIENCE && at <= last) {
            int64_t found = search_rolling(at, (uint32_t)(data + size - at), piece, piece_size, 1);
            return found < 0 ? found : found + (at - data);
        }
    }
    return -1;
}

int64_t slu_text_find(const char *data, uint32_t size, const char *piece, uint32_t piece_size) {
    return search(data, size, piece, piece_size);
}

int64_t slu_text_rfind(const char *data, uint32_t size, const char *piece, uint32_t piece_size) {
    slu_spend(size / BYTES_A_STEP);
    if (piece_size > PATIENCE && piece_size <= size)
        return search_rolling(data, size, piece, piece_size, -1);
    for (int64_t at = (int64_t)size - piece_size; at >= 0; at--)
        if (slu_text_equal(data + at, piece, piece_size))
            return at;
    return -1;
}

int64_t slu_text_count(const char *data, uint32_t size, const char *piece, uint32_t piece_size) {
    int64_t count = 0, at;
    while ((at = search(data, size, piece, piece_size)) >= 0) {
        count++;
        data += at + piece_size;
        size -= (uint32_t)at + piece_size;
    }
    return count;
}

int32_t slu_str_contains(slu_str *str, slu_str *piece) {
    return search(str->data, str->size, piece->data, piece->size) >= 0;
}

// A bound that may be None; clamped to ± 2 ** 62. false: TypeError.
bool slu_read_bound(slu_value bound, int64_t otherwise, int64_t *result) {
    if (SLU_LIKELY(slu_is_small(bound)))
        return *result = slu_small_value(bound), true;
    if (bound == SLU_NONE || !bound)
        return *result = otherwise, true;
    if (!slu_is_int(bound) && !slu_type_of(bound)->index)
        return slu_raise(&slu_type_error_type, "slice indices must be integers or None or have an __index__ method");
    slu_value index = slu_index(bound);
    if (!index)
        return false;
    return *result = slu_int_clamp(index), true;
}

bool slu_read_bounds(slu_value start, slu_value end, int64_t length, int64_t *first, int64_t *last) {
    if (!slu_read_bound(start, 0, first) || !slu_read_bound(end, length, last))
        return false;
    if (*last > length)
        *last = length;
    else if (*last < 0)
        *last = *last + length < 0 ? 0 : *last + length;
    if (*first < 0)
        *first = *first + length < 0 ? 0 : *first + length;
    return true;
}

// The part of a str between two bounds, in bytes. `valid` is false when start lies behind end or length.
typedef struct window {
    uint32_t start, end;
    bool valid;
} window;

static bool read_window(const slu_str *str, slu_value start, slu_value end, window *part) {
    int64_t first, last;
    if (!slu_read_bounds(start, end, str->length, &first, &last))
        return false;
    part->valid = first <= last;
    part->start = part->valid ? slu_str_offset(str, (uint32_t)first) : 0;
    part->end = part->valid ? slu_str_offset(str, (uint32_t)last) : 0;
    return true;
}

// The piece as a str; NULL: TypeError.
static slu_str *read_piece(slu_value piece) {
    if (slu_is_str(piece))
        return (slu_str *)slu_object_of(piece);
    slu_raise(&slu_type_error_type, "must be str, not %T", piece);
    return NULL;
}

typedef int64_t (*finder)(const char *, uint32_t, const char *, uint32_t);

// The position in code points, -1: not found, -2: raised.
SLU_INLINE int64_t find_by(finder find, slu_str *str, slu_value piece_value, slu_value start, slu_value end) {
    window part;
    slu_str *piece = read_piece(piece_value);
    if (!piece || !read_window(str, start, end, &part))
        return -2;
    if (!part.valid)
        return -1;
    int64_t at = find(str->data + part.start, part.end - part.start, piece->data, piece->size);
    return at < 0 ? -1 : (int64_t)slu_str_position(str, part.start + (uint32_t)at);
}

int64_t slu_str_find(slu_str *str, slu_value piece, slu_value start, slu_value end) {
    return find_by(search, str, piece, start, end);
}

int64_t slu_str_rfind(slu_str *str, slu_value piece, slu_value start, slu_value end) {
    return find_by(slu_text_rfind, str, piece, start, end);
}

static int64_t or_error(int64_t position) {
    if (position == -1)
        slu_raise(&slu_value_error_type, "substring not found");
    return position;
}

int64_t slu_str_index(slu_str *str, slu_value piece, slu_value start, slu_value end) {
    return or_error(slu_str_find(str, piece, start, end));
}

int64_t slu_str_rindex(slu_str *str, slu_value piece, slu_value start, slu_value end) {
    return or_error(slu_str_rfind(str, piece, start, end));
}

int64_t slu_str_count(slu_str *str, slu_value piece_value, slu_value start, slu_value end) {
    window part;
    slu_str *piece = read_piece(piece_value);
    if (!piece || !read_window(str, start, end, &part) || !part.valid)
        return 0;
    if (!piece->size)
        return slu_count_code_points(str->data + part.start, part.end - part.start) + 1;
    return slu_text_count(str->data + part.start, part.end - part.start, piece->data, piece->size);
}

static int32_t has_affix(const slu_str *str, const window *part, slu_value affix_value, bool at_end) {
    const slu_str *affix = (slu_str *)slu_object_of(affix_value);
    uint32_t size = part->end - part->start;
    if (!part->valid || affix->size > size)
        return 0;
    return slu_text_equal(str->data + (at_end ? part->end - affix->size : part->start), affix->data, affix->size);
}

static int32_t has_any_affix(slu_str *str, slu_value affix, slu_value start, slu_value end, bool at_end) {
    const char *name = at_end ? "endswith" : "startswith";
    window part;
    if (slu_is_str(affix))
        return read_window(str, start, end, &part) ? has_affix(str, &part, affix, at_end) : 0;
    if (!slu_is(affix, SLU_IS_TUPLE))
        return (int32_t)slu_raise(&slu_type_error_type, "%s first arg must be str or a tuple of str, not %T", name,
                                  affix);
    if (!read_window(str, start, end, &part))
        return 0;
    const slu_tuple *choices = (slu_tuple *)slu_object_of(affix);
    for (uint32_t i = 0; i < choices->length; i++) {
        if (!slu_is_str(choices->items[i]))
            return (int32_t)slu_raise(&slu_type_error_type, "tuple for %s must only contain str, not %T", name,
                                      choices->items[i]);
        if (has_affix(str, &part, choices->items[i], at_end))
            return 1;
    }
    return 0;
}

int32_t slu_str_startswith(slu_str *str, slu_value prefix, slu_value start, slu_value end) {
    return has_any_affix(str, prefix, start, end, false);
}

int32_t slu_str_endswith(slu_str *str, slu_value suffix, slu_value start, slu_value end) {
    return has_any_affix(str, suffix, start, end, true);
}

static slu_str *plain_str(slu_str *str) { return slu_str_piece(str, 0, str->size, str->length); }

static slu_str *affix_argument(slu_value affix, const char *name) {
    if (slu_is_str(affix))
        return (slu_str *)slu_object_of(affix);
    slu_raise(&slu_type_error_type, "%s() argument must be str, not %T", name, affix);
    return NULL;
}

slu_str *slu_str_removeprefix(slu_str *str, slu_value prefix_value) {
    slu_str *prefix = affix_argument(prefix_value, "removeprefix");
    if (!prefix || !slu_str_has_prefix(str, prefix))
        return prefix ? plain_str(str) : NULL;
    return slu_str_piece(str, prefix->size, str->size, str->length - prefix->length);
}

slu_str *slu_str_removesuffix(slu_str *str, slu_value suffix_value) {
    slu_str *suffix = affix_argument(suffix_value, "removesuffix");
    if (!suffix || !slu_str_has_suffix(str, suffix))
        return suffix ? plain_str(str) : NULL;
    return slu_str_piece(str, 0, str->size - suffix->size, str->length - suffix->length);
}
