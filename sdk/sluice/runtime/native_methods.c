// The special methods of built-in types as functions: `int.__add__(1, 2)`, `super().__getitem__(key)`.
// What a class of the program overrides is not asked: the nearest built-in type answers.
#include "native_methods.h"

#include "bytes.h"
#include "float.h"
#include "int.h"
#include "iterator.h"
#include "names.h"
#include "operators.h"
#include "set.h"

const slu_type *slu_native_type(slu_value self) {
    const slu_type *type = slu_type_of(self);
    return type->flags & SLU_IS_INSTANCE ? type->native : type;
}

static bool is_sequence(slu_value value) {
    return slu_is(value, SLU_IS_STR | SLU_IS_BYTES | SLU_IS_BYTEARRAY | SLU_IS_LIST | SLU_IS_TUPLE);
}

// left operator right by the operators of the built-in type of `self`, which is one of the two.
static slu_value operate(slu_value self, slu_value left, slu_value right, slu_operator operator_) {
    if (operator_ >= SLU_AND && slu_is(left, SLU_IS_BOOL) && slu_is(right, SLU_IS_BOOL))
        return operator_ == SLU_AND ? slu_and(left, right) : operator_ == SLU_OR ? slu_or(left, right) : slu_xor(left, right);
    if (slu_is_int(self))
        return slu_int_binary(left, right, operator_);
    const slu_type *type = slu_native_type(self);
    return type->binary ? type->binary(left, right, operator_) : SLU_NOT_IMPLEMENTED;
}

slu_value slu_native_add(slu_value self, slu_value other) {
    slu_value result = operate(self, self, other, SLU_ADD);
    return result == SLU_NOT_IMPLEMENTED && is_sequence(self) ? slu_raise_concatenation(self, other) : result;
}

static slu_value repeat(slu_value self, slu_value times) {
    slu_value number = slu_index(times);
    slu_value result = number ? slu_repeat(self, number) : 0;
    return result || slu_error ? result : operate(self, self, number, SLU_MULTIPLY);
}

slu_value slu_native_mul(slu_value self, slu_value other) {
    return is_sequence(self) ? repeat(self, other) : operate(self, self, other, SLU_MULTIPLY);
}
slu_value slu_native_rmul(slu_value self, slu_value other) {
    return is_sequence(self) ? repeat(self, other) : operate(self, other, self, SLU_MULTIPLY);
}

static slu_value percent(slu_value format, slu_value arguments) {
    if (slu_is_str(format))
        return slu_of(slu_str_percent((slu_str *)slu_object_of(format), arguments));
    return slu_bytes_percent(format, arguments);
}
slu_value slu_native_mod(slu_value self, slu_value other) {
    return is_sequence(self) ? percent(self, other) : operate(self, self, other, SLU_MODULO);
}
slu_value slu_native_rmod(slu_value self, slu_value other) {
    if (!is_sequence(self))
        return operate(self, other, self, SLU_MODULO);
    return slu_native_type(self) == slu_native_type(other) ? percent(other, self) : SLU_NOT_IMPLEMENTED;
}

#define DEFINE(name, operator_)                                                                               \
    slu_value slu_native_##name(slu_value self, slu_value other) { return operate(self, self, other, operator_); } \
    slu_value slu_native_r##name(slu_value self, slu_value other) { return operate(self, other, self, operator_); }
slu_value slu_native_radd(slu_value self, slu_value other) { return operate(self, other, self, SLU_ADD); }
DEFINE(sub, SLU_SUBTRACT)
DEFINE(truediv, SLU_DIVIDE)
DEFINE(floordiv, SLU_FLOOR_DIVIDE)
DEFINE(lshift, SLU_LEFT_SHIFT)
DEFINE(rshift, SLU_RIGHT_SHIFT)
DEFINE(and, SLU_AND)
DEFINE(or, SLU_OR)
DEFINE(xor, SLU_XOR)

static bool is_number(slu_value value) { return slu_is_int(value) || slu_is_float(value); }
// An int with a float, or two of a kind: int.__pow__ and int.__divmod__ do not take floats.
static bool fits(slu_value self, slu_value other) {
    return slu_is_int(other) || (slu_is_float(self) && is_number(other));
}
static slu_value plain(slu_value number) {
    if (slu_is_int(number))
        return slu_int_plain(number);
    return slu_float_box(((slu_float *)slu_object_of(number))->number);
}
slu_value slu_native_divmod(slu_value self, slu_value other) {
    return fits(self, other) ? slu_divmod(plain(self), plain(other)) : SLU_NOT_IMPLEMENTED;
}
slu_value slu_native_rdivmod(slu_value self, slu_value other) {
    return fits(self, other) ? slu_divmod(plain(other), plain(self)) : SLU_NOT_IMPLEMENTED;
}
slu_value slu_native_pow(slu_value self, slu_value other, slu_value modulus) {
    if (!fits(self, other))
        return SLU_NOT_IMPLEMENTED;
    if (modulus == SLU_NONE)
        return slu_number_power(plain(self), plain(other));
    return slu_power_modulo(plain(self), plain(other), modulus);
}
slu_value slu_native_rpow(slu_value self, slu_value other) {
    return fits(self, other) ? slu_number_power(plain(other), plain(self)) : SLU_NOT_IMPLEMENTED;
}

