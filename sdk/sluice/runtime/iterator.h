// Iterators of the built-in containers and functions: enumerate, zip, map, filter, reversed, iter(f, sentinel).
#pragma once

#include "object.h"

// One shape serves the iterators of containers: what is walked, and where.
typedef struct slu_iterator {
    const slu_type *type;
    slu_value source; // 0 when exhausted
    slu_value other;  // per kind: the dict's version, a function, a sentinel
    int64_t position;
    int64_t limit;
} slu_iterator;

slu_value slu_iterator_new(const slu_type *type, slu_value source, slu_value other, int64_t position,
                           int64_t limit);
slu_value slu_enumerate(slu_value iterable, slu_value start);
slu_value slu_zip(const slu_value *iterables, uint32_t count, bool strict);
slu_value slu_map(slu_value function, const slu_value *iterables, uint32_t count);
slu_value slu_filter(slu_value function, slu_value iterable);
slu_value slu_reversed(slu_value sequence);
slu_value slu_iterate_until(slu_value function, slu_value sentinel);
// Exactly `count` items of `iterable` into `items`. false: ValueError with CPython's message.
bool slu_unpack(slu_value iterable, uint32_t count, slu_value *items);
// a, *b, c = iterable: `before` items, a list of the rest, `after` items.
bool slu_unpack_rest(slu_value iterable, uint32_t before, uint32_t after, slu_value *items);
