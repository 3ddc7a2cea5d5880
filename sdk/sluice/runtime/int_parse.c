// Text to int, and int().
#include "bytes.h"
#include "float.h"
#include "int.h"
#include "object.h"
#include "unicode.h"

#define MAX_DECIMAL_DIGITS 4300

#define SHOWN 200 // code points, CPython's `%.200R`

static slu_value invalid_literal(slu_value text, int32_t base) {
    slu_str *shown = slu_repr(text);
    if (!shown)
        return 0;
    shown = slu_str_slice(shown, 0, SHOWN);
    return slu_raise(&slu_value_error_type, "invalid literal for int() with base %d: %S", (int64_t)base, shown);
}

// The value of a digit in any base up to 36; 255: none.
static uint32_t digit_value(char digit) {
    if (digit >= '0' && digit <= '9')
        return (uint32_t)(digit - '0');
    uint32_t letter = (uint32_t)((digit | 32) - 'a');
    return letter < 26 ? letter + 10 : 255;
}

// Skips the base's prefix; base 0 becomes what the prefix says. Returns where the digits begin, or NULL.
static const char *skip_prefix(const char *at, const char *end, int32_t *base) {
    static const char letters[] = "xob";
    static const uint8_t bases[] = {16, 8, 2};
    bool decimal = *base == 0;
    if (end - at >= 2 && *at == '0')
        for (int i = 0; i < 3; i++)
            if ((at[1] | 32) == letters[i] && (*base == 0 || *base == bases[i])) {
                *base = bases[i];
                at += 2;
                return at < end && *at == '_' ? at + 1 : at;
            }
    if (decimal) {
        *base = 10;
        if (end > at && *at == '0')
            for (const char *rest = at; rest < end; rest++)
                if (*rest != '0' && *rest != '_')
                    return NULL; // 007 is no literal
    }
    return at;
}

// How many digits there are; 0 when something else is among them.
static uint32_t count_digits(const char *at, const char *end, int32_t base) {
    uint32_t digits = 0;
    char last = '_';
    for (; at < end; last = *at++) {
        if (*at == '_') {
            if (last == '_')
                return 0;
        } else if (digit_value(*at) >= (uint32_t)base)
            return 0;
        else
            digits++;
    }
    return last == '_' ? 0 : digits;
}

// The digits as a big int: `chunk` digits at a time.
static SLU_COLD slu_value parse_big(const char *at, const char *end, uint32_t digits, uint32_t base, bool negative) {
    if ((base & (base - 1)) != 0 && digits > MAX_DECIMAL_DIGITS)
        return slu_raise(&slu_value_error_type,
                         "Exceeds the limit (%d digits) for integer string conversion: value has %d digits; "
                         "use sys.set_int_max_str_digits() to increase the limit",
                         (int64_t)MAX_DECIMAL_DIGITS, (int64_t)digits);
    slu_limb *limbs = slu_limbs_scratch((uint64_t)digits * 6 / 32 + 2);
    if (!limbs)
        return SLU_NOTHING;
    uint32_t count = 0, factor = 1, chunk = 0;
    for (; at < end; at++) {
        if (*at == '_')
            continue;
        chunk = chunk * base + digit_value(*at);
        factor *= base;
        if (factor > UINT32_MAX / 36) {
            count = slu_limbs_multiply_small(limbs, count, factor, chunk);
            factor = 1;
            chunk = 0;
        }
    }
    count = slu_limbs_multiply_small(limbs, count, factor, chunk);
    return slu_int_from_limbs(limbs, count, negative);
}

// 0 and nothing raised: not a number.
static slu_value parse(const char *at, const char *end, int32_t base) {
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    at = skip_prefix(at, end, &base);
    uint32_t digits = at ? count_digits(at, end, base) : 0;
    if (!digits)
        return SLU_NOTHING;
    if (digits > (base <= 10 ? 18u : 11u))
        return parse_big(at, end, digits, (uint32_t)base, negative);
    int64_t number = 0;
    for (; at < end; at++)
        if (*at != '_')
            number = number * base + digit_value(*at);
    return slu_small(negative ? -number : number);
}

