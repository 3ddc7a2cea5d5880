// set and frozenset: the table, as CPython keeps it. Operators and methods stand in set_methods.c.
#include "set.h"

#include "dict.h"
#include "iterator.h"
#include "operators.h"

#define SMALLEST 8u
#define LINEAR_PROBES 9u
#define PERTURB_SHIFT 5u

static slu_set_table *new_table(uint32_t places) {
    slu_set_table *table =
        slu_allocate_large(&slu_set_table_type, sizeof(slu_set_table) + (uint64_t)places * sizeof(slu_set_entry));
    if (!table)
        return NULL;
    table->places = places;
    memset(table->entries, 0, places * sizeof(slu_set_entry));
    return table;
}

slu_set *slu_set_new(const slu_type *type) {
    slu_set_table *table = new_table(SMALLEST);
    slu_set *set = slu_allocate(type, sizeof(slu_set));
    set->length = set->fill = 0;
    set->table = table;
    set->hash = -1;
    return set;
}

static bool is_free(const slu_set_entry *entry) { return !entry->key && entry->hash == 0; }

// The entry of an equal item, or the free one where it belongs; NULL: a comparison raised.
static slu_set_entry *look(const slu_set *set, slu_value item, int64_t hash) {
restart:;
    slu_set_table *table = set->table;
    uint64_t mask = table->places - 1, perturb = (uint64_t)hash, place = (uint64_t)hash & mask;
    for (;;) {
        slu_set_entry *entry = &table->entries[place];
        uint64_t probes = place + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
        do {
            if (is_free(entry))
                return entry;
            if (entry->hash == hash && entry->key) {
                int32_t same = slu_equal(entry->key, item);
                if (same < 0)
                    return NULL;
                if (set->table != table)
                    goto restart;
                if (same)
                    return entry;
            }
            entry++;
        } while (probes--);
        perturb >>= PERTURB_SHIFT;
        place = (place * 5 + 1 + perturb) & mask;
    }
}

// Puts an item that is not there yet into a table without deleted entries.
static void put_clean(slu_set_table *table, slu_value item, int64_t hash) {
    uint64_t mask = table->places - 1, perturb = (uint64_t)hash, place = (uint64_t)hash & mask;
    for (;;) {
        slu_set_entry *entry = &table->entries[place];
        uint64_t probes = place + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
        do {
            if (!entry->key) {
                entry->key = item;
                entry->hash = hash;
                slu_barrier_word(&entry->key, item);
                return;
            }
            entry++;
        } while (probes--);
        perturb >>= PERTURB_SHIFT;
        place = (place * 5 + 1 + perturb) & mask;
    }
}

bool slu_set_resize(slu_set *set, uint32_t wanted) {
    uint32_t places = SMALLEST;
    while (places <= wanted)
        places <<= 1;
    slu_set_table *old = set->table, *table = new_table(places);
    if (!table)
        return false;
    for (uint32_t i = 0; i < old->places; i++)
        if (old->entries[i].key)
            put_clean(table, old->entries[i].key, old->entries[i].hash);
    set->table = table;
    set->fill = set->length;
    slu_barrier(set, slu_of(table));
    return true;
}

bool slu_set_add_hashed(slu_set *set, slu_value item, int64_t hash) {
    slu_set_entry *entry = look(set, item, hash);
    if (!entry)
        return false;
    if (entry->key)
        return true;
    entry->key = item;
    entry->hash = hash;
    slu_barrier_word(&entry->key, item);
    set->length++;
    set->fill++;
    if ((uint64_t)set->fill * 5 < (uint64_t)(set->table->places - 1) * 3)
        return true;
    return slu_set_resize(set, set->length > 50000 ? set->length * 2 : set->length * 4);
}

bool slu_set_add(slu_set *set, slu_value item) {
    int64_t hash = slu_hash(item);
    return hash != -1 && slu_set_add_hashed(set, item, hash);
}

int32_t slu_set_contains_hashed(const slu_set *set, slu_value item, int64_t hash) {
    slu_set_entry *entry = look(set, item, hash);
    return entry ? entry->key != 0 : -1;
}

