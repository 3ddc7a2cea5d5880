// What treats bytes and bytearray as ASCII text: case, predicates, padding, hex, translate.
#include "bytes.h"
#include "object.h"

static bool is_upper(char byte) { return byte >= 'A' && byte <= 'Z'; }
static bool is_lower(char byte) { return byte >= 'a' && byte <= 'z'; }
static bool is_letter(char byte) { return is_upper(byte) || is_lower(byte); }
static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
static bool is_alnum(char byte) { return is_letter(byte) || is_digit(byte); }
static bool is_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

typedef char (*mapping)(char byte, bool inside);

static char to_lower(char byte, bool inside) { return (void)inside, is_upper(byte) ? (char)(byte | 32) : byte; }
static char to_upper(char byte, bool inside) { return (void)inside, is_lower(byte) ? (char)(byte & ~32) : byte; }
static char swap(char byte, bool inside) { return (void)inside, is_letter(byte) ? (char)(byte ^ 32) : byte; }
static char to_title(char byte, bool inside) { return inside ? to_lower(byte, 0) : to_upper(byte, 0); }

// `inside`: the byte before was a letter (title), or there is one (capitalize).
static slu_value map(slu_value bytes, mapping change, bool words) {
    const char *data;
    uint32_t size;
    slu_bytes_view(bytes, &data, &size);
    slu_bytes *result = slu_bytes_allocate(size);
    for (uint32_t i = 0; result && i < size; i++)
        result->data[i] = change(data[i], i && (!words || is_letter(data[i - 1])));
    if (!result)
        return SLU_NOTHING;
    return slu_is(bytes, SLU_IS_BYTES) ? slu_of(result) : slu_of(slu_bytearray_from(result->data, size));
}

slu_value slu_bytes_lower(slu_value bytes) { return map(bytes, to_lower, false); }
slu_value slu_bytes_upper(slu_value bytes) { return map(bytes, to_upper, false); }
slu_value slu_bytes_swapcase(slu_value bytes) { return map(bytes, swap, false); }
slu_value slu_bytes_capitalize(slu_value bytes) { return map(bytes, to_title, false); }
slu_value slu_bytes_title(slu_value bytes) { return map(bytes, to_title, true); }

typedef bool (*test)(char byte);

static int32_t all(slu_value bytes, test passes) {
    const char *data;
    uint32_t size;
    slu_bytes_view(bytes, &data, &size);
    for (uint32_t i = 0; i < size; i++)
        if (!passes(data[i]))
            return 0;
    return size != 0;
}

int32_t slu_bytes_isalnum(slu_value bytes) { return all(bytes, is_alnum); }
int32_t slu_bytes_isalpha(slu_value bytes) { return all(bytes, is_letter); }
int32_t slu_bytes_isdigit(slu_value bytes) { return all(bytes, is_digit); }
int32_t slu_bytes_isspace(slu_value bytes) { return all(bytes, is_space); }

int32_t slu_bytes_isascii(slu_value bytes) {
    const char *data;
    uint32_t size;
    slu_bytes_view(bytes, &data, &size);
    return slu_is_ascii_text(data, size);
}

static int32_t is_of_case(slu_value bytes, test wanted, test unwanted) {
    const char *data;
    uint32_t size;
    bool found = false;
    slu_bytes_view(bytes, &data, &size);
    for (uint32_t i = 0; i < size; i++) {
        if (unwanted(data[i]))
            return 0;
        found |= wanted(data[i]);
    }
    return found;
}

int32_t slu_bytes_islower(slu_value bytes) { return is_of_case(bytes, is_lower, is_upper); }
int32_t slu_bytes_isupper(slu_value bytes) { return is_of_case(bytes, is_upper, is_lower); }

int32_t slu_bytes_istitle(slu_value bytes) {
    const char *data;
    uint32_t size;
    bool found = false, inside = false;
    slu_bytes_view(bytes, &data, &size);
    for (uint32_t i = 0; i < size; i++) {
        if (inside ? is_upper(data[i]) : is_lower(data[i]))
            return 0;
        inside = is_letter(data[i]);
        found |= inside;
    }
    return found;
}

static slu_value pad(slu_value bytes, int64_t left, int64_t right, char fill) {
    const char *data;
    uint32_t size;
    slu_bytes_view(bytes, &data, &size);
    left = left < 0 ? 0 : left;
    right = right < 0 ? 0 : right;
    slu_bytes *padded = slu_bytes_allocate(size + (uint64_t)left + (uint64_t)right);
    if (!padded)
        return SLU_NOTHING;
    memset(padded->data, fill, (size_t)left);
    memcpy(padded->data + left, data, size);
    memset(padded->data + left + size, fill, (size_t)right);
    return slu_is(bytes, SLU_IS_BYTES) ? slu_of(padded) : slu_of(slu_bytearray_from(padded->data, padded->size));
}

static bool read_fill(slu_value fill, const char *name, char *byte) {
    const char *data;
    uint32_t size;
    if (slu_bytes_view(fill, &data, &size) && size == 1)
        return *byte = data[0], true;
    return slu_raise(&slu_type_error_type, "%s() argument 2 must be a byte string of length 1, not %T", name, fill);
}

slu_value slu_bytes_center(slu_value bytes, int64_t width, slu_value fill) {
    char byte;
    int64_t total = width - slu_bytes_length(bytes), left = total < 0 ? 0 : total / 2 + (total & width & 1);
    return read_fill(fill, "center", &byte) ? pad(bytes, left, total - left, byte) : SLU_NOTHING;
}

