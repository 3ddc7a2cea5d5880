// float: operators that are more than one instruction, conversions, rounding.
#include "float.h"
#include "int.h"
#include "object.h"

SLU_STR_CONSTANT(nan_text, "nan");
SLU_STR_CONSTANT(inf_text, "inf");
SLU_STR_CONSTANT(negative_inf_text, "-inf");

slu_value slu_float_box_later(double number) {
    slu_float *object = slu_allocate(&slu_float_type, sizeof(slu_float));
    object->number = number;
    return slu_of(object);
}

double slu_float_unbox_error(slu_value value) {
    slu_expect_error(value, &slu_float_type);
    return 0;
}

double slu_float_zero_division(const char *message) {
    slu_raise(&slu_zero_division_error_type, message);
    return 0;
}

double slu_real(slu_value value) {
    if (slu_is_small(value))
        return (double)slu_small_value(value);
    const slu_type *type = slu_object_of(value)->type;
    if (type->flags & SLU_IS_FLOAT)
        return ((slu_float *)slu_object_of(value))->number;
    if (type->flags & SLU_IS_INT)
        return slu_int_to_float(value);
    SLU_STR_CONSTANT(name, "__float__");
    slu_function *special = slu_find_special(value, name);
    if (special) {
        slu_value result = slu_call_function(special, &value, 1, NULL);
        if (result && !slu_is_float(result))
            slu_raise(&slu_type_error_type, "%T.__float__ returned non-float (type %T)", value, result);
        return result && !slu_error ? ((slu_float *)slu_object_of(result))->number : 0;
    }
    if (type->index) {
        slu_value index = slu_index(value);
        return index ? slu_int_to_float(index) : 0;
    }
    slu_raise(&slu_type_error_type, "must be real number, not %T", value);
    return 0;
}

bool slu_number_as_double(slu_value value, double *number) {
    if (slu_is_float(value))
        return *number = ((slu_float *)slu_object_of(value))->number, true;
    if (!slu_is_int(value))
        return false;
    *number = slu_int_to_float(value);
    return !slu_error;
}

// fmod by long division of the significands: exact.
static double remainder_of(double left, double right) {
    if (__builtin_isinf(left) || __builtin_isnan(left) || __builtin_isnan(right))
        return __builtin_nan("");
    uint64_t sign = slu_double_bits(left) & ~(uint64_t)INT64_MAX;
    uint64_t first = slu_double_bits(left) & INT64_MAX, second = slu_double_bits(right) & INT64_MAX;
    if (first < second)
        return left;
    int64_t first_exponent = (int64_t)(first >> 52), second_exponent = (int64_t)(second >> 52);
    uint64_t hidden = UINT64_C(1) << 52;
    first = first_exponent ? (first & (hidden - 1)) | hidden : first;
    second = second_exponent ? (second & (hidden - 1)) | hidden : second;
    first_exponent += !first_exponent;
    second_exponent += !second_exponent;
    uint64_t rest = first % second;
    for (int64_t shift = first_exponent - second_exponent; shift > 0 && rest;) {
        int64_t step = shift > 10 ? 10 : shift;
        rest = (rest << step) % second;
        shift -= step;
    }
    while (rest && rest < hidden && second_exponent > 1) {
        rest <<= 1;
        second_exponent--;
    }
    uint64_t bits = rest & hidden ? (rest & (hidden - 1)) | (uint64_t)second_exponent << 52 : rest;
    return slu_double_from_bits(bits | sign);
}

double slu_fmod(double left, double right) { return right == 0 ? __builtin_nan("") : remainder_of(left, right); }

// The quotient floored and the rest with the divisor's sign, as float.__divmod__ has them.
static double divide_floored(double left, double right, double *quotient) {
    double rest = remainder_of(left, right);
    double divided = (left - rest) / right;
    if (rest != 0) {
        if ((right < 0) != (rest < 0)) {
            rest += right;
            divided -= 1;
        }
    } else
        rest = __builtin_copysign(0, right);
    if (divided != 0) {
        *quotient = __builtin_floor(divided);
        if (divided - *quotient > 0.5)
            *quotient += 1;
    } else
        *quotient = __builtin_copysign(0, left / right);
    return rest;
}

double slu_float_floor_divide(double left, double right) {
    double quotient;
    if (SLU_UNLIKELY(right == 0))
        return slu_float_zero_division("float floor division by zero");
    divide_floored(left, right, &quotient);
    return quotient;
}

double slu_float_modulo(double left, double right) {
    if (SLU_UNLIKELY(right == 0))
        return slu_float_zero_division("float modulo");
    double rest = remainder_of(left, right);
    if (rest == 0)
        return __builtin_copysign(0, right);
    return (right < 0) != (rest < 0) ? rest + right : rest;
}

