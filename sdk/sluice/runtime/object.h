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
bool slu_has_own_member(slu_value class, slu_str *name);
// `name in owner.__dict__` and `owner.__dict__[name]`, also of classes; otherwise 0: KeyError.
int32_t slu_in_own_dict(slu_value owner, slu_str *name);
// Comes before a store (title 0: deletion) in what may be a title of a class or function; false: raised.
bool slu_check_title(slu_value owner, slu_str *name, slu_value title);
// Set by it: stores a title of a class. false without slu_error: the name is none.
extern bool (*SLU_REGISTER slu_set_title)(const slu_type *type, slu_str *name, slu_value title);
slu_value slu_from_own_dict(slu_value owner, slu_str *name, slu_value otherwise);
slu_value slu_bind_found(slu_value found, slu_value receiver);
slu_value slu_get_attribute_or(slu_value receiver, slu_str *name, slu_value otherwise);
bool slu_set_attribute(slu_value receiver, slu_str *name, slu_value item); // item 0: delete
// The attribute, or 0: none (`__getattr__` is not asked), or raised when slu_error is set.
slu_value slu_find_attribute(slu_value receiver, slu_str *name);
// object.__setattr__: what a class's own `__setattr__` calls in the end.
bool slu_set_attribute_plainly(slu_value receiver, slu_str *name, slu_value item);
slu_value slu_vars(slu_value receiver);
// The dict itself that an instance without slots keeps its attributes in: x.__dict__, vars(x). 0: raised, also
// where the instance has slots, so that there is no such dict.
slu_value slu_kept_dict(slu_value receiver);
slu_value slu_kept_vars(slu_value receiver);
bool slu_keep_dict(slu_value receiver, slu_value dict); // x.__dict__ = dict; false: raised
// Where a slot or the open dict of an instance lies.
void *slu_slot_at(slu_value instance, uint32_t offset);
// The method or None of a special name, looked up on the type: `__len__`. 0: there is none (nothing raised).
slu_function *slu_find_special(slu_value receiver, slu_str *name);

// --- calls --------------------------------------------------------------------------------------------------
slu_value slu_call(slu_value callee, const slu_value *arguments, uint32_t count, const slu_tuple *keywords);
// The same for what is known to be a plain function: links nothing that only other callables need.
slu_value slu_call_function(slu_function *function, const slu_value *arguments, uint32_t count,
                            const slu_tuple *keywords);
// receiver.name(...): `arguments[0]` is the receiver and counts.
slu_value slu_call_method(slu_str *name, const slu_value *arguments, uint32_t count, const slu_tuple *keywords);
// callee(*arguments, **keywords)
slu_value slu_call_unpacked(slu_value callee, slu_value arguments, slu_value keywords);
slu_value slu_call1(slu_value callee, slu_value argument);

// --- conversions to text and truth --------------------------------------------------------------------------
slu_str *slu_repr(slu_value value);
slu_str *slu_str_of(slu_value value);                    // str(value)
slu_str *slu_format(slu_value value, slu_str *spec);     // format(value, spec)
slu_str *slu_format_plain(slu_value value);              // format(value, "")
int32_t slu_truth_of(slu_value value);                   // -1: raised
int64_t slu_length(slu_value value);                     // -1: raised
int64_t slu_hash(slu_value value);                       // -1: raised
slu_str *slu_type_qualified_name(slu_value value);
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
slu_value slu_get_item_or_class_item(slu_value container, slu_value key);
bool slu_set_item(slu_value container, slu_value key, slu_value item);
bool slu_delete_item(slu_value container, slu_value key);
int32_t slu_contains(slu_value container, slu_value item);
// operator.index(value) as a machine number; OverflowError when it does not fit. Look at slu_error.
int64_t slu_index_of(slu_value value);
// The same, the outermost machine number where it does not fit.
int64_t slu_clamped_of(slu_value value);
// The same for a subscript: IndexError.
int64_t slu_position_of(slu_value value);

// --- operators ----------------------------------------------------------------------------------------------
slu_value slu_divide(slu_value left, slu_value right);
slu_value slu_floor_divide(slu_value left, slu_value right);
slu_value slu_modulo(slu_value left, slu_value right);
slu_value slu_power(slu_value left, slu_value right);
slu_value slu_left_shift(slu_value left, slu_value right);
slu_value slu_right_shift(slu_value left, slu_value right);
slu_value slu_and(slu_value left, slu_value right);
slu_value slu_or(slu_value left, slu_value right);
slu_value slu_xor(slu_value left, slu_value right);
slu_value slu_matrix_multiply(slu_value left, slu_value right);
slu_value slu_negate(slu_value value);
slu_value slu_positive(slu_value value);
slu_value slu_invert(slu_value value);
slu_value slu_absolute(slu_value value);

// +, -, *, comparisons and equality have inline parts: operators.h.

