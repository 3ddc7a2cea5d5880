// Classes of enumerations as values: what Python does through `enum.EnumType`.
#pragma once

#include "object.h"

extern const slu_type slu_enumeration_type;
// Color(value): the member of that value.
slu_value slu_construct_member(const slu_type *type, const slu_value *arguments, uint32_t count,
                               const slu_tuple *keywords);
