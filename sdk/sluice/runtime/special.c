// Operations of classes of the program, by calling their special methods.
#include "special.h"

#include "int.h"
#include "iterator.h"
#include "names.h"
#include "operators.h"
#include "program.h"

// The method of a special name, or 0: none, or set to None.
static slu_function *method(slu_value self, slu_str *name) { return slu_find_special(self, name); }

static slu_value call0(slu_value self, slu_str *name) {
    slu_function *function = method(self, name);
    if (!function && slu_find_member(slu_type_of(self), name))
        return slu_raise(&slu_type_error_type, "'NoneType' object is not callable");
    if (!function)
        return slu_raise(&slu_attribute_error_type, "'%T' object has no attribute '%S'", self, name);
    return slu_call_function(function, &self, 1, NULL);
}
static slu_value call1(slu_value self, slu_function *function, slu_value argument) {
    slu_value arguments[] = {self, argument};
    if (!function)
        return slu_raise(&slu_type_error_type, "'NoneType' object is not callable");
    return slu_call_function(function, arguments, 2, NULL);
}

slu_value slu_special_repr(slu_value self) {
    slu_value text = call0(self, SLU_NAME(repr));
    if (text && !slu_is_str(text))
        return slu_raise(&slu_type_error_type, "__repr__ returned non-string (type %T)", text);
    return text;
}
slu_value slu_special_str(slu_value self) {
    slu_value text = call0(self, SLU_NAME(str));
    if (text && !slu_is_str(text))
        return slu_raise(&slu_type_error_type, "__str__ returned non-string (type %T)", text);
    return text;
}
slu_value slu_special_format(slu_value self, slu_str *spec) {
    slu_value text = call1(self, method(self, SLU_NAME(format)), slu_of(spec));
    if (text && !slu_is_str(text))
        return slu_raise(&slu_type_error_type, "__format__ must return a str, not %T", text);
    return text;
}

int64_t slu_special_hash(slu_value self) {
    slu_function *function = method(self, SLU_NAME(hash));
    if (!function)
        return slu_unhashable(self);
    slu_value hash = slu_call_function(function, &self, 1, NULL);
    if (!hash)
        return -1;
    if (!slu_is_int(hash)) {
        slu_raise(&slu_type_error_type, "__hash__ method should return an integer");
        return -1;
    }
    int64_t number = slu_is_small(hash) ? slu_small_value(hash) : slu_int_as_hash(hash);
    return number == -1 ? -2 : number;
}

int64_t slu_special_identity_hash(slu_value self) { return slu_identity_of(slu_object_of(self)) * INT64_C(7); }

int64_t slu_unhashable(slu_value self) {
    slu_raise(&slu_type_error_type, "unhashable type: '%T'", self);
    return -1;
}

int32_t slu_special_truth(slu_value self) {
    slu_value truth = call0(self, SLU_NAME(bool));
    if (!truth)
        return -1;
    if (truth == slu_bool(1) || truth == slu_bool(0))
        return truth == slu_bool(1);
    slu_raise(&slu_type_error_type, "__bool__ should return bool, returned %T", truth);
    return -1;
}

int64_t slu_special_length(slu_value self) {
    slu_value length = call0(self, SLU_NAME(len));
    if (!length)
        return -1;
    if (!slu_is_int(length) && !slu_type_of(length)->index) {
        slu_raise(&slu_type_error_type, "'%T' object cannot be interpreted as an integer", length);
        return -1;
    }
    slu_value number = slu_index(length);
    if (!number)
        return -1;
    int64_t size = slu_int_clamp(number);
    if (size < 0)
        slu_raise(&slu_value_error_type, "__len__() should return >= 0");
    else if (!slu_is_small(slu_int_plain(number)))
        slu_raise(&slu_overflow_error_type, "cannot fit '%T' into an index-sized integer", length);
    return slu_error ? -1 : size;
}

slu_value slu_special_iterate(slu_value self) {
    slu_function *own = method(self, SLU_NAME(iter));
    if (!own)
        return slu_raise(&slu_type_error_type, "'%T' object is not iterable", self);
    slu_value iterator = slu_call_function(own, &self, 1, NULL);
    if (iterator && !slu_type_of(iterator)->next)
        return slu_raise(&slu_type_error_type, "iter() returned non-iterator of type '%T'", iterator);
    return iterator;
}

slu_value slu_special_next(slu_value self) {
    slu_value item = call0(self, SLU_NAME(next));
    if (!item)
        slu_clear_if(&slu_stop_iteration_type);
    return item;
}

int32_t slu_special_contains(slu_value self, slu_value item) {
    slu_function *own = method(self, SLU_NAME(contains));
    if (!own) {
        slu_raise(&slu_type_error_type, "'%T' object is not a container", self);
        return -1;
    }
    slu_value found = call1(self, own, item);
    return found ? slu_truth(found) : -1;
}

