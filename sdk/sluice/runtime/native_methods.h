// `int.__add__`, `str.__getitem__` and the like as functions, for whoever names them or calls `super()`.
// `self` is an object of the type or of a class that builds on it. 0, -1, false: raised.
#pragma once

#include "object.h"
#include "set.h"

const slu_type *slu_native_type(slu_value self); // the nearest built-in type

#define SLU_NATIVE(name) slu_value slu_native_##name(slu_value self, slu_value other);
SLU_NATIVE(add) SLU_NATIVE(radd) SLU_NATIVE(mul) SLU_NATIVE(rmul) SLU_NATIVE(mod) SLU_NATIVE(rmod)
SLU_NATIVE(sub) SLU_NATIVE(rsub) SLU_NATIVE(truediv) SLU_NATIVE(rtruediv) SLU_NATIVE(floordiv) SLU_NATIVE(rfloordiv)
SLU_NATIVE(lshift) SLU_NATIVE(rlshift) SLU_NATIVE(rshift) SLU_NATIVE(rrshift) SLU_NATIVE(and) SLU_NATIVE(rand)
SLU_NATIVE(or) SLU_NATIVE(ror) SLU_NATIVE(xor) SLU_NATIVE(rxor) SLU_NATIVE(divmod) SLU_NATIVE(rdivmod)
SLU_NATIVE(rpow) SLU_NATIVE(iadd) SLU_NATIVE(imul) SLU_NATIVE(iand) SLU_NATIVE(ior) SLU_NATIVE(isub)
SLU_NATIVE(ixor) SLU_NATIVE(eq) SLU_NATIVE(ne) SLU_NATIVE(lt) SLU_NATIVE(le) SLU_NATIVE(gt) SLU_NATIVE(ge) SLU_NATIVE(getitem)
#undef SLU_NATIVE
slu_value slu_native_pow(slu_value self, slu_value other, slu_value modulus); // modulus None: not given
slu_value slu_native_neg(slu_value self);
slu_value slu_native_hash(slu_value self);
slu_value slu_native_pos(slu_value self);
slu_value slu_native_invert(slu_value self);
slu_value slu_native_abs(slu_value self);
slu_value slu_native_iter(slu_value self);
slu_value slu_native_reversed(slu_value self);
slu_value slu_native_getnewargs(slu_value self);
slu_value slu_native_bytes(slu_value self);
slu_str *slu_native_repr(slu_value self);
slu_str *slu_native_int_repr(slu_value self); // of a bool, too: '1'
slu_str *slu_native_str(slu_value self);
int32_t slu_native_bool(slu_value self);
int64_t slu_native_len(slu_value self);
int32_t slu_native_contains(slu_value self, slu_value item);
bool slu_native_setitem(slu_value self, slu_value key, slu_value item); // item 0: delete
bool slu_native_delitem(slu_value self, slu_value key);
bool slu_set_fill(slu_set *set, slu_value iterable); // set.__init__; iterable 0: empty