// --- checked conversions of representation (TypeError names what was expected and what came) -----------------
slu_value slu_expect_error(slu_value value, const slu_type *expected) SLU_COLD;
// object.__setattr__ and friends, list.__init__…: what `super()` finds on built-in types.
bool slu_object_set_attribute(slu_value self, slu_value name, slu_value item);
bool slu_object_delete_attribute(slu_value self, slu_value name);
slu_value slu_object_get_attribute(slu_value self, slu_value name);
slu_str *slu_object_repr(slu_value self);
slu_value slu_object_equal(slu_value self, slu_value other);
slu_value slu_object_not_equal(slu_value self, slu_value other);
slu_value slu_object_hash(slu_value self);
slu_value slu_hash_value(slu_value value);
slu_str *slu_object_format(slu_value self, slu_value spec);
bool slu_object_init(slu_value self, slu_tuple *arguments, slu_dict *keywords);
slu_value slu_object_make(slu_value class_, slu_tuple *arguments, slu_dict *keywords);
slu_value slu_exception_with_traceback(slu_value self, slu_value traceback);
bool slu_exception_init(slu_value self, slu_tuple *arguments, slu_dict *keywords);

SLU_INLINE bool slu_has_type(slu_value value, const slu_type *type) {
    const slu_type *actual = slu_type_of(value);
    return actual == type || slu_is_subtype(actual, type);
}

// --- depth of calls -------------------------------------------------------------------------------------------
#ifndef SLU_DEPTH_LIMIT
#define SLU_DEPTH_LIMIT 1000
#endif
extern int32_t SLU_REGISTER slu_depth;
bool slu_too_deep(void) SLU_COLD; // raises RecursionError, returns true

// Whether the stack in memory, where arrays of arguments lie, is nearly used up: functions with large frames
// reach that before the limit of depth. The engine's own stack cannot be asked: it has room for
// `SLU_DEPTH_LIMIT` calls of weight 1.
__asm__(".globaltype __stack_pointer, i32");
extern char __stack_low[]; // by the linker
SLU_INLINE bool slu_stack_is_low(void) {
    uintptr_t top;
    __asm__ volatile("global.get __stack_pointer\n\tlocal.set %0" : "=r"(top));
    return top < (uintptr_t)__stack_low + 64 * 1024;
}
// A call begins that may lead to itself. `depth`: what `slu_depth` is; `slu_leave` with it when the call ends.
// false: RecursionError.
SLU_INLINE bool slu_enter(int32_t depth, int32_t weight) {
    slu_depth = depth + weight;
    if (SLU_LIKELY(depth <= SLU_DEPTH_LIMIT - weight) && SLU_LIKELY(!slu_stack_is_low()))
        return true;
    slu_depth = depth;
    slu_too_deep();
    return false;
}
SLU_INLINE void slu_leave(int32_t depth) { slu_depth = depth; }

bool slu_is_iterable(slu_value value);
int32_t slu_is_iterable_kind(slu_value value);
int32_t slu_is_iterator_kind(slu_value value);
bool slu_dict_merge_keywords(slu_dict *keywords, slu_value mapping, slu_value callee);
slu_list *slu_arguments_from(slu_value iterable, slu_value callee);
bool slu_list_extend_arguments(slu_list *list, slu_value iterable);

// --- smaller parts --------------------------------------------------------------------------------------------
// Raises StopIteration, with the generator's result where the iterator is one.
slu_value slu_stop_iteration(slu_value iterator);
slu_value slu_next_or_raise(slu_value iterator);
slu_value slu_next_or(slu_value iterator, slu_value otherwise);
slu_value slu_match_attribute(slu_value receiver, slu_str *name);
slu_value slu_match_key(slu_value mapping, slu_value key);
slu_dict *slu_match_rest(slu_value mapping, slu_value keys);
slu_value slu_match_arguments(slu_value subject, slu_value class_, int64_t count);
int32_t slu_match_sequence(slu_value value);
int32_t slu_match_mapping(slu_value value);
int32_t slu_is_of_class(slu_value value, slu_value class_);
slu_value slu_class_of(slu_value value);
slu_value slu_identity(slu_value value);
void slu_builder_add_address(slu_builder *builder, slu_value value); // ` at 0x…`
slu_value slu_object_new(void);
slu_value slu_bare_instance(const slu_type *type); // by `object.__new__`: TypeError for an abstract class
int32_t slu_is_callable(slu_value value);
slu_value slu_getattr(slu_value receiver, slu_value name, slu_value otherwise);
int32_t slu_hasattr(slu_value receiver, slu_value name);
slu_value slu_getattr_computed(slu_value receiver, slu_value name, slu_value otherwise);
int32_t slu_hasattr_computed(slu_value receiver, slu_value name);
bool slu_setattr(slu_value receiver, slu_value name, slu_value item);
bool slu_delattr(slu_value receiver, slu_value name);
slu_value slu_super_get(slu_value class_, slu_value self, slu_str *name);
slu_value slu_with_exit(slu_value manager);
slu_value slu_with_enter(slu_value manager);
bool slu_dict_update_mapping(slu_dict *dict, slu_value mapping);
