// What the generic operations call for ints: operators by name, construction, comparison.
#include "float.h"
#include "int.h"
#include "object.h"

slu_value slu_int_binary(slu_value left, slu_value right, slu_operator operator_) {
    if (!slu_is_int(left) || !slu_is_int(right))
        return SLU_NOT_IMPLEMENTED;
    bool bitwise = operator_ >= SLU_AND;
    left = bitwise ? left : slu_int_plain(left);
    right = bitwise ? right : slu_int_plain(right);
    switch (operator_) {
    case SLU_ADD:
        return slu_int_add(left, right);
    case SLU_SUBTRACT:
        return slu_int_subtract(left, right);
    case SLU_MULTIPLY:
        return slu_int_multiply(left, right);
    case SLU_DIVIDE:
        return slu_int_divide_value(left, right);
    case SLU_FLOOR_DIVIDE:
        return slu_int_floor_divide(left, right);
    case SLU_MODULO:
        return slu_int_modulo(left, right);
    case SLU_POWER:
        return slu_int_power(left, right);
    case SLU_LEFT_SHIFT:
        return slu_int_left_shift(left, right);
    case SLU_RIGHT_SHIFT:
        return slu_int_right_shift(left, right);
    case SLU_AND:
        return slu_int_and(left, right);
    case SLU_OR:
        return slu_int_or(left, right);
    case SLU_XOR:
        return slu_int_xor(left, right);
    default:
        return SLU_NOT_IMPLEMENTED;
    }
}

slu_value slu_int_unary(slu_value value, char operator_) {
    value = slu_int_plain(value);
    return operator_ == '-'   ? slu_int_negate(value)
           : operator_ == '~' ? slu_int_invert(value)
           : operator_ == 'a' ? slu_int_absolute(value)
                              : value;
}

slu_value slu_int_compare_slot(slu_value left, slu_value right, slu_comparison operator_) {
    if (!slu_is_int(left) || !slu_is_int(right))
        return SLU_NOT_IMPLEMENTED;
    int32_t order = slu_int_compare(left, right);
    switch (operator_) {
    case SLU_LESS:
        return slu_bool(order < 0);
    case SLU_LESS_EQUAL:
        return slu_bool(order <= 0);
    case SLU_EQUAL:
        return slu_bool(order == 0);
    case SLU_NOT_EQUAL:
        return slu_bool(order != 0);
    case SLU_GREATER:
        return slu_bool(order > 0);
    default:
        return slu_bool(order >= 0);
    }
}

// The argument given as `name`, or by position; false: TypeError.
static bool take_base(const slu_value *arguments, uint32_t count, const slu_tuple *keywords, slu_value *value,
                      slu_value *base) {
    uint32_t named = keywords ? keywords->length : 0, positional = count - named;
    *value = positional > 0 ? arguments[0] : SLU_NOTHING;
    *base = positional > 1 ? arguments[1] : SLU_NOTHING;
    for (uint32_t i = 0; i < named; i++) {
        const slu_str *name = (slu_str *)slu_object_of(keywords->items[i]);
        if (name->size != 4 || !slu_text_equal(name->data, "base", 4))
            return slu_raise(&slu_type_error_type, "'%S' is an invalid keyword argument for int()", name);
        *base = arguments[positional + i];
    }
    if (count > 2)
        return slu_raise(&slu_type_error_type, "int() takes at most 2 arguments (%d given)", (int64_t)count);
    return true;
}

slu_value slu_int_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                            const slu_tuple *keywords) {
    slu_value value, base;
    (void)type;
    return take_base(arguments, count, keywords, &value, &base) ? slu_int_of(value, base) : SLU_NOTHING;
}

int32_t slu_bool_of(slu_value value) { return value ? slu_truth(value) : 0; }

slu_value slu_bool_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                             const slu_tuple *keywords) {
    (void)type;
    if (keywords && keywords->length)
        return slu_raise(&slu_type_error_type, "bool() takes no keyword arguments");
    if (count > 1)
        return slu_raise(&slu_type_error_type, "bool expected at most 1 argument, got %d", (int64_t)count);
    int32_t truth = count ? slu_truth(arguments[0]) : 0;
    return truth < 0 ? SLU_NOTHING : slu_bool(truth);
}
