// Built-in functions on numbers of any kind: divmod and round.
#include "bytes.h"
#include "float.h"
#include "int.h"
#include "names.h"
#include "object.h"

// A special method of both operands, the right one's reflected. SLU_NOT_IMPLEMENTED: neither has it.
static slu_value call_either(slu_value left, slu_value right, slu_str *name, slu_str *reflected) {
    slu_value result = SLU_NOT_IMPLEMENTED;
    slu_function *special = slu_find_special(left, name);
    if (special)
        result = slu_call_function(special, (slu_value[]){left, right}, 2, NULL);
    special = result == SLU_NOT_IMPLEMENTED ? slu_find_special(right, reflected) : NULL;
    if (special)
        result = slu_call_function(special, (slu_value[]){right, left}, 2, NULL);
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
    slu_function *special = slu_find_special(value, name);
    if (special)
        return slu_call_function(special, (slu_value[]){value, places}, places == SLU_NONE ? 1 : 2, NULL);
    if (slu_is_int(value))
        return slu_int_round(value, places);
    if (slu_is_float(value))
        return slu_float_round_value(((slu_float *)slu_object_of(value))->number, places);
    return slu_raise(&slu_type_error_type, "type %T doesn't define __round__ method", value);
}
