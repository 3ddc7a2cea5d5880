// The type object of float and what the generic operations call for it.
#include "float.h"
#include "hash.h"
#include "int.h"
#include "object.h"

extern __typeof__(slu_float_power) slu_float_power __attribute__((weak));
extern __typeof__(slu_float_format) slu_float_format __attribute__((weak));
extern __typeof__(slu_float_construct) slu_float_construct __attribute__((weak));

static double number_of(slu_value value) { return ((slu_float *)slu_object_of(value))->number; }

static double operate(double left, double right, slu_operator operator_) {
    switch (operator_) {
    case SLU_ADD:
        return left + right;
    case SLU_SUBTRACT:
        return left - right;
    case SLU_MULTIPLY:
        return left * right;
    case SLU_DIVIDE:
        return slu_float_divide(left, right);
    case SLU_FLOOR_DIVIDE:
        return slu_float_floor_divide(left, right);
    case SLU_MODULO:
        return slu_float_modulo(left, right);
    default:
        return 0;
    }
}

static slu_value binary(slu_value left, slu_value right, slu_operator operator_) {
    double first, second;
    if (operator_ >= SLU_POWER) // `slu_power` knows numbers by itself
        return SLU_NOT_IMPLEMENTED;
    if (!slu_number_as_double(left, &first) || !slu_number_as_double(right, &second))
        return slu_error ? SLU_NOTHING : SLU_NOT_IMPLEMENTED;
    double result = operate(first, second, operator_);
    return slu_error ? SLU_NOTHING : slu_float_box(result);
}

static slu_value unary(slu_value value, char operator_) {
    double number = number_of(value);
    if (operator_ == '~')
        return slu_raise(&slu_type_error_type, "bad operand type for unary ~: '%T'", value);
    return slu_float_box(operator_ == '-' ? -number : operator_ == 'a' ? __builtin_fabs(number) : number);
}

static slu_value compare(slu_value left, slu_value right, slu_comparison operator_) {
    double first = number_of(left), second;
    int32_t order;
    if (slu_is_float(right)) {
        second = number_of(right);
        order = first < second ? -1 : first > second ? 1 : first == second ? 0 : 2;
    } else if (slu_is_int(right))
        order = slu_float_compare_int(first, right);
    else
        return SLU_NOT_IMPLEMENTED;
    switch (operator_) {
    case SLU_LESS:
        return slu_bool(order == -1);
    case SLU_LESS_EQUAL:
        return slu_bool(order <= 0);
    case SLU_EQUAL:
        return slu_bool(order == 0);
    case SLU_NOT_EQUAL:
        return slu_bool(order != 0);
    case SLU_GREATER:
        return slu_bool(order == 1);
    default:
        return slu_bool(order == 0 || order == 1);
    }
}

static slu_value repr(slu_value value) { return slu_of(slu_float_to_str(number_of(value))); }
static slu_value format(slu_value value, slu_str *spec) { return slu_of(slu_float_format(number_of(value), spec)); }
static int64_t hash(slu_value value) {
    double number = number_of(value);
    return __builtin_isnan(number) ? (int64_t)(value >> 4) : slu_hash_double(number);
}
static int32_t truth(slu_value value) { return number_of(value) != 0; }

SLU_STR_CONSTANT(float_name, "float");
SLU_STR_CONSTANT(builtins_name, "builtins");
static const slu_layout layout = {.size = sizeof(slu_float)};
static const slu_type *const mro[] = {&slu_float_type, &slu_object_type};
static const slu_type *const bases[] = {&slu_object_type, NULL};

const slu_type slu_float_type = {
    .type = &slu_type_type,
    .name = (slu_str *)&float_name_object,
    .qualified_name = (slu_str *)&float_name_object,
    .module = (slu_str *)&builtins_name_object,
    .flags = SLU_IS_FLOAT,
    .mro_count = 2,
    .mro = mro,
    .bases = bases,
    .layout = &layout,
    .construct = slu_float_construct,
    .repr = repr,
    .format = format,
    .hash = hash,
    .truth = truth,
    .compare = compare,
    .binary = binary,
    .unary = unary,
};