int32_t slu_set_contains(const slu_set *set, slu_value item) {
    int64_t hash = slu_hash(item);
    return hash == -1 ? -1 : slu_set_contains_hashed(set, item, hash);
}

int32_t slu_set_discard_hashed(slu_set *set, slu_value item, int64_t hash) {
    slu_set_entry *entry = look(set, item, hash);
    if (!entry)
        return -1;
    if (!entry->key)
        return 0;
    entry->key = 0;
    entry->hash = -1;
    set->length--;
    return 1;
}

int32_t slu_set_discard(slu_set *set, slu_value item) {
    int64_t hash = slu_hash(item);
    return hash == -1 ? -1 : slu_set_discard_hashed(set, item, hash);
}

const slu_set_entry *slu_set_next_entry(const slu_set *set, uint32_t *position) {
    while (*position < set->table->places) {
        const slu_set_entry *entry = &set->table->entries[(*position)++];
        if (entry->key)
            return entry;
    }
    return NULL;
}

slu_value slu_set_next(const slu_set *set, uint32_t *position) {
    const slu_set_entry *entry = slu_set_next_entry(set, position);
    return entry ? entry->key : 0;
}

bool slu_set_update(slu_set *set, slu_value iterable) {
    if (slu_is(iterable, SLU_IS_SET | SLU_IS_FROZENSET)) {
        slu_set *other = (slu_set *)slu_object_of(iterable);
        if (other == set || !other->length)
            return true;
        if ((uint64_t)(set->fill + other->length) * 5 >= (uint64_t)(set->table->places - 1) * 3 &&
            !slu_set_resize(set, (set->length + other->length) * 2))
            return false;
        slu_set_table *table = other->table;
        for (uint32_t i = 0; i < table->places; i++)
            if (table->entries[i].key && !slu_set_add_hashed(set, table->entries[i].key, table->entries[i].hash))
                return false;
        return true;
    }
    if (slu_is(iterable, SLU_IS_DICT) && !slu_is(iterable, SLU_IS_INSTANCE)) { // the hashes are known
        const slu_dict_entry *entry;
        for (uint32_t position = 0; (entry = slu_dict_next((slu_dict *)slu_object_of(iterable), &position));)
            if (!slu_set_add_hashed(set, entry->key, entry->hash))
                return false;
        return true;
    }
    slu_value iterator = slu_iterate(iterable), item;
    if (!iterator)
        return false;
    while ((item = slu_next(iterator)))
        if (!slu_set_add(set, item))
            return false;
    return !slu_error;
}

slu_set *slu_set_from(const slu_type *type, slu_value iterable) {
    slu_set *set = slu_set_new(type);
    return !iterable || slu_set_update(set, iterable) ? set : NULL;
}

slu_set *slu_set_of(const slu_value *items, uint32_t count) {
    slu_set *set = slu_set_new(&slu_set_type);
    for (uint32_t i = 0; i < count; i++)
        if (!slu_set_add(set, items[i]))
            return NULL;
    return set;
}

static slu_value next_of_set(slu_value self) {
    slu_iterator *iterator = (slu_iterator *)slu_object_of(self);
    if (!iterator->source)
        return 0;
    slu_set *set = (slu_set *)slu_object_of(iterator->source);
    if (set->length != iterator->limit) {
        iterator->limit = -1;
        return slu_raise(&slu_runtime_error_type, "Set changed size during iteration");
    }
    uint32_t position = (uint32_t)iterator->position;
    slu_value item = slu_set_next(set, &position);
    iterator->position = position;
    if (!item)
        iterator->source = 0;
    return item;
}
SLU_ITERATOR_TYPE(slu_set_iterator_type, "set_iterator", next_of_set)

static void scan(slu_object *object) {
    slu_set_table *table = (slu_set_table *)object;
    for (uint32_t i = 0; i < table->places; i++)
        slu_visit(&table->entries[i].key);
}
static const slu_layout table_layout = {.size = sizeof(slu_set_table),
                                        .counted = offsetof(slu_set_table, places),
                                        .unit = sizeof(slu_set_entry),
                                        .scan = scan};
const slu_type slu_set_table_type = {.layout = &table_layout};
