// What works on any value: attributes, calls, operators, conversions of representation.
// Every function here that returns a slu_value returns 0 when it raised, every int32_t -1, every bool false,
// unless its comment says otherwise.
#pragma once

#include "cell.h"
#include "dict.h"
#include "error.h"
#include "function.h"
#include "list.h"
#include "memory.h"
#include "tuple.h"

// --- attributes ---------------------------------------------------------------------------------------------
slu_value slu_get_attribute(slu_value receiver, slu_str *name);
// getattr(receiver, name, otherwise): only AttributeError is replaced.
slu_value slu_get_attribute_or(slu_value receiver, slu_str *name, slu_value otherwise);
bool slu_set_attribute(slu_value receiver, slu_str *name, slu_value item); // item 0: delete
// Where a slot or the open dict of an instance lies.
void *slu_slot_at(slu_value instance, uint32_t offset);
// The method or None of a special name, looked up on the type: `__len__`. 0: there is none (nothing raised).
slu_function *slu_find_special(slu_value receiver, slu_str *name);

// --- calls --------------------------------------------------------------------------------------------------
slu_value slu_call(slu_value callee, const slu_value *arguments, uint32_t count, const slu_tuple *keywords);
// receiver.name(...): `arguments[0]` is the receiver and counts.
slu_value slu_call_method(slu_str *name, const slu_value *arguments, uint32_t count, const slu_tuple *keywords);
// callee(*arguments, **keywords)
slu_value slu_call_spread(slu_value callee, slu_value arguments, slu_value keywords);
slu_value slu_call1(slu_value callee, slu_value argument);

// --- conversions to text and truth --------------------------------------------------------------------------
slu_str *slu_repr(slu_value value);
slu_str *slu_str_of(slu_value value);                    // str(value)
slu_str *slu_format(slu_value value, slu_str *spec);     // format(value, spec)
int32_t slu_truth_of(slu_value value);                   // -1: raised
int64_t slu_length(slu_value value);                     // -1: raised
int64_t slu_hash(slu_value value);                       // -1: raised
slu_str *slu_type_name(slu_value value);                 // type(value).__name__

SLU_INLINE slu_value slu_bool(int32_t condition) {
    return slu_of(condition ? slu_true_pointer : slu_false_pointer);
}
SLU_INLINE int32_t slu_truth(slu_value value) {
    if (slu_is_small(value))
        return value != slu_small(0);
    return slu_truth_of(value);
}

// --- iteration ----------------------------------------------------------------------------------------------
slu_value slu_iterate(slu_value iterable); // an iterator
// The next item; 0: exhausted, or raised when slu_error is set.
slu_value slu_next(slu_value iterator);

// --- containers ---------------------------------------------------------------------------------------------
slu_value slu_get_item(slu_value container, slu_value key);
bool slu_set_item(slu_value container, slu_value key, slu_value item);
bool slu_delete_item(slu_value container, slu_value key);
int32_t slu_contains(slu_value container, slu_value item);
// operator.index(value) as a machine number; OverflowError when it does not fit. Look at slu_error.
int64_t slu_index_of(slu_value value);

// --- operators ----------------------------------------------------------------------------------------------
slu_value slu_add(slu_value left, slu_value right);
slu_value slu_subtract(slu_value left, slu_value right);
slu_value slu_multiply(slu_value left, slu_value right);
slu_value slu_divide(slu_value left, slu_value right);
slu_value slu_floor_divide(slu_value left, slu_value right);
slu_value slu_modulo(slu_value left, slu_value right);
slu_value slu_power(slu_value left, slu_value right);
slu_value slu_left_shift(slu_value left, slu_value right);
slu_value slu_right_shift(slu_value left, slu_value right);
slu_value slu_and(slu_value left, slu_value right);
slu_value slu_or(slu_value left, slu_value right);
slu_value slu_xor(slu_value left, slu_value right);
slu_value slu_in_place(slu_value left, slu_value right, slu_operator operator_);
slu_value slu_negative(slu_value value);
slu_value slu_positive(slu_value value);
slu_value slu_invert(slu_value value);
slu_value slu_absolute(slu_value value);

// left operator right; anything `__eq__` and friends return.
slu_value slu_compare(slu_value left, slu_value right, slu_comparison operator_);
// As a truth value. -1: raised.
int32_t slu_compare_truth(slu_value left, slu_value right, slu_comparison operator_);
// What `in`, list.index and dict keys use: identity first, then ==. -1: raised.
int32_t slu_equal(slu_value left, slu_value right);

// --- checked conversions of representation (TypeError names what was expected and what came) -----------------
slu_value slu_expect_error(slu_value value, const slu_type *expected) SLU_COLD;
SLU_INLINE bool slu_has_type(slu_value value, const slu_type *type) {
    const slu_type *actual = slu_type_of(value);
    return actual == type || slu_is_subtype(actual, type);
}
