// Binary operators on any two values. Numbers and text are known here by name, one verb each, so that a
// program without `%` on strs does not carry their formatting; other types answer through `slu_type.binary`.
#include "operators.h"

#include "bytes.h"
#include "float.h"
#include "special.h"

static const char *const signs[] = {"+", "-", "*", "/", "//", "%", "** or pow()", "<<", ">>", "&", "|", "^", "@"};

typedef slu_value (*binary_slot)(slu_value, slu_value, slu_operator);

static binary_slot binary_of(slu_value value) {
    const slu_type *type = slu_type_of(value);
    if (slu_is_int(value) && !(type->flags & SLU_IS_INSTANCE))
        return NULL; // handled by the verb
    if (type->binary || !type->native)
        return type->binary;
    return type->native->flags & SLU_IS_INT ? NULL : type->native->binary;
}

static slu_value in_place_left, in_place_right; // what is said `+=` of instead of `+`

static slu_value unsupported(slu_value left, slu_value right, slu_operator operator_) {
    const char *sign = signs[operator_];
    bool assigns = in_place_left && left == in_place_left && right == in_place_right;
    if (assigns)
        sign = operator_ == SLU_POWER ? "**" : sign;
    return slu_raise(&slu_type_error_type, "unsupported operand type(s) for %s%s: '%T' and '%T'", sign,
                     assigns ? "=" : "", left, right);
}

// The dispatch of types that are no plain numbers: left's answer, then right's; a right operand of a subclass
// goes first. NotImplemented: nobody answers.
static slu_value dispatch(slu_value left, slu_value right, slu_operator operator_) {
    binary_slot first = binary_of(left), second = binary_of(right);
    const slu_type *left_type = slu_type_of(left), *right_type = slu_type_of(right);
    bool right_first = second && left_type != right_type && slu_is_subtype(right_type, left_type) &&
                       (right_type->flags & SLU_IS_INSTANCE);
    if (right_first) {
        slu_value result = second(left, right, operator_);
        if (result != SLU_NOT_IMPLEMENTED)
            return result;
    }
    if (first) {
        slu_value result = first(left, right, operator_);
        if (result != SLU_NOT_IMPLEMENTED)
            return result;
    }
    bool own_methods = left_type != right_type && left_type->flags & SLU_IS_INSTANCE && left_type->binary;
    if (second && !right_first && (second != first || own_methods)) // what differs is what the classes define
        return second(left, right, operator_);
    return SLU_NOT_IMPLEMENTED;
}

// Two ints without operators of their own.
static bool plain_ints(slu_value left, slu_value right) {
    return slu_is_int(left) && slu_is_int(right) && !binary_of(left) && !binary_of(right);
}
// What two ints give where the operators of their own classes do not answer.
static slu_value on_ints(slu_value result, slu_value left, slu_value right, slu_value (*verb)(slu_value, slu_value)) {
    if (result != SLU_NOT_IMPLEMENTED || !slu_is_int(left) || !slu_is_int(right))
        return result;
    return verb(slu_int_plain(left), slu_int_plain(right));
}
static bool plain_strs(slu_value left, slu_value right) { return slu_is_str(left) && slu_is_str(right); }

// Two plain floats. Their type is taken from them, so that programs without floats carry none.
static bool plain_floats(slu_value left, slu_value right) {
    if (slu_is_small(left) || slu_is_small(right))
        return false;
    const slu_type *type = slu_object_of(left)->type;
    return type == slu_object_of(right)->type && (type->flags & (SLU_IS_FLOAT | SLU_IS_INSTANCE)) == SLU_IS_FLOAT;
}
static double number_of(slu_value value) { return ((slu_float *)slu_object_of(value))->number; }
static slu_value box_like(slu_value like, double number) {
    slu_float *made = slu_allocate(slu_object_of(like)->type, sizeof(slu_float));
    made->number = number;
    return slu_of(made);
}

static slu_value finish(slu_value result, slu_value left, slu_value right, slu_operator operator_) {
    if (result == SLU_NOT_IMPLEMENTED)
        return unsupported(left, right, operator_);
    return result;
}

