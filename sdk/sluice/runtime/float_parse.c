// float(): text to float, and whatever else has a float in it.
#include "bytes.h"
#include "float.h"
#include "int.h"
#include "object.h"
#include "unicode.h"

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

// Whether `text` begins with `word` in any case.
static bool begins(const char *text, uint32_t size, const char *word, uint32_t word_size) {
    if (size < word_size)
        return false;
    for (uint32_t i = 0; i < word_size; i++)
        if ((text[i] | 32) != word[i])
            return false;
    return true;
}

static uint32_t scan_word(const char *text, uint32_t size, double *number) {
    if (begins(text, size, "nan", 3))
        return *number = __builtin_nan(""), 3;
    if (begins(text, size, "infinity", 8))
        return *number = __builtin_inf(), 8;
    if (begins(text, size, "inf", 3))
        return *number = __builtin_inf(), 3;
    return 0;
}

// An exponent at `at`; stays at `at` when there is none.
static uint32_t scan_exponent(const char *text, uint32_t size, uint32_t at, int64_t *exponent) {
    uint32_t next = at + 1;
    *exponent = 0;
    if (at >= size || (text[at] | 32) != 'e')
        return at;
    bool negative = next < size && text[next] == '-';
    next += next < size && (text[next] == '-' || text[next] == '+');
    if (next >= size || !is_digit(text[next]))
        return at;
    for (; next < size && is_digit(text[next]); next++)
        if (*exponent < 100000000)
            *exponent = *exponent * 10 + (text[next] - '0');
    *exponent = negative ? -*exponent : *exponent;
    return next;
}

uint32_t slu_float_scan(const char *text, uint32_t size, double *number) {
    uint32_t at = size && (text[0] == '-' || text[0] == '+');
    bool negative = at && text[0] == '-';
    uint32_t word = scan_word(text + at, size - at, number);
    if (word) {
        *number = negative ? -*number : *number;
        return at + word;
    }
    uint32_t start = at;
    while (at < size && is_digit(text[at]))
        at++;
    uint32_t whole = at - start, fraction = 0;
    if (at < size && text[at] == '.') {
        while (at + 1 + fraction < size && is_digit(text[at + 1 + fraction]))
            fraction++;
        at += 1 + fraction;
    }
    if (!whole && !fraction)
        return 0;
    int64_t exponent;
    uint32_t end = scan_exponent(text, size, at, &exponent);
    const char *digits = text + start;
    if (fraction && whole) { // the point goes out of the way
        char *joined = whole + fraction <= 40 ? (char[40]){0} : slu_str_allocate(whole + fraction, 0)->data;
        memcpy(joined, text + start, whole);
        memcpy(joined + whole, text + start + whole + 1, fraction);
        *number = slu_nearest_double(joined, whole + fraction, exponent - fraction);
    } else
        *number = slu_nearest_double(digits + (whole ? 0 : 1), whole + fraction, exponent - fraction);
    *number = negative ? -*number : *number;
    return end;
}

// Underscores between digits go away; false: one stands elsewhere.
static bool drop_underscores(char *text, uint32_t *size) {
    uint32_t to = 0;
    for (uint32_t i = 0; i < *size; i++) {
        if (text[i] != '_')
            text[to++] = text[i];
        else if (!i || i + 1 == *size || !is_digit(text[i - 1]) || !is_digit(text[i + 1]))
            return false;
    }
    *size = to;
    return true;
}

static double parse(const char *data, uint32_t size, slu_value shown) {
    const char *at = data, *end = data + size;
    while (at < end && slu_is_space((unsigned char)*at))
        at++;
    while (at < end && slu_is_space((unsigned char)end[-1]))
        end--;
    uint32_t left = (uint32_t)(end - at);
    double number;
    for (uint32_t i = 0; i < left; i++)
        if (at[i] == '_') {
            slu_str *copy = slu_str_from_ascii(at, left);
            if (!copy || !drop_underscores(copy->data, &left))
                left = 0;
            at = copy ? copy->data : at;
            break;
        }
    if (left && slu_float_scan(at, left, &number) == left)
        return number;
    if (!slu_error)
        slu_raise_showing(&slu_value_error_type, "could not convert string to float: %R", shown);
    return 0;
}

double slu_float_of_str(slu_str *text) {
    slu_str *plain = slu_str_is_ascii(text) ? text : slu_to_ascii_number(text);
    return plain ? parse(plain->data, plain->size, slu_of(text)) : 0;
}

double slu_float_of(slu_value value) {
    const char *data;
    uint32_t size;
    if (!value)
        return 0;
    if (slu_is_str(value))
        return slu_float_of_str((slu_str *)slu_object_of(value));
    if (slu_bytes_view(value, &data, &size))
        return parse(data, size, value);
    const slu_type *type = slu_type_of(value);
    SLU_STR_CONSTANT(name, "__float__");
    if (!(type->flags & (SLU_IS_INT | SLU_IS_FLOAT)) && !type->index && !slu_find_special(value, name)) {
        slu_raise(&slu_type_error_type, "float() argument must be a string or a real number, not '%T'", value);
        return 0;
    }
    return slu_real(value);
}