slu_value slu_special_get_item(slu_value self, slu_value key) {
    return call1(self, method(self, SLU_NAME(getitem)), key);
}

slu_value slu_special_missing(slu_value self, slu_value key) {
    return call1(self, method(self, SLU_NAME(missing)), key);
}

bool slu_special_set_item(slu_value self, slu_value key, slu_value item) {
    slu_function *own = method(self, item ? SLU_NAME(setitem) : SLU_NAME(delitem));
    const slu_type *native = slu_type_of(self)->native;
    if (!own && native && native->set_item)
        return native->set_item(self, key, item);
    if (!own) {
        slu_raise(&slu_type_error_type, item ? "'%T' object does not support item assignment"
                                             : "'%T' object doesn't support item deletion",
                  self);
        return false;
    }
    slu_value arguments[] = {self, key, item};
    return slu_call_function(own, arguments, item ? 3 : 2, NULL) != 0;
}

static slu_str *comparison_name(slu_comparison operator_) {
    switch (operator_) {
    case SLU_LESS:
        return SLU_NAME(lt);
    case SLU_LESS_EQUAL:
        return SLU_NAME(le);
    case SLU_EQUAL:
        return SLU_NAME(eq);
    case SLU_NOT_EQUAL:
        return SLU_NAME(ne);
    case SLU_GREATER:
        return SLU_NAME(gt);
    case SLU_GREATER_EQUAL:
        return SLU_NAME(ge);
    }
    return NULL;
}

slu_value slu_special_compare(slu_value self, slu_value other, slu_comparison operator_) {
    slu_compare_truth_of = slu_truth_of;
    slu_function *own = method(self, comparison_name(operator_));
    if (own)
        return call1(self, own, other);
    const slu_type *native = slu_type_of(self)->native;
    // What derives from a built-in type that compares has its `__ne__`, which does not ask `__eq__`.
    bool compares = slu_is_str(self) || slu_is_int(self) || (native && native->compare);
    if (operator_ == SLU_NOT_EQUAL && !compares && (own = method(self, SLU_NAME(eq)))) {
        slu_value equal = call1(self, own, other);
        if (!equal || equal == SLU_NOT_IMPLEMENTED)
            return equal;
        int32_t truth = slu_truth(equal);
        return truth < 0 ? 0 : slu_bool(!truth);
    }
    return native && native->compare ? native->compare(self, other, operator_) : SLU_NOT_IMPLEMENTED;
}

// --- operators ------------------------------------------------------------------------------------------------

SLU_STR_CONSTANT(add_name, "__add__");
SLU_STR_CONSTANT(radd_name, "__radd__");
SLU_STR_CONSTANT(iadd_name, "__iadd__");
SLU_STR_CONSTANT(sub_name, "__sub__");
SLU_STR_CONSTANT(rsub_name, "__rsub__");
SLU_STR_CONSTANT(isub_name, "__isub__");
SLU_STR_CONSTANT(mul_name, "__mul__");
SLU_STR_CONSTANT(rmul_name, "__rmul__");
SLU_STR_CONSTANT(imul_name, "__imul__");
SLU_STR_CONSTANT(truediv_name, "__truediv__");
SLU_STR_CONSTANT(rtruediv_name, "__rtruediv__");
SLU_STR_CONSTANT(itruediv_name, "__itruediv__");
SLU_STR_CONSTANT(floordiv_name, "__floordiv__");
SLU_STR_CONSTANT(rfloordiv_name, "__rfloordiv__");
SLU_STR_CONSTANT(ifloordiv_name, "__ifloordiv__");
SLU_STR_CONSTANT(mod_name, "__mod__");
SLU_STR_CONSTANT(rmod_name, "__rmod__");
SLU_STR_CONSTANT(imod_name, "__imod__");
SLU_STR_CONSTANT(pow_name, "__pow__");
SLU_STR_CONSTANT(rpow_name, "__rpow__");
SLU_STR_CONSTANT(ipow_name, "__ipow__");
SLU_STR_CONSTANT(lshift_name, "__lshift__");
SLU_STR_CONSTANT(rlshift_name, "__rlshift__");
SLU_STR_CONSTANT(ilshift_name, "__ilshift__");
SLU_STR_CONSTANT(rshift_name, "__rshift__");
SLU_STR_CONSTANT(rrshift_name, "__rrshift__");
SLU_STR_CONSTANT(irshift_name, "__irshift__");
SLU_STR_CONSTANT(and_name, "__and__");
SLU_STR_CONSTANT(rand_name, "__rand__");
SLU_STR_CONSTANT(iand_name, "__iand__");
SLU_STR_CONSTANT(or_name, "__or__");
SLU_STR_CONSTANT(ror_name, "__ror__");
SLU_STR_CONSTANT(ior_name, "__ior__");
SLU_STR_CONSTANT(xor_name, "__xor__");
SLU_STR_CONSTANT(rxor_name, "__rxor__");
SLU_STR_CONSTANT(ixor_name, "__ixor__");
SLU_STR_CONSTANT(matmul_name, "__matmul__");
SLU_STR_CONSTANT(rmatmul_name, "__rmatmul__");
SLU_STR_CONSTANT(imatmul_name, "__imatmul__");

