// Operations of classes of the program: each looks its special method up on the type and calls it. The
// compiler names them in `slu_type` where a class or a base of it defines such a method.
#pragma once

#include "object.h"

// T(...) of a class of the program: `__new__` (or the built-in base's), then `__init__`.
slu_value slu_construct_instance(const slu_type *type, const slu_value *arguments, uint32_t count,
                                 const slu_tuple *keywords);

slu_value slu_special_repr(slu_value self);
slu_value slu_special_str(slu_value self);
slu_value slu_special_format(slu_value self, slu_str *spec);
int64_t slu_special_hash(slu_value self);
int64_t slu_special_identity_hash(slu_value self);
int64_t slu_unhashable(slu_value self); // TypeError
int32_t slu_special_truth(slu_value self);
int64_t slu_special_length(slu_value self);
slu_value slu_special_iterate(slu_value self);
slu_value slu_special_next(slu_value self);
int32_t slu_special_contains(slu_value self, slu_value item);
slu_value slu_special_get_item(slu_value self, slu_value key);
bool slu_special_set_item(slu_value self, slu_value key, slu_value item);
slu_value slu_special_missing(slu_value self, slu_value key);
slu_value slu_special_compare(slu_value self, slu_value other, slu_comparison operator_);
slu_value slu_special_binary(slu_value left, slu_value right, slu_operator operator_);
slu_value slu_special_in_place(slu_value left, slu_value right, slu_operator operator_);
slu_value slu_special_unary(slu_value self, char operator_);
slu_value slu_special_call(slu_value self, const slu_value *arguments, uint32_t count, const slu_tuple *keywords);
slu_value slu_special_get_attribute(slu_value self, slu_str *name); // __getattribute__, then __getattr__
bool slu_special_set_attribute(slu_value self, slu_str *name, slu_value item);
slu_value slu_special_index(slu_value self);
// The old protocol: an iterator that calls `__getitem__` with 0, 1, 2… until IndexError.
slu_value slu_iterate_items(slu_value self);
// An instance of a class of the program that builds on a built-in type other than object: `type`'s size, the
// content as the built-in constructor makes it of the arguments (empty where `has_init`: `__init__` fills it).
slu_value slu_new_of_native(const slu_type *type, const slu_value *arguments, uint32_t count,
                            const slu_tuple *keywords, bool has_init);
