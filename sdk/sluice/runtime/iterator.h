// Iterators of the built-in containers and functions: enumerate, zip, map, filter, reversed, iter(f, sentinel).
#pragma once

#include "object.h"
#include "special.h"
#include "str.h"

// One shape serves the iterators of containers: what is walked, and where.
typedef struct slu_iterator {
    const slu_type *type;
    uint32_t identity; // see slu_identity_of
    slu_value source; // 0 when exhausted
    slu_value other;  // per kind: the dict's version, a function, a sentinel
    int64_t position;
    int64_t limit;
} slu_iterator;

slu_value slu_iterator_new(const slu_type *type, slu_value source, slu_value other, int64_t position,
                           int64_t limit);
extern const slu_type slu_list_iterator_type, slu_tuple_iterator_type, slu_range_iterator_type,
    slu_dict_keys_iterator_type, slu_dict_values_iterator_type, slu_dict_items_iterator_type,
    slu_set_iterator_type, slu_index_iterator_type, slu_enumerate_type, slu_zip_type, slu_map_type,
    slu_filter_type, slu_reversed_type, slu_callable_iterator_type, slu_str_iterator_type,
    slu_str_ascii_iterator_type, slu_bytes_iterator_type, slu_bytearray_iterator_type, slu_long_range_iterator_type,
    slu_list_reverse_iterator_type, slu_dict_reverse_keys_iterator_type, slu_dict_reverse_values_iterator_type,
    slu_dict_reverse_items_iterator_type;
extern const slu_type slu_dict_keys_type, slu_dict_values_type, slu_dict_items_type;
slu_value slu_enumerate(slu_value iterable, slu_value start);
slu_value slu_zip(const slu_value *iterables, uint32_t count, bool strict);
slu_value slu_map(slu_value function, const slu_value *iterables, uint32_t count);
slu_value slu_filter(slu_value function, slu_value iterable);
slu_value slu_reversed(slu_value sequence);
slu_value slu_list_reversed(slu_value list);
slu_value slu_next_of_list(slu_value iterator);
slu_value slu_iterate_until(slu_value function, slu_value sentinel);
// Exactly `count` items of `iterable` as a tuple. NULL: ValueError with CPython's message.
// The same for what is a tuple.
slu_tuple *slu_unpack_tuple(slu_tuple *items, int64_t count);
slu_tuple *slu_unpack(slu_value iterable, int64_t count);
// a, *b, c = iterable: `before` items, a list of the rest, `after` items.
slu_tuple *slu_unpack_star(slu_value iterable, int64_t before, int64_t after);

// The type of an iterator of one shape: `SLU_ITERATOR_TYPE(slu_list_iterator_type, "list_iterator", next)`.
slu_value slu_iterator_self(slu_value self);
extern const slu_layout slu_iterator_layout;
#define SLU_ITERATOR_TYPE(id, title, next_) SLU_ITERATOR_CLASS(id, title, next_, NULL)
#define SLU_ITERATOR_CLASS(id, title, next_, construct_)                                                      \
    SLU_ITERATOR_OF(id, title, next_, construct_, &slu_iterator_layout)
#define SLU_ITERATOR_OF(id, title, next_, construct_, layout_)                                                \
    SLU_STR_CONSTANT(id##_title, title);                                                                      \
    static const slu_type *const id##_mro[] = {&id, &slu_object_type};                                        \
    const slu_type id = {.type = &slu_type_type,                                                              \
                         .name = (slu_str *)&id##_title_object,                                               \
                         .flags = SLU_IS_ITERATOR | SLU_NO_SUBCLASS,                                          \
                         .mro_count = 2,                                                                      \
                         .mro = id##_mro,                                                                     \
                         .layout = layout_,                                                                   \
                         .construct = construct_,                                                             \
                         .hash = slu_special_identity_hash,                                                   \
                         .iterate = slu_iterator_self,                                                        \
                         .next = next_};

slu_value slu_zip_items(const slu_value *iterables, uint32_t count);
slu_value slu_zip_strict(int32_t strict, const slu_value *iterables, uint32_t count);
slu_value slu_map_items(slu_value function, const slu_value *iterables, uint32_t count);
slu_value slu_iter_with(slu_value object, slu_value sentinel);
slu_value slu_next_with(slu_value iterator, slu_value otherwise);
slu_value slu_sum(slu_value iterable, slu_value start);
slu_value slu_sum_of(slu_value iterable);
int32_t slu_any(slu_value iterable);
int32_t slu_all(slu_value iterable);
slu_value slu_min(slu_value key, slu_value otherwise, const slu_value *items, uint32_t count);
slu_value slu_max(slu_value key, slu_value otherwise, const slu_value *items, uint32_t count);
slu_value slu_min_items(const slu_value *items, uint32_t count);
slu_value slu_max_items(const slu_value *items, uint32_t count);
