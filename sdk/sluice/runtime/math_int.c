// math: what concerns ints.
#include "iterator.h"
#include "mathematics.h"
#include "object.h"
#include "operators.h"

slu_value slu_math_prod(slu_value iterable, slu_value start) {
    slu_value iterator = slu_iterate(iterable), product = start, item;
    while (iterator && product && (item = slu_next(iterator)))
        product = slu_multiply(product, item);
    return slu_error ? SLU_NOTHING : product;
}

// `name` on a value of another type, as math.floor and its like call it; 0 without error: there is none.
static slu_value call_special(slu_value value, slu_str *name) {
    slu_function *special = slu_find_special(value, name);
    return special ? slu_call_function(special, &value, 1, NULL) : SLU_NOTHING;
}

slu_value slu_math_floor(slu_value number) {
    SLU_STR_CONSTANT(name, "__floor__");
    if (slu_is_int(number) && !slu_is(number, SLU_IS_INSTANCE))
        return slu_int_plain(number);
    slu_value result = slu_type_of(number) == &slu_float_type ? SLU_NOTHING : call_special(number, name);
    if (!result && !slu_error && slu_is_int(number))
        return slu_int_plain(number);
    double real = result || slu_error ? 0 : slu_real(number);
    return result ? result : slu_error ? SLU_NOTHING : slu_int_of_float(__builtin_floor(real));
}

slu_value slu_math_ceil(slu_value number) {
    SLU_STR_CONSTANT(name, "__ceil__");
    if (slu_is_int(number) && !slu_is(number, SLU_IS_INSTANCE))
        return slu_int_plain(number);
    slu_value result = slu_type_of(number) == &slu_float_type ? SLU_NOTHING : call_special(number, name);
    if (!result && !slu_error && slu_is_int(number))
        return slu_int_plain(number);
    double real = result || slu_error ? 0 : slu_real(number);
    return result ? result : slu_error ? SLU_NOTHING : slu_int_of_float(__builtin_ceil(real));
}

slu_value slu_math_trunc(slu_value number) {
    SLU_STR_CONSTANT(name, "__trunc__");
    bool instance = slu_is(number, SLU_IS_INSTANCE);
    slu_value result = instance || (!slu_is_int(number) && !slu_is_float(number)) ? call_special(number, name) : SLU_NOTHING;
    if (!result && !slu_error && slu_is_int(number))
        return slu_int_plain(number);
    if (!result && !slu_error && slu_is_float(number))
        return slu_int_of_float(((slu_float *)slu_object_of(number))->number);
    if (!result && !slu_error)
        slu_raise(&slu_type_error_type, "type %T doesn't define __trunc__ method", number);
    return result;
}

static slu_value gcd(slu_value left, slu_value right) {
    left = slu_int_absolute(left);
    right = slu_int_absolute(right);
    while (left && right && slu_int_truth(right)) {
        slu_value rest = slu_int_modulo(left, right);
        left = right;
        right = rest;
    }
    return right ? left : SLU_NOTHING;
}

slu_value slu_math_gcd(const slu_value *items, uint32_t count) {
    slu_value result = slu_small(0);
    for (uint32_t i = 0; result && i < count; i++) {
        slu_value item = slu_index(items[i]);
        result = item ? gcd(result, item) : SLU_NOTHING;
    }
    return result;
}

slu_value slu_math_lcm(const slu_value *items, uint32_t count) {
    slu_value result = slu_small(1);
    for (uint32_t i = 0; result && i < count; i++) {
        slu_value item = slu_index(items[i]), common = item ? gcd(result, item) : SLU_NOTHING;
        if (!common)
            return SLU_NOTHING;
        if (!slu_int_truth(item) || !slu_int_truth(result)) {
            result = slu_small(0);
            continue;
        }
        slu_value part = slu_int_floor_divide(result, common);
        slu_value product = part ? slu_int_multiply(part, item) : SLU_NOTHING;
        result = product ? slu_int_absolute(product) : SLU_NOTHING;
    }
    return result;
}

