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
    set->finger = 0;
    return set;
}

static bool is_free(const slu_set_entry *entry) { return !entry->key && entry->hash == 0; }

// The entry of an equal item, or the free one where the search ends; `*deleted`: the last deleted one before, or
// NULL. NULL: a comparison raised.
static slu_set_entry *look(const slu_set *set, slu_value item, int64_t hash, slu_set_entry **deleted) {
restart:;
    slu_set_table *table = set->table;
    uint64_t mask = table->places - 1, perturb = (uint64_t)hash, place = (uint64_t)hash & mask;
    *deleted = NULL;
    for (;;) {
        slu_set_entry *entry = &table->entries[place];
        uint64_t probes = place + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
        do {
            if (is_free(entry))
                return entry;
            slu_value found = entry->key;
            if (!found) {
                *deleted = entry;
            } else if (entry->hash == hash) {
                int32_t same = slu_equal(found, item);
                if (same < 0)
                    return NULL;
                if (set->table != table || entry->key != found)
                    goto restart; // __eq__ has changed the set
                if (same)
                    return entry;
            }
            entry++;
        } while (probes--);
        perturb >>= PERTURB_SHIFT;
        place = (place * 5 + 1 + perturb) & mask;
    }
}

SLU_INLINE void put(slu_set_entry *entry, slu_value item, int64_t hash) {
    entry->key = item;
    entry->hash = hash;
    slu_barrier_word(&entry->key, item);
}

// Puts an item that is not there yet into a table without deleted entries.
static void put_clean(slu_set_table *table, slu_value item, int64_t hash) {
    uint64_t mask = table->places - 1, perturb = (uint64_t)hash, place = (uint64_t)hash & mask;
    for (;;) {
        slu_set_entry *entry = &table->entries[place];
        uint64_t probes = place + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
        do {
            if (!entry->key)
                return put(entry, item, hash);
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
    slu_set_entry *deleted, *entry = look(set, item, hash, &deleted);
    if (!entry)
        return false;
    if (entry->key)
        return true;
    put(deleted ? deleted : entry, item, hash);
    set->length++;
    if (deleted)
        return true;
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
    slu_set_entry *deleted, *entry = look(set, item, hash, &deleted);
    return entry ? entry->key != 0 : -1;
}

int32_t slu_set_contains(const slu_set *set, slu_value item) {
    int64_t hash = slu_hash(item);
    return hash == -1 ? -1 : slu_set_contains_hashed(set, item, hash);
}

int32_t slu_set_discard_hashed(slu_set *set, slu_value item, int64_t hash) {
    slu_set_entry *deleted, *entry = look(set, item, hash, &deleted);
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

slu_value slu_set_take(slu_set *set) {
    slu_set_table *table = set->table;
    uint32_t place = set->finger, mask = table->places - 1;
    while (!table->entries[place & mask].key)
        place++;
    slu_set_entry *entry = &table->entries[place & mask];
    slu_value item = entry->key;
    entry->key = 0;
    entry->hash = -1;
    set->length--;
    set->finger = (place & mask) + 1;
    return item;
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

// Room for as many more, once and not by and by. false: MemoryError.
static bool reserve(slu_set *set, uint32_t more) {
    if ((uint64_t)(set->fill + more) * 5 < (uint64_t)(set->table->places - 1) * 3)
        return true;
    return slu_set_resize(set, (set->length + more) * 2);
}

// Fills an empty set: no two items are equal, so none is compared.
static void fill(slu_set *set, const slu_set *other) {
    slu_set_table *to = set->table, *from = other->table;
    bool alike = to->places == from->places && other->fill == other->length;
    for (uint32_t i = 0; i < from->places; i++) {
        const slu_set_entry *entry = &from->entries[i];
        if (entry->key && alike)
            put(&to->entries[i], entry->key, entry->hash);
        else if (entry->key)
            put_clean(to, entry->key, entry->hash);
    }
    set->fill = set->length = other->length;
}

static bool update_from_set(slu_set *set, const slu_set *other) {
    if (other == set || !other->length)
        return true;
    if (!reserve(set, other->length))
        return false;
    if (!set->fill)
        return fill(set, other), true;
    const slu_set_entry *entry;
    for (uint32_t position = 0; (entry = slu_set_next_entry(other, &position));)
        if (!slu_set_add_hashed(set, entry->key, entry->hash))
            return false;
    return true;
}

static bool update_from_dict(slu_set *set, const slu_dict *dict) {
    if (!reserve(set, dict->length))
        return false;
    const slu_dict_entry *entry;
    for (uint32_t position = 0; (entry = slu_dict_next(dict, &position));)
        if (!slu_set_add_hashed(set, entry->key, entry->hash))
            return false;
    return true;
}

bool slu_set_update(slu_set *set, slu_value iterable) {
    if (slu_is(iterable, SLU_IS_SET | SLU_IS_FROZENSET))
        return update_from_set(set, (slu_set *)slu_object_of(iterable));
    if (slu_type_of(iterable) == &slu_dict_type)
        return update_from_dict(set, (slu_dict *)slu_object_of(iterable));
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