slu_value slu_raise_concatenation(slu_value left, slu_value right) {
    if (slu_is(left, SLU_IS_STR | SLU_IS_LIST | SLU_IS_TUPLE)) {
        const char *kind = slu_is_str(left) ? "str" : slu_is(left, SLU_IS_LIST) ? "list" : "tuple";
        return slu_raise(&slu_type_error_type, "can only concatenate %s (not \"%T\") to %s", kind, right, kind);
    }
    if (slu_is(left, SLU_IS_BYTES | SLU_IS_BYTEARRAY))
        return slu_raise(&slu_type_error_type, "can't concat %T to %T", right, left);
    return 0;
}

slu_value slu_add_slow(slu_value left, slu_value right) {
    if (plain_floats(left, right))
        return box_like(left, number_of(left) + number_of(right));
    if (plain_ints(left, right))
        return slu_int_add(left, right);
    if (plain_strs(left, right) && !binary_of(left) && !binary_of(right))
        return slu_of(slu_str_concat((slu_str *)slu_object_of(left), (slu_str *)slu_object_of(right)));
    slu_value result = on_ints(dispatch(left, right, SLU_ADD), left, right, slu_int_add);
    if (result != SLU_NOT_IMPLEMENTED)
        return result;
    if (plain_strs(left, right))
        return slu_of(slu_str_concat((slu_str *)slu_object_of(left), (slu_str *)slu_object_of(right)));
    slu_raise_concatenation(left, right);
    return slu_error ? 0 : unsupported(left, right, SLU_ADD);
}

slu_value slu_subtract_slow(slu_value left, slu_value right) {
    if (plain_floats(left, right))
        return box_like(left, number_of(left) - number_of(right));
    if (plain_ints(left, right))
        return slu_int_subtract(left, right);
    slu_value result = on_ints(dispatch(left, right, SLU_SUBTRACT), left, right, slu_int_subtract);
    return finish(result, left, right, SLU_SUBTRACT);
}

// What the built-in type itself does, of which the class may be a subclass.
static binary_slot built_in_binary(slu_value value) {
    const slu_type *type = slu_type_of(value);
    return type->native ? type->native->binary : type->binary;
}

slu_value slu_repeat(slu_value left, slu_value right) {
    uint32_t sequences = SLU_IS_STR | SLU_IS_LIST | SLU_IS_TUPLE | SLU_IS_BYTES | SLU_IS_BYTEARRAY;
    slu_value sequence = slu_is(left, sequences) ? left : slu_is(right, sequences) ? right : 0;
    if (!sequence)
        return 0;
    slu_value times = sequence == left ? right : left;
    if (!slu_is_int(times) && !slu_type_of(times)->index)
        return slu_raise(&slu_type_error_type, "can't multiply sequence by non-int of type '%T'", times);
    if (slu_is_int(times) && slu_is(sequence, SLU_IS_BYTES | SLU_IS_BYTEARRAY))
        return 0; // `dispatch` has done it
    slu_value whole = slu_index(times);
    if (!whole)
        return 0;
    if (!slu_is_small(whole) && slu_int_bit_length(whole) > 63)
        return slu_raise(&slu_overflow_error_type, "cannot fit '%T' into an index-sized integer", times);
    if (slu_is_str(sequence))
        return slu_of(slu_str_repeat((slu_str *)slu_object_of(sequence), whole));
    if (slu_is(sequence, SLU_IS_BYTES | SLU_IS_BYTEARRAY))
        return built_in_binary(sequence)(sequence, whole, SLU_MULTIPLY);
    int64_t count = slu_int_clamp(whole);
    if (slu_is(sequence, SLU_IS_LIST))
        return slu_of(slu_list_repeat((slu_list *)slu_object_of(sequence), count));
    return slu_of(slu_tuple_repeat((slu_tuple *)slu_object_of(sequence), count));
}

slu_value slu_multiply_slow(slu_value left, slu_value right) {
    if (plain_floats(left, right))
        return box_like(left, number_of(left) * number_of(right));
    if (plain_ints(left, right))
        return slu_int_multiply(left, right);
    slu_value result = on_ints(dispatch(left, right, SLU_MULTIPLY), left, right, slu_int_multiply);
    if (result != SLU_NOT_IMPLEMENTED)
        return result;
    result = slu_repeat(left, right);
    return result || slu_error ? result : unsupported(left, right, SLU_MULTIPLY);
}