static slu_value in_place(slu_value self, slu_value other, slu_operator operator_) {
    const slu_type *type = slu_native_type(self);
    if (operator_ == SLU_MULTIPLY)
        other = slu_index(other);
    return other ? type->in_place(self, other, operator_) : 0;
}
slu_value slu_native_iadd(slu_value self, slu_value other) { return in_place(self, other, SLU_ADD); }
slu_value slu_native_imul(slu_value self, slu_value other) { return in_place(self, other, SLU_MULTIPLY); }
slu_value slu_native_iand(slu_value self, slu_value other) { return in_place(self, other, SLU_AND); }
slu_value slu_native_ior(slu_value self, slu_value other) { return in_place(self, other, SLU_OR); }
slu_value slu_native_isub(slu_value self, slu_value other) { return in_place(self, other, SLU_SUBTRACT); }
slu_value slu_native_ixor(slu_value self, slu_value other) { return in_place(self, other, SLU_XOR); }

slu_value slu_native_neg(slu_value self) { return slu_negate(plain(self)); }
slu_value slu_native_pos(slu_value self) { return plain(self); }
slu_value slu_native_invert(slu_value self) { return slu_invert(plain(self)); }
slu_value slu_native_abs(slu_value self) { return slu_absolute(plain(self)); }
slu_value slu_native_hash(slu_value self) {
    const slu_type *type = slu_native_type(self);
    int64_t hash = slu_is_int(self) ? slu_int_hash(self) : type->hash(self);
    return hash == -1 ? 0 : slu_int_from_int64(hash);
}
int32_t slu_native_bool(slu_value self) { return slu_truth(plain(self)); }

static slu_value compare(slu_value self, slu_value other, slu_comparison operator_) {
    const slu_type *type = slu_native_type(self);
    if (slu_is_int(self))
        return slu_int_compare_slot(self, other, operator_);
    if (type->compare)
        return type->compare(self, other, operator_);
    if (operator_ > SLU_NOT_EQUAL || operator_ < SLU_EQUAL || (operator_ == SLU_EQUAL && self != other))
        return SLU_NOT_IMPLEMENTED;
    if (operator_ == SLU_EQUAL)
        return slu_bool(1);
    slu_value equal = slu_compare(self, other, SLU_EQUAL);
    return equal && equal != SLU_NOT_IMPLEMENTED ? slu_bool(!slu_truth(equal)) : equal;
}
slu_value slu_native_eq(slu_value self, slu_value other) { return compare(self, other, SLU_EQUAL); }
slu_value slu_native_ne(slu_value self, slu_value other) { return compare(self, other, SLU_NOT_EQUAL); }
slu_value slu_native_lt(slu_value self, slu_value other) { return compare(self, other, SLU_LESS); }
slu_value slu_native_le(slu_value self, slu_value other) { return compare(self, other, SLU_LESS_EQUAL); }
slu_value slu_native_gt(slu_value self, slu_value other) { return compare(self, other, SLU_GREATER); }
slu_value slu_native_ge(slu_value self, slu_value other) { return compare(self, other, SLU_GREATER_EQUAL); }

int64_t slu_native_len(slu_value self) {
    const slu_type *type = slu_native_type(self);
    return slu_is_str(self) ? slu_str_length((slu_str *)slu_object_of(self)) : type->length(self);
}
int32_t slu_native_contains(slu_value self, slu_value item) {
    const slu_type *type = slu_native_type(self);
    return slu_is_str(self) ? slu_str_contains_value(self, item) : type->contains(self, item);
}
slu_value slu_native_iter(slu_value self) {
    const slu_type *type = slu_native_type(self);
    return slu_is_str(self) ? slu_str_iterate(self) : type->iterate(self);
}
slu_value slu_native_getitem(slu_value self, slu_value key) {
    const slu_type *type = slu_native_type(self);
    return slu_is_str(self) ? slu_str_get_item(self, key) : type->get_item(self, key);
}
bool slu_native_setitem(slu_value self, slu_value key, slu_value item) {
    const slu_type *type = slu_native_type(self);
    return type->set_item(self, key, item);
}
bool slu_native_delitem(slu_value self, slu_value key) { return slu_native_setitem(self, key, 0); }

slu_value slu_native_reversed(slu_value self) { return slu_native_type(self)->reversed(self); }

slu_str *slu_native_repr(slu_value self) {
    const slu_type *native = slu_native_type(self);
    slu_value (*own)(slu_value) = native->repr ? native->repr : slu_object_type.repr;
    return (slu_str *)slu_object_of(own(self));
}
slu_str *slu_native_int_repr(slu_value self) { return slu_int_to_str(slu_int_plain(self)); }
slu_str *slu_native_str(slu_value self) {
    const slu_type *native = slu_native_type(self);
    slu_value (*own)(slu_value) = native->str ? native->str : native->repr;
    return (slu_str *)slu_object_of(own(self));
}

static slu_value copy_of(const slu_str *text) { return slu_of(slu_str_from_text(text->data, text->size)); }

slu_value slu_native_getnewargs(slu_value self) {
    slu_value content = slu_is_int(self) || slu_is_float(self) ? plain(self)
                        : slu_is_str(self)                      ? copy_of((slu_str *)slu_object_of(self))
                        : slu_is(self, SLU_IS_BYTES)            ? slu_native_bytes(self)
                                                                : slu_of(slu_tuple_from(slu_native_iter(self)));
    return content ? slu_of(slu_tuple_of(&content, 1)) : 0;
}
slu_value slu_native_bytes(slu_value self) {
    slu_bytes *bytes = (slu_bytes *)slu_object_of(self);
    return slu_is(self, SLU_IS_INSTANCE) ? slu_of(slu_bytes_from(bytes->data, bytes->size)) : self;
}

bool slu_set_fill(slu_set *set, slu_value iterable) {
    slu_set_clear(set);
    return !iterable || slu_set_update(set, iterable);
}
