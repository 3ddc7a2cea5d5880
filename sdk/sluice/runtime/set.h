// set and frozenset: the table of CPython (probing, growth), so that sets of ints show in CPython's order.
#pragma once

#include "memory.h"

typedef struct slu_set_entry {
    int64_t hash;
    slu_value key; // 0: free (hash 0) or deleted (hash -1)
} slu_set_entry;

typedef struct slu_set_table {
    const slu_type *type; // &slu_set_table_type
    uint32_t places;      // a power of two
    slu_set_entry entries[];
} slu_set_table;

typedef struct slu_set {
    const slu_type *type;
    uint32_t length;
    uint32_t fill; // places in use, deleted ones included
    slu_set_table *table;
    int64_t hash; // frozenset: -1 = not yet known
} slu_set;

extern const slu_type slu_set_table_type;

slu_set *slu_set_new(const slu_type *type);
slu_set *slu_set_of(const slu_value *items, uint32_t count);
// set(iterable) or frozenset(iterable); iterable 0: empty. NULL: raised.
slu_set *slu_set_from(const slu_type *type, slu_value iterable);
bool slu_set_add(slu_set *set, slu_value item);
int32_t slu_set_contains(const slu_set *set, slu_value item);
int32_t slu_set_discard(slu_set *set, slu_value item); // 1 removed, 0 not there, -1 raised
// Walks the items: `*position` starts at 0; 0 at the end.
slu_value slu_set_next(const slu_set *set, uint32_t *position);
// The new set `left operator right`: | & - ^.
slu_value slu_set_combine(slu_set *left, slu_set *right, slu_operator operator_);
bool slu_set_update(slu_set *set, slu_value iterable);
bool slu_set_add_hashed(slu_set *set, slu_value item, int64_t hash);
SLU_INLINE int64_t slu_set_length(const slu_set *set) { return set->length; }