slu_value slu_bytes_ljust(slu_value bytes, int64_t width, slu_value fill) {
    char byte;
    return read_fill(fill, "ljust", &byte) ? pad(bytes, 0, width - slu_bytes_length(bytes), byte) : SLU_NOTHING;
}

slu_value slu_bytes_rjust(slu_value bytes, int64_t width, slu_value fill) {
    char byte;
    return read_fill(fill, "rjust", &byte) ? pad(bytes, width - slu_bytes_length(bytes), 0, byte) : SLU_NOTHING;
}

slu_value slu_bytes_zfill(slu_value bytes, int64_t width) {
    int64_t zeros = width - slu_bytes_length(bytes);
    slu_value padded = pad(bytes, zeros, 0, '0');
    const char *data;
    uint32_t size;
    if (!padded || zeros <= 0 || zeros == width)
        return padded;
    slu_bytes_view(padded, &data, &size);
    char *digits = (char *)data;
    if (digits[zeros] == '-' || digits[zeros] == '+') {
        digits[0] = digits[zeros];
        digits[zeros] = '0';
    }
    return padded;
}

slu_value slu_bytes_expandtabs(slu_value bytes, int64_t tab_size) {
    const char *data;
    uint32_t size;
    slu_bytes_view(bytes, &data, &size);
    slu_builder builder;
    slu_builder_start(&builder, size);
    int64_t column = 0;
    for (uint32_t i = 0; i < size; i++) {
        if (data[i] != '\t') {
            slu_builder_add_ascii(&builder, data + i, 1);
            column = data[i] == '\n' || data[i] == '\r' ? 0 : column + 1;
        } else if (tab_size > 0) {
            int64_t spaces = tab_size - column % tab_size;
            slu_builder_fill(&builder, ' ', (uint64_t)spaces);
            column += spaces;
        }
    }
    return builder.failed ? SLU_NOTHING : slu_bytes_like_this(bytes, builder.text->data, builder.size);
}

slu_value slu_bytes_translate(slu_value bytes, slu_value table, slu_value deleted) {
    const char *data, *to = NULL, *without = "";
    uint32_t size, to_size = 256, without_size = 0, kept = 0;
    slu_bytes_view(bytes, &data, &size);
    if (table != SLU_NONE && !slu_bytes_like(table, &to, &to_size))
        return SLU_NOTHING;
    if (to_size != 256)
        return slu_raise(&slu_value_error_type, "translation table must be 256 characters long");
    if (deleted && !slu_bytes_like(deleted, &without, &without_size))
        return SLU_NOTHING;
    slu_bytes *result = slu_bytes_allocate(size);
    for (uint32_t i = 0; result && i < size; i++)
        if (!without_size || slu_text_find(without, without_size, data + i, 1) < 0)
            result->data[kept++] = to ? to[(unsigned char)data[i]] : data[i];
    return result ? slu_bytes_like_this(bytes, result->data, kept) : SLU_NOTHING;
}

slu_value slu_bytes_maketrans(slu_value from, slu_value to) {
    const char *first, *second;
    uint32_t first_size, second_size;
    if (!slu_bytes_like(from, &first, &first_size) || !slu_bytes_like(to, &second, &second_size))
        return SLU_NOTHING;
    if (first_size != second_size)
        return slu_raise(&slu_value_error_type, "maketrans arguments must have same length");
    slu_bytes *table = slu_bytes_allocate(256);
    for (uint32_t i = 0; i < 256; i++)
        table->data[i] = (char)i;
    for (uint32_t i = 0; i < first_size; i++)
        table->data[(unsigned char)first[i]] = second[i];
    return slu_of(table);
}

// Groups count from the right, or from the left when `group` is negative.
// A separator after each `group` bytes, counted from the right; negative: from the left.
static slu_str *hex_in_groups(const char *data, uint32_t size, const char *by, int64_t group) {
    slu_builder builder;
    slu_builder_start(&builder, size * 2);
    for (uint32_t i = 0; i < size; i++) {
        if (i && (group > 0 ? (size - i) % group : i % -group) == 0)
            slu_builder_add_ascii(&builder, by, 1);
        unsigned char byte = (unsigned char)data[i];
        slu_builder_add_ascii(&builder, (char[]){"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]}, 2);
    }
    return slu_builder_finish(&builder);
}

slu_str *slu_bytes_hex_plainly(slu_value bytes) {
    const char *data;
    uint32_t size;
    slu_bytes_view(bytes, &data, &size);
    return hex_in_groups(data, size, NULL, size + INT64_C(1));
}

slu_str *slu_bytes_hex(slu_value bytes, slu_value separator, int64_t group) {
    const char *data, *by = NULL;
    uint32_t size, by_size = 1;
    slu_bytes_view(bytes, &data, &size);
    if (separator && slu_is_str(separator)) {
        const slu_str *text = (slu_str *)slu_object_of(separator);
        by = text->data;
        by_size = text->length;
        if (by_size == 1 && text->size != 1) {
            slu_raise(&slu_value_error_type, "sep must be ASCII.");
            return NULL;
        }
    } else if (separator && !slu_bytes_view(separator, &by, &by_size)) {
        if (slu_length(separator) >= 0)
            slu_raise(&slu_type_error_type, "sep must be str or bytes.");
        return NULL;
    }
    if (by_size != 1) {
        slu_raise(&slu_value_error_type, "sep must be length 1.");
        return NULL;
    }
    if (!by || !group)
        group = size + INT64_C(1);
    return hex_in_groups(data, size, by, group);
}