static void strip(const char **at, const char **end) {
    while (*at < *end && slu_is_space((unsigned char)**at))
        ++*at;
    while (*at < *end && slu_is_space((unsigned char)(*end)[-1]))
        --*end;
}

// Spaces and digits of any script as ASCII; anything else as '?'.
slu_str *slu_to_ascii_number(slu_str *text) {
    slu_str *plain = slu_str_allocate(text->length, text->length);
    uint32_t offset = 0;
    for (uint32_t i = 0; plain && i < text->length; i++) {
        uint32_t code_point = slu_read_code_point(text->data, &offset);
        int32_t digit = slu_decimal_value(code_point);
        plain->data[i] = (char)(code_point < 0x80         ? code_point
                                : digit >= 0              ? (uint32_t)('0' + digit)
                                : slu_is_space(code_point) ? ' '
                                                           : '?');
    }
    return plain;
}

slu_value slu_int_of_digits(const char *digits, uint32_t size) { return parse(digits, digits + size, 10); }

slu_value slu_int_parse(slu_str *text, int32_t base) {
    slu_str *plain = slu_str_is_ascii(text) ? text : slu_to_ascii_number(text);
    if (!plain)
        return SLU_NOTHING;
    const char *at = plain->data, *end = at + plain->size;
    strip(&at, &end);
    slu_value value = parse(at, end, base);
    return value || slu_error ? value : invalid_literal(slu_of(text), base);
}

static slu_value parse_bytes(const char *data, uint32_t size, int32_t base) {
    const char *at = data, *end = data + size;
    strip(&at, &end);
    slu_value number = parse(at, end, base);
    return number || slu_error ? number : invalid_literal(slu_of(slu_bytes_from(data, size)), base);
}

static slu_value of_base(slu_value value, slu_value base_value) {
    slu_value index = slu_index(base_value);
    if (!index)
        return SLU_NOTHING;
    int64_t base = slu_int_clamp(index);
    if (base != 0 && (base < 2 || base > 36))
        return slu_raise(&slu_value_error_type, "int() base must be >= 2 and <= 36, or 0");
    const char *data;
    uint32_t size;
    if (slu_is_str(value))
        return slu_int_parse((slu_str *)slu_object_of(value), (int32_t)base);
    if (slu_bytes_view(value, &data, &size))
        return parse_bytes(data, size, (int32_t)base);
    return slu_raise(&slu_type_error_type, "int() can't convert non-string with explicit base");
}

// What has __int__, __index__ or __trunc__ as a class of the program.
static slu_value of_object(slu_value value) {
    SLU_STR_CONSTANT(int_name, "__int__");
    SLU_STR_CONSTANT(trunc_name, "__trunc__");
    slu_str *names[] = {int_name, trunc_name};
    for (int i = 0; i < 2; i++) {
        if (i == 1 && !slu_is_int(value) && slu_type_of(value)->index)
            return slu_index(value);
        slu_function *special = slu_find_special(value, names[i]);
        if (special) {
            slu_value result = slu_call_function(special, &value, 1, NULL);
            if (!result || slu_is_int(result))
                return result ? slu_int_plain(result) : SLU_NOTHING;
            return slu_raise(&slu_type_error_type, "%S returned non-int (type %T)", names[i], result);
        }
    }
    if (slu_is_int(value))
        return slu_int_plain(value);
    return slu_raise(&slu_type_error_type,
                     "int() argument must be a string, a bytes-like object or a real number, not '%T'", value);
}

slu_value slu_int_of_str(slu_str *text) { return slu_int_parse(text, 10); }

slu_value slu_int_of(slu_value value, slu_value base) {
    const char *data;
    uint32_t size;
    if (base)
        return value ? of_base(value, base) : slu_raise(&slu_type_error_type, "int() missing string argument");
    if (!value)
        return slu_small(0);
    if (slu_is_int(value) && !slu_is(value, SLU_IS_INSTANCE))
        return slu_int_plain(value);
    if (slu_is_str(value))
        return slu_int_parse((slu_str *)slu_object_of(value), 10);
    if (slu_is_float(value))
        return slu_int_of_float(((slu_float *)slu_object_of(value))->number);
    if (slu_bytes_view(value, &data, &size))
        return parse_bytes(data, size, 10);
    return of_object(value);
}