slu_value slu_float_divmod(double left, double right) {
    double quotient;
    if (right == 0)
        return slu_raise(&slu_zero_division_error_type, "float divmod()");
    double rest = divide_floored(left, right, &quotient);
    return slu_of(slu_tuple_of((slu_value[]){slu_float_box(quotient), slu_float_box(rest)}, 2));
}

int32_t slu_float_compare_int(double left, slu_value right) {
    right = slu_int_plain(right);
    if (__builtin_isnan(left))
        return 2;
    if (__builtin_isinf(left))
        return left > 0 ? 1 : -1;
    if (slu_is_small(right) && slu_small_value(right) < INT64_C(1) << 53 && slu_small_value(right) > -(INT64_C(1) << 53)) {
        double number = (double)slu_small_value(right);
        return left < number ? -1 : left > number;
    }
    double whole = __builtin_trunc(left);
    int32_t order = slu_int_compare(slu_int_from_double(whole), right);
    return order ? order : left < whole ? -1 : left > whole;
}

int64_t slu_hash_double(double number) {
    if (__builtin_isinf(number))
        return number > 0 ? 314159 : -314159;
    if (__builtin_isnan(number))
        return 0;
    if (__builtin_fabs(number) < 1e15 && __builtin_trunc(number) == number)
        return slu_hash_int64((int64_t)number);
    uint64_t bits = slu_double_bits(number) & INT64_MAX;
    int64_t exponent = (int64_t)(bits >> 52);
    uint64_t hash = exponent ? (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52 : bits;
    exponent = (exponent ? exponent : 1) - 1075;
    uint64_t turn = (uint64_t)(exponent % 61 + 61) % 61;
    hash = ((hash << turn) & SLU_HASH_MODULUS) | hash >> (61 - turn);
    if (hash == SLU_HASH_MODULUS)
        hash = 0;
    int64_t result = number < 0 ? -(int64_t)hash : (int64_t)hash;
    return result == -1 ? -2 : result;
}

// digits * 10 ** exponent as repr shows it: plain from 1e-4 to below 1e16, else with an exponent.
slu_str *slu_float_to_str(double number) {
    if (__builtin_isnan(number))
        return nan_text;
    if (__builtin_isinf(number))
        return number > 0 ? inf_text : negative_inf_text;
    char text[32], digits[20];
    uint32_t size = 0, count = 0;
    if (slu_double_bits(number) >> 63)
        text[size++] = '-';
    slu_decimal decimal = number == 0 ? (slu_decimal){0, 0} : slu_shortest_decimal(number);
    uint64_t rest = decimal.digits;
    do
        digits[sizeof digits - ++count] = (char)('0' + rest % 10);
    while (rest /= 10);
    const char *first = digits + sizeof digits - count;
    int32_t point = decimal.exponent + (int32_t)count;
    bool scientific = point < -3 || point > 16;
    int32_t whole = scientific ? 1 : point;
    if (whole <= 0) {
        text[size++] = '0';
        text[size++] = '.';
        for (int32_t i = whole; i < 0; i++)
            text[size++] = '0';
    }
    for (uint32_t i = 0; i < count; i++) {
        if ((int32_t)i == whole && i)
            text[size++] = '.';
        text[size++] = first[i];
    }
    for (int32_t i = (int32_t)count; i < whole; i++)
        text[size++] = '0';
    if (!scientific && whole >= (int32_t)count) {
        text[size++] = '.';
        text[size++] = '0';
    }
    if (scientific) {
        int32_t exponent = point - 1;
        text[size++] = 'e';
        text[size++] = exponent < 0 ? '-' : '+';
        exponent = exponent < 0 ? -exponent : exponent;
        if (exponent >= 100)
            text[size++] = (char)('0' + exponent / 100);
        text[size++] = (char)('0' + exponent / 10 % 10);
        text[size++] = (char)('0' + exponent % 10);
    }
    return slu_str_from_ascii(text, size);
}

// Half-even.
slu_value slu_float_round(double number) {
    if (__builtin_isnan(number) || __builtin_isinf(number))
        return slu_int_of_float(number);
    return slu_int_from_double(__builtin_rint(number));
}

// Correctly rounded: through decimal digits, as CPython does.
double slu_float_round_digits(double number, int64_t places) {
    if (__builtin_isnan(number) || __builtin_isinf(number) || number == 0 || places > 323)
        return number;
    if (places < -308)
        return __builtin_copysign(0, number);
    char buffer[SLU_DECIMAL_ROOM];
    uint32_t start = slu_fixed_digits(buffer, number, (int32_t)places);
    double rounded = slu_nearest_double(buffer + start, SLU_DECIMAL_ROOM - start, -places);
    if (__builtin_isinf(rounded))
        slu_raise(&slu_overflow_error_type, "rounded value too large to represent");
    return __builtin_copysign(rounded, number);
}
