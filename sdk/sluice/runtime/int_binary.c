// Every binary operator of ints by name: what generic operations reach.
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