#define ROW(verb) {(slu_str *)&verb##_name_object, (slu_str *)&r##verb##_name_object, (slu_str *)&i##verb##_name_object}
static slu_str *const operator_names[][3] = {ROW(add),      ROW(sub),    ROW(mul),    ROW(truediv), ROW(floordiv),
                                             ROW(mod),      ROW(pow),    ROW(lshift), ROW(rshift),  ROW(and),
                                             ROW(or),       ROW(xor),    ROW(matmul)};

static slu_value native_binary(slu_value self, slu_value left, slu_value right, slu_operator operator_) {
    const slu_type *native = slu_type_of(self)->native;
    bool answers = native && native->binary && !(native->flags & SLU_IS_INT);
    return answers ? native->binary(left, right, operator_) : SLU_NOT_IMPLEMENTED;
}

// Asks the operand that has this very slot: `__add__` of the left one first, then `__radd__` of the right one.
static slu_value special_binary(slu_value left, slu_value right, slu_operator operator_) {
    bool left_has = slu_type_of(left)->binary == slu_special_binary;
    bool right_has = slu_type_of(right)->binary == slu_special_binary;
    const slu_type *left_type = slu_type_of(left), *right_type = slu_type_of(right);
    slu_function *own = left_has ? method(left, operator_names[operator_][0]) : NULL;
    slu_function *reflected =
        right_has && left_type != right_type ? method(right, operator_names[operator_][1]) : NULL;
    bool reflected_first = reflected && slu_is_subtype(right_type, left_type) &&
                           (!left_has || reflected != method(left, operator_names[operator_][1]));
    if (reflected_first) {
        slu_value result = call1(right, reflected, left);
        if (result != SLU_NOT_IMPLEMENTED)
            return result;
    }
    if (own) {
        slu_value result = call1(left, own, right);
        if (result != SLU_NOT_IMPLEMENTED)
            return result;
    }
    if (reflected && !reflected_first) {
        slu_value result = call1(right, reflected, left);
        if (result != SLU_NOT_IMPLEMENTED)
            return result;
    }
    slu_value result = left_has ? native_binary(left, left, right, operator_) : SLU_NOT_IMPLEMENTED;
    return result == SLU_NOT_IMPLEMENTED && right_has ? native_binary(right, left, right, operator_) : result;
}

slu_value slu_special_binary(slu_value left, slu_value right, slu_operator operator_) {
    int32_t depth = slu_depth;
    if (!slu_enter(depth, 1)) // the way to the method and back takes as much of the stack as another call
        return 0;
    slu_value result = special_binary(left, right, operator_);
    slu_leave(depth);
    return result;
}

slu_value slu_special_in_place(slu_value left, slu_value right, slu_operator operator_) {
    slu_function *own = method(left, operator_names[operator_][2]);
    if (own)
        return call1(left, own, right);
    const slu_type *native = slu_type_of(left)->native;
    return native && native->in_place ? native->in_place(left, right, operator_) : SLU_NOT_IMPLEMENTED;
}

slu_value slu_special_unary(slu_value self, char operator_) {
    slu_str *name = operator_ == '-'   ? SLU_NAME(neg)
                    : operator_ == '+' ? SLU_NAME(pos)
                    : operator_ == '~' ? SLU_NAME(invert)
                                       : SLU_NAME(abs);
    slu_function *own = method(self, name);
    if (own)
        return slu_call_function(own, &self, 1, NULL);
    const slu_type *native = slu_type_of(self)->native;
    if (native && native->unary)
        return native->unary(self, operator_);
    if (operator_ == 'a')
        return slu_raise(&slu_type_error_type, "bad operand type for abs(): '%T'", self);
    return slu_raise(&slu_type_error_type, "bad operand type for unary %c: '%T'", operator_, self);
}

slu_value slu_special_index(slu_value self) {
    slu_value number = call0(self, SLU_NAME(index));
    if (number && !slu_is_int(number))
        return slu_raise(&slu_type_error_type, "__index__ returned non-int (type %T)", number);
    return number;
}

// --- calls and attributes -----------------------------------------------------------------------------------------