slu_value slu_modulo(slu_value left, slu_value right) {
    if (plain_ints(left, right))
        return slu_int_modulo(left, right);
    if (slu_is_str(left) && !binary_of(left)) {
        if (!slu_is(right, SLU_IS_INSTANCE) || !slu_type_of(right)->binary)
            return slu_of(slu_str_percent((slu_str *)slu_object_of(left), right));
    }
    slu_value result = on_ints(dispatch(left, right, SLU_MODULO), left, right, slu_int_modulo);
    if (result == SLU_NOT_IMPLEMENTED && slu_is_str(left))
        return slu_of(slu_str_percent((slu_str *)slu_object_of(left), right));
    if (result == SLU_NOT_IMPLEMENTED && slu_is(left, SLU_IS_BYTES | SLU_IS_BYTEARRAY))
        return slu_bytes_percent(left, right);
    return finish(result, left, right, SLU_MODULO);
}

slu_value slu_power(slu_value left, slu_value right) {
    bool numbers = (slu_is_int(left) || slu_is_float(left)) && (slu_is_int(right) || slu_is_float(right));
    if (numbers && !slu_is(left, SLU_IS_INSTANCE) && !slu_is(right, SLU_IS_INSTANCE))
        return slu_number_power(left, right);
    slu_value result = dispatch(left, right, SLU_POWER);
    if (result == SLU_NOT_IMPLEMENTED && numbers)
        return slu_number_power(left, right);
    return finish(result, left, right, SLU_POWER);
}

// The linker reads in each verb which operator it asks types for (toolchain/operations.py): no macros here.
static slu_value operate(slu_value left, slu_value right, slu_operator operator_,
                         slu_value (*of_ints)(slu_value, slu_value)) {
    if (plain_ints(left, right))
        return of_ints(left, right);
    return finish(on_ints(dispatch(left, right, operator_), left, right, of_ints), left, right, operator_);
}
// bool & bool is a bool.
static bool both_bools(slu_value left, slu_value right) {
    return slu_is(left, SLU_IS_BOOL) && slu_is(right, SLU_IS_BOOL);
}
slu_value slu_divide(slu_value left, slu_value right) {
    if (plain_floats(left, right) && number_of(right) != 0)
        return box_like(left, number_of(left) / number_of(right));
    if (plain_ints(left, right))
        return slu_int_divide_value(left, right);
    slu_value result = on_ints(dispatch(left, right, SLU_DIVIDE), left, right, slu_int_divide_value);
    return finish(result, left, right, SLU_DIVIDE);
}
slu_value slu_floor_divide(slu_value left, slu_value right) {
    return operate(left, right, SLU_FLOOR_DIVIDE, slu_int_floor_divide);
}
slu_value slu_left_shift(slu_value left, slu_value right) {
    return operate(left, right, SLU_LEFT_SHIFT, slu_int_left_shift);
}
slu_value slu_right_shift(slu_value left, slu_value right) {
    return operate(left, right, SLU_RIGHT_SHIFT, slu_int_right_shift);
}
slu_value slu_and(slu_value left, slu_value right) {
    if (both_bools(left, right))
        return slu_bool(left == slu_bool(1) && right == slu_bool(1));
    return operate(left, right, SLU_AND, slu_int_and);
}
slu_value slu_or(slu_value left, slu_value right) {
    if (both_bools(left, right))
        return slu_bool(left == slu_bool(1) || right == slu_bool(1));
    return operate(left, right, SLU_OR, slu_int_or);
}
slu_value slu_xor(slu_value left, slu_value right) {
    if (both_bools(left, right))
        return slu_bool(left != right);
    return operate(left, right, SLU_XOR, slu_int_xor);
}

slu_value slu_matrix_multiply(slu_value left, slu_value right) {
    return finish(dispatch(left, right, SLU_MATRIX_MULTIPLY), left, right, SLU_MATRIX_MULTIPLY);
}

