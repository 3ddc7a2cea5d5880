// float.hex, float.fromhex, as_integer_ratio.
#include "float.h"
#include "int.h"
#include "object.h"
#include "unicode.h"

slu_str *slu_float_hex(double number) {
    uint64_t bits = slu_double_bits(number) & INT64_MAX, fraction = bits & ((UINT64_C(1) << 52) - 1);
    int32_t exponent = (int32_t)(bits >> 52);
    if (exponent == 0x7ff)
        return slu_float_to_str(number);
    char text[32];
    uint32_t size = 0;
    if (slu_double_bits(number) >> 63)
        text[size++] = '-';
    memcpy(text + size, "0x0.", 4);
    text[size + 2] = exponent ? '1' : '0';
    size += 4;
    if (!bits)
        text[size++] = '0';
    for (int shift = 48; bits && shift >= 0; shift -= 4)
        text[size++] = "0123456789abcdef"[fraction >> shift & 15];
    exponent = bits ? (exponent ? exponent : 1) - 1023 : 0;
    text[size++] = 'p';
    text[size++] = exponent < 0 ? '-' : '+';
    slu_str *digits = slu_int64_to_str(exponent < 0 ? -exponent : exponent);
    memcpy(text + size, digits->data, digits->size);
    return slu_str_from_ascii(text, size + digits->size);
}

static uint32_t hex_value(char digit) {
    return digit >= '0' && digit <= '9' ? (uint32_t)(digit - '0')
           : (digit | 32) >= 'a' && (digit | 32) <= 'f' ? (uint32_t)((digit | 32) - 'a' + 10)
                                                         : 16;
}

static double invalid(void) {
    slu_raise(&slu_value_error_type, "invalid hexadecimal floating-point string");
    return 0;
}

// Hex digits with a point: the first 16 significant ones as a word, the others as "more". NULL: there are none.
static const char *read_hex_digits(const char *at, const char *end, uint64_t *word, bool *more) {
    bool point = false, any = false;
    for (; at < end; at++) {
        uint32_t digit = hex_value(*at);
        if (*at == '.' && !point) {
            point = true;
            continue;
        }
        if (digit > 15)
            break;
        any = true;
        if (*word >> 60)
            *more |= digit != 0;
        else
            *word = *word << 4 | digit;
    }
    return any ? at : NULL;
}

// Where the digits stand: counts places after the point and digits that did not fit.
static int64_t scale_of(const char *at, const char *end) {
    bool point = false;
    int64_t scale = 0;
    uint64_t word = 0;
    for (; at < end; at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        bool kept = !(word >> 60);
        if (kept)
            word = word << 4 | hex_value(*at);
        scale += (kept ? 0 : 4) - (point ? 4 : 0);
    }
    return scale;
}

static bool word_is(const char *at, const char *end, const char *word) {
    for (; *word; word++, at++)
        if (at >= end || (*at | 32) != *word)
            return false;
    return at == end;
}

double slu_float_from_hex(slu_value value) {
    if (!slu_is_str(value)) {
        slu_raise(&slu_type_error_type, "bad argument type for built-in operation");
        return 0;
    }
    const slu_str *text = (slu_str *)slu_object_of(value);
    const char *at = text->data, *end = at + text->size;
    while (at < end && slu_is_space((unsigned char)*at))
        at++;
    while (at < end && slu_is_space((unsigned char)end[-1]))
        end--;
    bool negative = at < end && *at == '-', more = false;
    at += at < end && (*at == '-' || *at == '+');
    if (word_is(at, end, "inf") || word_is(at, end, "infinity"))
        return negative ? -__builtin_inf() : __builtin_inf();
    if (word_is(at, end, "nan"))
        return negative ? -__builtin_nan("") : __builtin_nan("");
    if (end - at > 1 && at[0] == '0' && (at[1] | 32) == 'x')
        at += 2;
    uint64_t word = 0;
    int64_t exponent = 0, written = 0;
    const char *digits = at;
    at = read_hex_digits(at, end, &word, &more);
    if (!at)
        return invalid();
    exponent = scale_of(digits, at);
    if (at < end && (*at | 32) == 'p') {
        bool down = ++at < end && *at == '-';
        at += at < end && (*at == '-' || *at == '+');
        if (at == end)
            return invalid();
        for (; at < end && *at >= '0' && *at <= '9'; at++)
            written = written < 1000000000 ? written * 10 + (*at - '0') : written;
        exponent += down ? -written : written;
    }
    if (at != end)
        return invalid();
    if (!word)
        return negative ? -0.0 : 0.0;
    int32_t zeros = __builtin_clzll(word);
    int64_t binary = exponent + 64 - zeros;
    double number = binary > 2000 ? __builtin_inf()
                    : binary < -2000 ? 0
                                     : slu_round_wide((slu_wide){word << zeros, more}, (int32_t)binary);
    if (__builtin_isinf(number))
        slu_raise(&slu_overflow_error_type, "hexadecimal value too large to represent as a float");
    return negative ? -number : number;
}

slu_tuple *slu_float_ratio(double number) {
    if (__builtin_isnan(number) || __builtin_isinf(number)) {
        slu_raise(__builtin_isnan(number) ? &slu_value_error_type : &slu_overflow_error_type,
                  __builtin_isnan(number) ? "cannot convert NaN to integer ratio"
                                          : "cannot convert Infinity to integer ratio");
        return NULL;
    }
    uint64_t bits = slu_double_bits(number) & INT64_MAX;
    int64_t exponent = (int64_t)(bits >> 52);
    uint64_t word = exponent ? (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52 : bits;
    exponent = (exponent ? exponent : 1) - 1075;
    int zeros = word ? __builtin_ctzll(word) : 0;
    if (exponent < 0) {
        int64_t cut = -exponent < zeros ? -exponent : zeros;
        word >>= cut;
        exponent += cut;
    }
    if (!word)
        exponent = 0;
    slu_value top = slu_small(number < 0 ? -(int64_t)word : (int64_t)word), bottom = slu_small(1);
    slu_value shifted = slu_int_left_shift(exponent < 0 ? bottom : top, slu_small(exponent < 0 ? -exponent : exponent));
    if (!shifted)
        return NULL;
    return slu_tuple_of((slu_value[]){exponent < 0 ? top : shifted, exponent < 0 ? shifted : bottom}, 2);
}
