// Built-in functions on numbers of any kind: divmod, pow, round, chr, ord; and float's constructor.
#include "bytes.h"
#include "float.h"
#include "int.h"
#include "names.h"
#include "object.h"

slu_value slu_float_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                              const slu_tuple *keywords) {
    (void)type;
    if (keywords && keywords->length)
        return slu_raise(&slu_type_error_type, "float() takes no keyword arguments");
    if (count > 1)
        return slu_raise(&slu_type_error_type, "float expected at most 1 argument, got %d", (int64_t)count);
    double number = slu_float_of(count ? arguments[0] : SLU_NOTHING);
    return slu_error ? SLU_NOTHING : slu_float_box(number);
}

// A special method of both operands, the right one's reflected. SLU_NOT_IMPLEMENTED: neither has it.
static slu_value call_either(slu_value left, slu_value right, slu_str *name, slu_str *reflected) {
    slu_value result = SLU_NOT_IMPLEMENTED;
    if (slu_find_special(left, name))
        result = slu_call_method(name, (slu_value[]){left, right}, 2, NULL);
    if (result == SLU_NOT_IMPLEMENTED && slu_find_special(right, reflected))
        result = slu_call_method(reflected, (slu_value[]){right, left}, 2, NULL);
    return result;
}

slu_value slu_divmod(slu_value left, slu_value right) {
    double first, second;
    if (slu_is_int(left) && slu_is_int(right))
        return slu_int_divmod(left, right);
    if (slu_number_as_double(left, &first) && slu_number_as_double(right, &second))
        return slu_float_divmod(first, second);
    if (slu_error)
        return SLU_NOTHING;
    SLU_STR_CONSTANT(name, "__divmod__");
    SLU_STR_CONSTANT(reflected, "__rdivmod__");
    slu_value result = call_either(left, right, name, reflected);
    if (result != SLU_NOT_IMPLEMENTED)
        return result;
    return slu_raise(&slu_type_error_type, "unsupported operand type(s) for divmod(): '%T' and '%T'", left, right);
}

slu_value slu_number_power(slu_value left, slu_value right) {
    double first, second;
    if (slu_is_int(left) && slu_is_int(right))
        return slu_int_power(left, right);
    if (slu_number_as_double(left, &first) && slu_number_as_double(right, &second)) {
        double power = slu_float_power(first, second);
        return slu_error ? SLU_NOTHING : slu_float_box(power);
    }
    return slu_error ? SLU_NOTHING : SLU_NOT_IMPLEMENTED;
}

slu_value slu_power_modulo(slu_value base, slu_value exponent, slu_value modulus) {
    if (modulus == SLU_NONE)
        return slu_power(base, exponent);
    if (slu_is_int(base) && slu_is_int(exponent) && slu_is_int(modulus))
        return slu_int_power_modulo(base, exponent, modulus);
    const uint32_t numbers = SLU_IS_INT | SLU_IS_FLOAT;
    bool all = (slu_is_small(base) || slu_is(base, numbers)) && (slu_is_small(exponent) || slu_is(exponent, numbers));
    if (all && (slu_is_small(modulus) || slu_is(modulus, numbers)))
        return slu_raise(&slu_type_error_type, "pow() 3rd argument not allowed unless all arguments are integers");
    SLU_STR_CONSTANT(name, "__pow__");
    if (slu_find_special(base, name))
        return slu_call_method(name, (slu_value[]){base, exponent, modulus}, 3, NULL);
    return slu_raise(&slu_type_error_type, "unsupported operand type(s) for ** or pow(): '%T', '%T', '%T'", base,
                     exponent, modulus);
}

// Half-even at 10 ** -places.
slu_value slu_int_round(slu_value value, slu_value places_value) {
    value = slu_int_plain(value);
    if (places_value == SLU_NONE || !places_value)
        return value;
    slu_value places = slu_index(places_value);
    if (!places || !slu_int_less(places, slu_small(0)))
        return places ? value : SLU_NOTHING;
    int64_t zeros = -slu_int_clamp(places);
    if (zeros > slu_int_bit_length(value))
        return slu_small(0);
    slu_value unit = slu_int_power_natural(slu_small(10), zeros);
    slu_value rest = unit ? slu_int_modulo(value, unit) : SLU_NOTHING;
    slu_value floor = rest ? slu_int_subtract(value, rest) : SLU_NOTHING;
    slu_value twice = floor ? slu_int_add(rest, rest) : SLU_NOTHING;
    if (!twice)
        return SLU_NOTHING;
    int32_t side = slu_int_compare(twice, unit);
    slu_value odd = side ? slu_small(side > 0) : slu_int_floor_divide(floor, unit);
    if (!odd)
        return SLU_NOTHING;
    odd = slu_int_and(odd, slu_small(1));
    return odd == slu_small(1) ? slu_int_add(floor, unit) : odd ? floor : SLU_NOTHING;
}

slu_value slu_float_round_value(double number, slu_value places) {
    if (places == SLU_NONE)
        return slu_float_round(number);
    slu_value index = slu_index(places);
    double rounded = index ? slu_float_round_digits(number, slu_int_clamp(index)) : 0;
    return slu_error ? SLU_NOTHING : slu_float_box(rounded);
}

slu_value slu_float_floor(double number) { return slu_int_of_float(__builtin_floor(number)); }
slu_value slu_float_ceil(double number) { return slu_int_of_float(__builtin_ceil(number)); }

slu_value slu_round(slu_value value, slu_value places) {
    if (slu_is_int(value) && !slu_is(value, SLU_IS_INSTANCE))
        return slu_int_round(value, places);
    if (slu_is_float(value) && !slu_is(value, SLU_IS_INSTANCE))
        return slu_float_round_value(((slu_float *)slu_object_of(value))->number, places);
    SLU_STR_CONSTANT(name, "__round__");
    if (slu_find_special(value, name))
        return slu_call_method(name, (slu_value[]){value, places}, places == SLU_NONE ? 1 : 2, NULL);
    if (slu_is_int(value))
        return slu_int_round(value, places);
    return slu_raise(&slu_type_error_type, "type %T doesn't define __round__ method", value);
}

slu_str *slu_chr(slu_value value) {
    slu_value index = slu_index(value);
    if (!index)
        return NULL;
    int64_t code_point = slu_int_clamp(index);
    if (!slu_is_small(slu_int_plain(index)) || code_point > INT32_MAX || code_point < INT32_MIN) {
        slu_raise(&slu_overflow_error_type, "Python int too large to convert to C int");
        return NULL;
    }
    if (code_point < 0 || code_point > 0x10ffff) {
        slu_raise(&slu_value_error_type, "chr() arg not in range(0x110000)");
        return NULL;
    }
    return slu_str_from_code_point((uint32_t)code_point);
}

int64_t slu_ord(slu_value value) {
    const char *data;
    uint32_t size, offset = 0;
    if (slu_is_str(value)) {
        const slu_str *str = (slu_str *)slu_object_of(value);
        if (str->length == 1)
            return slu_read_code_point(str->data, &offset);
        size = str->length;
    } else if (!slu_bytes_view(value, &data, &size))
        return (int64_t)slu_raise(&slu_type_error_type, "ord() expected string of length 1, but %T found", value);
    else if (size == 1)
        return (unsigned char)data[0];
    return (int64_t)slu_raise(&slu_type_error_type, "ord() expected a character, but string of length %d found",
                              (int64_t)size);
}