// left op= right: the type's own `__iop__`, else the plain operator.
static slu_value in_place(slu_value left, slu_value right, slu_operator operator_,
                          slu_value (*plain)(slu_value, slu_value)) {
    const slu_type *type = slu_type_of(left);
    slu_value (*own)(slu_value, slu_value, slu_operator) =
        type->in_place || !type->native ? type->in_place : type->native->in_place;
    if (own) {
        slu_value result = own(left, right, operator_);
        if (result != SLU_NOT_IMPLEMENTED)
            return result;
    }
    slu_value outer_left = in_place_left, outer_right = in_place_right;
    in_place_left = left;
    in_place_right = right;
    slu_value result = plain(left, right);
    in_place_left = outer_left;
    in_place_right = outer_right;
    return result;
}
static slu_value add(slu_value left, slu_value right) { return slu_add(left, right); }
static slu_value subtract(slu_value left, slu_value right) { return slu_subtract(left, right); }
static slu_value multiply(slu_value left, slu_value right) { return slu_multiply(left, right); }

slu_value slu_in_place_add_slow(slu_value left, slu_value right) { return in_place(left, right, SLU_ADD, add); }
slu_value slu_in_place_subtract(slu_value left, slu_value right) {
    return in_place(left, right, SLU_SUBTRACT, subtract);
}
slu_value slu_in_place_multiply(slu_value left, slu_value right) {
    return in_place(left, right, SLU_MULTIPLY, multiply);
}
slu_value slu_in_place_divide(slu_value left, slu_value right) {
    return in_place(left, right, SLU_DIVIDE, slu_divide);
}
slu_value slu_in_place_floor_divide(slu_value left, slu_value right) {
    return in_place(left, right, SLU_FLOOR_DIVIDE, slu_floor_divide);
}
slu_value slu_in_place_modulo(slu_value left, slu_value right) {
    return in_place(left, right, SLU_MODULO, slu_modulo);
}
slu_value slu_in_place_power(slu_value left, slu_value right) {
    return in_place(left, right, SLU_POWER, slu_power);
}
slu_value slu_in_place_left_shift(slu_value left, slu_value right) {
    return in_place(left, right, SLU_LEFT_SHIFT, slu_left_shift);
}
slu_value slu_in_place_right_shift(slu_value left, slu_value right) {
    return in_place(left, right, SLU_RIGHT_SHIFT, slu_right_shift);
}
slu_value slu_in_place_and(slu_value left, slu_value right) {
    return in_place(left, right, SLU_AND, slu_and);
}
slu_value slu_in_place_or(slu_value left, slu_value right) {
    return in_place(left, right, SLU_OR, slu_or);
}
slu_value slu_in_place_xor(slu_value left, slu_value right) {
    return in_place(left, right, SLU_XOR, slu_xor);
}
slu_value slu_in_place_matrix_multiply(slu_value left, slu_value right) {
    return in_place(left, right, SLU_MATRIX_MULTIPLY, slu_matrix_multiply);
}

static slu_value unary(slu_value value, char operator_, const char *sign) {
    const slu_type *type = slu_type_of(value);
    slu_value (*own)(slu_value, char) = type->unary || !type->native ? type->unary : type->native->unary;
    if (own)
        return own(value, operator_);
    if (operator_ == 'a')
        return slu_raise(&slu_type_error_type, "bad operand type for abs(): '%T'", value);
    return slu_raise(&slu_type_error_type, "bad operand type for unary %s: '%T'", sign, value);
}

#define PLAIN_INT(value) (slu_is_int(value) && !(slu_type_of(value)->flags & SLU_IS_INSTANCE))
slu_value slu_negate(slu_value value) { return PLAIN_INT(value) ? slu_int_negate(value) : unary(value, '-', "-"); }
slu_value slu_positive(slu_value value) {
    return PLAIN_INT(value) ? slu_int_positive(value) : unary(value, '+', "+");
}
slu_value slu_invert(slu_value value) { return PLAIN_INT(value) ? slu_int_invert(value) : unary(value, '~', "~"); }
slu_value slu_absolute(slu_value value) {
    return PLAIN_INT(value) ? slu_int_absolute(value) : unary(value, 'a', "abs");
}
