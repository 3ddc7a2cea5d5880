// The views of a dict, and what those of an OrderedDict share with them.
#pragma once

#include "dict.h"
#include "special.h"

typedef struct slu_dict_view {
    const slu_type *type;
    uint32_t identity;
    slu_value dict;
} slu_dict_view;

extern const slu_layout slu_view_layout;
slu_value slu_view_new(const slu_type *type, slu_dict *dict);
slu_value slu_view_repr(slu_value self);
int64_t slu_view_length(slu_value self);
int32_t slu_view_has_key(slu_value self, slu_value key);
int32_t slu_view_has_item(slu_value self, slu_value pair);
slu_value slu_view_compare(slu_value left, slu_value right, slu_comparison operator_);
slu_value slu_view_binary(slu_value left, slu_value right, slu_operator operator_);

#define SLU_ACTS_AS_SET .compare = slu_view_compare, .binary = slu_view_binary
#define SLU_KEYS_ARE_A_SET .contains = slu_view_has_key, SLU_ACTS_AS_SET
#define SLU_ITEMS_ARE_A_SET .contains = slu_view_has_item, SLU_ACTS_AS_SET

// The type of a view; `id_mro` stands before it.
#define SLU_VIEW_TYPE(id, title, iterate_, ...)                                                               \
    SLU_STR_CONSTANT(id##_title, title);                                                                      \
    const slu_type id = {.type = &slu_type_type,                                                              \
                         .name = (slu_str *)&id##_title_object,                                               \
                         .flags = SLU_NO_SUBCLASS,                                                            \
                         .mro_count = sizeof(id##_mro) / sizeof(*id##_mro),                                   \
                         .mro = id##_mro,                                                                     \
                         .layout = &slu_view_layout,                                                          \
                         .repr = slu_view_repr,                                                               \
                         .length = slu_view_length,                                                           \
                         .iterate = iterate_,                                                                 \
                         __VA_ARGS__};
