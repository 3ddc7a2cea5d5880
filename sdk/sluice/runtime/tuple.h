// tuple: a length and its items, immutable once it is visible to Python code.
#pragma once

#include "memory.h"

struct slu_tuple {
    const slu_type *type;
    uint32_t length;
    slu_value items[];
};

extern slu_tuple *const slu_empty_tuple;

// A tuple whose items the caller fills before anything else can see it. NULL: MemoryError (huge only).
slu_tuple *slu_tuple_new(uint32_t length);
slu_tuple *slu_tuple_of(const slu_value *items, uint32_t count);
// tuple(iterable). NULL: raised.
slu_tuple *slu_tuple_from(slu_value iterable);

slu_value slu_tuple_get(const slu_tuple *tuple, int64_t index);
slu_tuple *slu_tuple_concat(const slu_tuple *left, const slu_tuple *right);
slu_tuple *slu_tuple_repeat(const slu_tuple *tuple, int64_t times);
slu_value slu_tuple_index(const slu_tuple *tuple, slu_value item, int64_t start, int64_t stop);
slu_value slu_tuple_count(const slu_tuple *tuple, slu_value item);
SLU_INLINE slu_value slu_tuple_at(const slu_tuple *tuple, int64_t place) { return tuple->items[place]; }
SLU_INLINE int64_t slu_tuple_length(const slu_tuple *tuple) { return tuple->length; }
slu_tuple *slu_tuple_slice(slu_tuple *tuple, slu_value start, slu_value stop, slu_value step);
int32_t slu_tuple_contains(const slu_tuple *tuple, slu_value item);