// Newton's method from above.
slu_value slu_math_isqrt(slu_value number) {
    slu_value square = slu_index(number);
    if (!square)
        return SLU_NOTHING;
    square = slu_int_plain(square);
    if (slu_int_less(square, slu_small(0)))
        return slu_raise(&slu_value_error_type, "isqrt() argument must be nonnegative");
    if (!slu_int_truth(square))
        return slu_small(0);
    slu_value root = slu_int_left_shift(slu_small(1), slu_small((slu_int_bit_length(square) + 1) / 2));
    while (root) {
        slu_value quotient = slu_int_floor_divide(square, root);
        slu_value sum = quotient ? slu_int_add(root, quotient) : SLU_NOTHING;
        slu_value next = sum ? slu_int_right_shift(sum, slu_small(1)) : SLU_NOTHING;
        if (!next || slu_int_greater_equal(next, root))
            return next ? root : SLU_NOTHING;
        root = next;
    }
    return SLU_NOTHING;
}

// first * (first + 1) * … * last, halving the range so that factors stay alike in size.
static slu_value range_product(int64_t first, int64_t last) {
    if (last - first < 8) {
        slu_value product = slu_small(first);
        for (int64_t i = first + 1; product && i <= last; i++)
            product = slu_int_multiply(product, slu_small(i));
        return product;
    }
    int64_t middle = first + (last - first) / 2;
    slu_value low = range_product(first, middle), high = low ? range_product(middle + 1, last) : SLU_NOTHING;
    return high ? slu_int_multiply(low, high) : SLU_NOTHING;
}

slu_value slu_math_factorial(slu_value number) {
    if (slu_is_float(number) || (!slu_is_int(number) && !slu_type_of(number)->index))
        return slu_raise(&slu_type_error_type, "'%T' object cannot be interpreted as an integer", number);
    slu_value index = slu_index(number);
    if (!index)
        return SLU_NOTHING;
    int64_t n = slu_int_clamp(index);
    if (n < 0)
        return slu_raise(&slu_value_error_type, "factorial() not defined for negative values");
    if (n > INT32_MAX)
        return slu_raise(&slu_overflow_error_type, "factorial() argument should not exceed 9223372036854775807");
    return n < 2 ? slu_small(1) : range_product(2, n);
}

static bool read_pair(slu_value *n, slu_value *k, const char *name) {
    *n = slu_index(*n);
    *k = *n ? slu_index(*k) : SLU_NOTHING;
    if (!*k)
        return false;
    if (slu_int_less(*n, slu_small(0)))
        return slu_raise(&slu_value_error_type, "n must be a non-negative integer");
    if (slu_int_less(*k, slu_small(0)))
        return slu_raise(&slu_value_error_type, "k must be a non-negative integer");
    (void)name;
    return true;
}

slu_value slu_math_perm(slu_value n, slu_value k) {
    if (k == SLU_NONE)
        return slu_math_factorial(n);
    if (!read_pair(&n, &k, "perm"))
        return SLU_NOTHING;
    if (slu_int_greater(k, n))
        return slu_small(0);
    slu_value product = slu_small(1), factor = slu_int_plain(n);
    for (int64_t i = slu_int_clamp(k); product && i > 0; i--) {
        product = slu_int_multiply(product, factor);
        factor = slu_int_subtract(factor, slu_small(1));
        if (!factor)
            return SLU_NOTHING;
    }
    return product;
}

slu_value slu_math_comb(slu_value n, slu_value k) {
    if (!read_pair(&n, &k, "comb"))
        return SLU_NOTHING;
    if (slu_int_greater(k, n))
        return slu_small(0);
    slu_value other = slu_int_subtract(n, k);
    if (other && slu_int_less(other, k))
        k = other;
    slu_value product = slu_small(1), factor = slu_int_plain(n);
    int64_t count = slu_int_clamp(k);
    for (int64_t i = 1; other && product && i <= count; i++) {
        product = slu_int_multiply(product, factor);
        product = product ? slu_int_floor_divide(product, slu_small(i)) : SLU_NOTHING;
        factor = slu_int_subtract(factor, slu_small(1));
    }
    return product;
}
