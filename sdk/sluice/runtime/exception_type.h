// How the type of a built-in exception is written down.
#pragma once

#include "error.h"
#include "names.h"
#include "special.h"

extern const slu_layout slu_exception_layout;
slu_value slu_exception_repr(slu_value self);
bool slu_exception_set_attribute(slu_value self, slu_str *name, slu_value item);

// After `get_attribute_`: the types above it, the nearest first.
#define SLU_EXCEPTION_TYPE(id, title, construct_, str_, get_attribute_, ...)                                  \
    SLU_STR_CONSTANT(id##_title, title);                                                                    \
    static const slu_type *const id##_mro[] = {&slu_##id##_type, __VA_ARGS__};                            \
    const slu_type slu_##id##_type = {                                                                      \
        .type = &slu_type_type,                                                                               \
        .name = (slu_str *)&id##_title_object,                                                              \
        .flags = SLU_IS_EXCEPTION,                                                                            \
        .mro_count = sizeof id##_mro / sizeof *id##_mro,                                                  \
        .mro = id##_mro,                                                                                    \
        .layout = &slu_exception_layout,                                                                     \
        .construct = construct_,                                                                              \
        .repr = slu_exception_repr,                                                                           \
        .str = str_,                                                                                          \
        .hash = slu_special_identity_hash,                                                                    \
        .get_attribute = get_attribute_,                                                                       \
        .set_attribute = slu_exception_set_attribute,                                                         \
    };