slu_value slu_special_call(slu_value self, const slu_value *arguments, uint32_t count, const slu_tuple *keywords) {
    slu_function *own = method(self, SLU_NAME(call));
    if (!own) { // an object that is called itself, or None
        const slu_member *member = slu_find_member(slu_type_of(self), SLU_NAME(call));
        slu_value kept = member && member->kind == SLU_VARIABLE ? *member->variable : 0;
        return slu_call(kept ? kept : SLU_NONE, arguments, count, keywords);
    }
    slu_value all[count + 1];
    all[0] = self;
    for (uint32_t i = 0; i < count; i++)
        all[i + 1] = arguments[i];
    return slu_call_function(own, all, count + 1, keywords);
}

slu_value slu_special_get_attribute(slu_value self, slu_str *name) {
    slu_function *own = method(self, SLU_NAME(getattribute)), *otherwise = method(self, SLU_NAME(getattr));
    slu_value found = own ? call1(self, own, slu_of(name)) : slu_find_attribute(self, name);
    if (found || (slu_error && !otherwise))
        return found;
    if (!otherwise) {
        slu_no_attribute(self, name);
        return 0;
    }
    if (slu_error && !slu_clear_if(&slu_attribute_error_type))
        return 0;
    return call1(self, otherwise, slu_of(name));
}

bool slu_special_set_attribute(slu_value self, slu_str *name, slu_value item) {
    slu_function *own = method(self, item ? SLU_NAME(setattr) : SLU_NAME(delattr));
    if (!own)
        return slu_set_attribute_plainly(self, name, item);
    slu_value arguments[] = {self, slu_of(name), item};
    return slu_call_function(own, arguments, item ? 3 : 2, NULL) != 0;
}

// --- construction -------------------------------------------------------------------------------------------------

// What a member calls: a method's function, or (a method that captures variables) the one its variable holds.
static slu_function *function_of(const slu_member *member) {
    if (!member || member->function)
        return member ? member->function : NULL;
    bool holds = member->kind == SLU_VARIABLE && *member->variable && slu_is(*member->variable, SLU_IS_FUNCTION);
    return holds ? (slu_function *)slu_object_of(*member->variable) : NULL;
}

// A method that a class of the program gives; what built-in types do is part of making an instance.
static const slu_member *member_of_program(const slu_type *type, slu_str *name) {
    const slu_member *member = slu_find_member(type, name);
    const char *place = (const char *)member, *rows = (const char *)slu_builtin_methods;
    bool built_in = place >= rows && place < rows + slu_builtin_method_count * sizeof(slu_builtin_method);
    return built_in ? NULL : member;
}

slu_value slu_construct_instance(const slu_type *type, const slu_value *arguments, uint32_t count,
                                 const slu_tuple *keywords) {
    const slu_member *new_ = member_of_program(type, SLU_NAME(new)), *init = member_of_program(type, SLU_NAME(init));
    slu_function *initialise = function_of(init);
    bool has_init = initialise != NULL;
    slu_value all[count + 1];
    for (uint32_t i = 0; i < count; i++)
        all[i + 1] = arguments[i];
    slu_value made;
    if (new_ && new_->function) {
        all[0] = slu_of(type);
        made = slu_call_function(new_->function, all, count + 1, keywords);
    } else if (type->native == &slu_object_type) {
        if (!has_init && (count || keywords))
            return slu_raise(&slu_type_error_type, "%N() takes no arguments", type);
        made = slu_bare_instance(type);
    } else {
        made = slu_new_of_native(type, arguments, count, keywords, has_init);
    }
    if (!made || !slu_has_type(made, type))
        return made;
    if (slu_type_of(made) != type)
        initialise = function_of(member_of_program(slu_type_of(made), SLU_NAME(init)));
    if (!initialise) {
        bool behind = slu_exception_init_behind_new && new_ && new_->function && type->flags & SLU_IS_EXCEPTION;
        return !behind || slu_exception_init_behind_new(made, arguments, count, keywords) ? made : 0;
    }
    all[0] = made;
    slu_value done = slu_call_function(initialise, all, count + 1, keywords);
    if (done && done != SLU_NONE)
        return slu_raise(&slu_type_error_type, "__init__() should return None, not '%T'", done);
    return done ? made : 0;
}

static slu_value next_by_index(slu_value self) {
    slu_iterator *iterator = (slu_iterator *)slu_object_of(self);
    if (!iterator->source)
        return 0;
    slu_value item = slu_get_item(iterator->source, slu_small(iterator->position));
    if (item) {
        iterator->position++;
        return item;
    }
    if (slu_clear_if(&slu_index_error_type) || slu_clear_if(&slu_stop_iteration_type))
        iterator->source = 0;
    return 0;
}
SLU_ITERATOR_TYPE(slu_index_iterator_type, "iterator", next_by_index)

slu_value slu_iterate_items(slu_value self) { return slu_iterator_new(&slu_index_iterator_type, self, 0, 0, 0); }
