// Comparisons of any two values, and the equality that containers use.
#include "float.h"
#include "operators.h"
#include "special.h"

typedef slu_value (*compare_slot)(slu_value, slu_value, slu_comparison);

static const slu_comparison mirrored[] = {SLU_GREATER, SLU_GREATER_EQUAL, SLU_EQUAL,
                                          SLU_NOT_EQUAL, SLU_LESS, SLU_LESS_EQUAL};
static const char *const signs[] = {"<", "<=", "==", "!=", ">", ">="};

static compare_slot compare_of(slu_value value) {
    const slu_type *type = slu_type_of(value);
    return type->compare || !type->native ? type->compare : type->native->compare;
}

static bool is_plain_int(slu_value value) {
    return slu_is_small(value) || (slu_is_int(value) && !(slu_object_of(value)->type->flags & SLU_IS_INSTANCE));
}
static bool is_plain_str(slu_value value) {
    return slu_is_str(value) && !(slu_object_of(value)->type->flags & SLU_IS_INSTANCE);
}

static slu_value compare_text(slu_value left, slu_value right, slu_comparison operator_) {
    slu_str *first = (slu_str *)slu_object_of(left), *second = (slu_str *)slu_object_of(right);
    if (operator_ == SLU_EQUAL || operator_ == SLU_NOT_EQUAL)
        return slu_bool(slu_str_equal(first, second) == (operator_ == SLU_EQUAL));
    return slu_bool(slu_compare_words(slu_str_compare(first, second), 0, operator_));
}

// Two values of which one at least has a comparison of its own, which may compare what is inside it.
static slu_value compare_deeply(slu_value left, slu_value right, slu_comparison operator_) {
    compare_slot first = compare_of(left), second = compare_of(right);
    const slu_type *left_type = slu_type_of(left), *right_type = slu_type_of(right);
    bool right_first = second && left_type != right_type && slu_is_subtype(right_type, left_type);
    if (right_first) {
        slu_value result = second(right, left, mirrored[operator_]);
        if (result != SLU_NOT_IMPLEMENTED)
            return result;
    }
    if (first) {
        slu_value result = first(left, right, operator_);
        if (result != SLU_NOT_IMPLEMENTED)
            return result;
    }
    if (second && !right_first) {
        slu_value result = second(right, left, mirrored[operator_]);
        if (result != SLU_NOT_IMPLEMENTED)
            return result;
    }
    if (slu_is_str(left) && slu_is_str(right))
        return compare_text(left, right, operator_);
    if (slu_is_int(left) && slu_is_int(right))
        return slu_bool(slu_compare_words(slu_int_compare(left, right), 0, operator_));
    if (operator_ == SLU_EQUAL)
        return slu_bool(left == right);
    if (operator_ == SLU_NOT_EQUAL)
        return slu_bool(left != right);
    return slu_raise(&slu_type_error_type, "'%s' not supported between instances of '%T' and '%T'",
                     signs[operator_], left, right);
}

slu_value slu_compare_slow(slu_value left, slu_value right, slu_comparison operator_) {
    if (is_plain_int(left) && is_plain_int(right))
        return slu_bool(slu_compare_words(slu_int_compare(left, right), 0, operator_));
    if (is_plain_str(left) && is_plain_str(right))
        return compare_text(left, right, operator_);
    if (SLU_UNLIKELY(++slu_depth > SLU_DEPTH_LIMIT || slu_stack_is_low())) {
        slu_depth--;
        return slu_raise(&slu_recursion_error_type, "maximum recursion depth exceeded in comparison");
    }
    slu_value result = compare_deeply(left, right, operator_);
    slu_depth--;
    return result;
}

int32_t (*SLU_REGISTER slu_compare_truth_of)(slu_value result);
int32_t slu_compare_truth_slow(slu_value left, slu_value right, slu_comparison operator_) {
    slu_value result = slu_compare_slow(left, right, operator_);
    if (!result)
        return -1;
    return result == slu_bool(1) ? 1 : result == slu_bool(0) ? 0 : slu_compare_truth_of(result);
}

int32_t slu_equal_slow(slu_value left, slu_value right) {
    if (is_plain_str(left) && is_plain_str(right))
        return slu_str_equal((slu_str *)slu_object_of(left), (slu_str *)slu_object_of(right));
    return slu_compare_truth_slow(left, right, SLU_EQUAL);
}
