// dict: the table. Methods and views stand in dict_methods.c and dict_views.c.
//
// Entries stand in insertion order; the index behind them holds positions. A deleted entry keeps its place in
// the index (its key is 0), so that probing goes on behind it; tables are made anew when they are full.
#include "dict.h"

#include "operators.h"

#define SMALLEST 8u
#define LARGEST (1u << 27) // places: the size of a larger table, in bytes, does not fit into 32 bits

#define FRESH (-1) // the hash of a place before the first entry that nothing has ever stood in

static const slu_layout entries_layout;
SLU_INLINE uint32_t *index_of(const slu_entries *table) { return (uint32_t *)(table->entries + table->capacity); }

// A table that holds `wanted` entries; NULL: MemoryError. The capacities are CPython's: a loop that deletes and
// inserts while it walks over a dict sees when entries move to a new table.
static slu_entries *new_table(uint32_t wanted) {
    uint32_t places = SMALLEST, capacity;
    while ((capacity = places * 2 / 3) < wanted && places < LARGEST)
        places *= 2;
    if (capacity < wanted)
        return slu_raise(&slu_memory_error_type, ""), NULL;
    uint32_t size = sizeof(slu_entries) + capacity * sizeof(slu_dict_entry) + places * 4;
    slu_entries *table = slu_allocate_large(&slu_entries_type, size);
    if (!table)
        return NULL;
    table->capacity = capacity;
    table->used = table->first = 0;
    table->mask = places - 1;
    table->size = size - sizeof(slu_entries);
    memset(index_of(table), 0, places * 4);
    return table;
}

static struct {
    const slu_type *type;
    uint32_t capacity, used, mask, size, first;
    uint32_t places[2];
} no_entries __attribute__((aligned(8))) = {&slu_entries_type, 0, 0, 0, 8, 0, {0, 0}};

slu_dict *slu_dict_new(void) {
    slu_dict *dict = slu_allocate(&slu_dict_type, sizeof(slu_dict));
    dict->length = 0;
    dict->entries = (slu_entries *)&no_entries;
    return dict;
}

// The places where a key is looked for, one after the other: CPython's, since `__eq__` of keys sees their order.
typedef struct probe {
    uint64_t at, rest;
} probe;
SLU_INLINE probe first_place(int64_t hash) { return (probe){(uint64_t)hash, (uint64_t)hash}; }
SLU_INLINE void next_place(probe *probe) {
    probe->rest >>= 5;
    probe->at = probe->at * 5 + probe->rest + 1;
}
SLU_INLINE uint32_t *place_at(const slu_entries *table, probe probe) {
    return &index_of((slu_entries *)table)[(uint32_t)probe.at & table->mask];
}

// How keys are compared of which one is no str: set by every function that takes any key, so that a program
// whose keys are all strs does not carry the comparison of everything with everything.
int32_t (*SLU_REGISTER slu_dict_same_keys)(slu_value left, slu_value right);

// The entry of a key, or NULL; `*raised` when a comparison raised.
static slu_dict_entry *find(const slu_dict *dict, slu_value key, int64_t hash, bool *raised) {
    bool text = slu_is_str(key) && (!slu_dict_same_keys || slu_object_of(key)->type == &slu_str_type);
    for (;;) {
        slu_entries *table = dict->entries;
        probe place = first_place(hash);
        bool changed = false;
        while (!changed) {
            uint32_t position = *place_at(table, place);
            if (!position)
                return NULL;
            slu_dict_entry *entry = &table->entries[position - 1];
            if (entry->hash == hash && entry->key) {
                if (entry->key == key)
                    return entry;
                if (text && slu_is_str(entry->key)) {
                    if (slu_str_equal((slu_str *)slu_object_of(entry->key), (slu_str *)slu_object_of(key)))
                        return entry;
                } else if (slu_dict_same_keys) {
                    int32_t same = slu_dict_same_keys(entry->key, key);
                    if (same < 0)
                        return *raised = true, NULL;
                    changed = dict->entries != table; // __eq__ has changed the dict: start again
                    if (same && !changed)
                        return entry;
                }
            }
            next_place(&place);
        }
    }
}

slu_value slu_dict_find_hashed(const slu_dict *dict, slu_value key, int64_t hash) {
    if (!dict->length)
        return 0;
    bool raised = false;
    slu_dict_entry *entry = find(dict, key, hash, &raised);
    return entry ? entry->item : 0;
}

slu_value slu_dict_find_str(const slu_dict *dict, slu_str *key) {
    return slu_dict_find_hashed(dict, slu_of(key), slu_str_hash(key));
}

// The hash of any key; -1: raised.
static int64_t hash_of(slu_value key) {
    slu_dict_same_keys = slu_equal_slow;
    return slu_hash(key);
}

slu_value slu_dict_find(const slu_dict *dict, slu_value key) {
    int64_t hash = hash_of(key);
    return hash == -1 ? 0 : slu_dict_find_hashed(dict, key, hash);
}

slu_value slu_dict_find_known(const slu_dict *dict, slu_value key, int64_t hash) {
    slu_dict_same_keys = slu_equal_slow;
    return slu_dict_find_hashed(dict, key, hash);
}

SLU_INLINE void place_entry_at(slu_entries *table, uint32_t at, slu_value key, slu_value item, int64_t hash) {
    probe place = first_place(hash);
    uint32_t position;
    while ((position = *place_at(table, place)) && table->entries[position - 1].key)
        next_place(&place);
    slu_dict_entry *entry = &table->entries[at];
    *place_at(table, place) = at + 1;
    entry->hash = hash;
    entry->key = key;
    entry->item = item;
    slu_barrier_word(&entry->key, key);
    slu_barrier_word(&entry->item, item);
}

static void place_entry(slu_entries *table, slu_value key, slu_value item, int64_t hash) {
    place_entry_at(table, table->used++, key, item, hash);
}

// A fresh table with room for one more at least; false: MemoryError.
static bool rebuild(slu_dict *dict, uint32_t wanted) {
    slu_entries *old = dict->entries, *table = new_table(wanted);
    if (!table)
        return false;
    for (uint32_t i = 0; i < old->used; i++)
        if (old->entries[i].key)
            place_entry(table, old->entries[i].key, old->entries[i].item, old->entries[i].hash);
    dict->entries = table;
    slu_barrier(dict, slu_of(table));
    return true;
}

bool slu_dict_reserve(slu_dict *dict, uint32_t more) {
    return dict->entries->capacity >= more || rebuild(dict, dict->length + more);
}

static bool insert(slu_dict *dict, slu_value key, slu_value item, int64_t hash) {
    if (dict->entries->used == dict->entries->capacity && !rebuild(dict, dict->length * 2))
        return false;
    place_entry(dict->entries, key, item, hash);
    dict->length++;
    return true;
}

bool slu_dict_set_hashed(slu_dict *dict, slu_value key, slu_value item, int64_t hash) {
    bool raised = false;
    slu_dict_entry *entry = find(dict, key, hash, &raised);
    if (raised)
        return false;
    if (!entry)
        return insert(dict, key, item, hash);
    entry->item = item;
    slu_barrier_word(&entry->item, item);
    return true;
}

bool slu_dict_set_known(slu_dict *dict, slu_value key, slu_value item, int64_t hash) {
    slu_dict_same_keys = slu_equal_slow;
    return slu_dict_set_hashed(dict, key, item, hash);
}

bool slu_dict_set(slu_dict *dict, slu_value key, slu_value item) {
    int64_t hash = hash_of(key);
    return hash != -1 && slu_dict_set_hashed(dict, key, item, hash);
}

bool slu_dict_set_str(slu_dict *dict, slu_str *key, slu_value item) {
    return slu_dict_set_hashed(dict, slu_of(key), item, slu_str_hash(key));
}

slu_dict *slu_dict_of_str(const slu_value *keys_and_items, uint32_t count) {
    slu_dict *dict = slu_dict_new();
    for (uint32_t i = 0; i < count; i += 2)
        if (!slu_dict_set_str(dict, (slu_str *)slu_object_of(keys_and_items[i]), keys_and_items[i + 1]))
            return NULL;
    return dict;
}

int32_t slu_dict_contains_str(const slu_dict *dict, slu_str *key) { return slu_dict_find_str(dict, key) != 0; }

slu_value slu_dict_get_or_str(const slu_dict *dict, slu_str *key, slu_value otherwise) {
    slu_value item = slu_dict_find_str(dict, key);
    return item ? item : otherwise;
}

static void remove_entry(slu_dict *dict, slu_dict_entry *entry) {
    entry->key = entry->item = 0;
    entry->hash = 0;
    dict->length--;
    slu_entries *table = dict->entries;
    while (table->first < table->used && !table->entries[table->first].key)
        table->first++;
}

// Takes an entry out; its item, 0: not there or raised.
slu_value slu_dict_take_hashed(slu_dict *dict, slu_value key, int64_t hash) {
    if (!dict->length)
        return 0;
    bool raised = false;
    slu_dict_entry *entry = find(dict, key, hash, &raised);
    if (!entry)
        return 0;
    slu_value item = entry->item;
    remove_entry(dict, entry);
    return item;
}

slu_value slu_dict_set_default(slu_dict *dict, slu_value key, slu_value otherwise) {
    int64_t hash = hash_of(key);
    slu_value item = hash == -1 ? 0 : slu_dict_find_hashed(dict, key, hash);
    if (item || slu_error)
        return item;
    return insert(dict, key, otherwise, hash) ? otherwise : 0;
}

static slu_value take(slu_dict *dict, slu_value key) {
    int64_t hash = hash_of(key);
    return hash == -1 ? 0 : slu_dict_take_hashed(dict, key, hash);
}

int32_t slu_dict_discard(slu_dict *dict, slu_value key) { return take(dict, key) ? 1 : slu_error ? -1 : 0; }

int32_t slu_dict_contains(const slu_dict *dict, slu_value key) {
    return slu_dict_find(dict, key) ? 1 : slu_error ? -1 : 0;
}

slu_value slu_key_error(slu_value key) { return slu_raise_with(&slu_key_error_type, &key, 1); }

bool slu_dict_delete(slu_dict *dict, slu_value key) {
    if (take(dict, key))
        return true;
    if (!slu_error)
        slu_key_error(key);
    return false;
}

slu_value slu_dict_get_item(slu_dict *dict, slu_value key) {
    slu_value item = slu_dict_find(dict, key);
    if (SLU_LIKELY(item) || slu_error)
        return item;
    return dict->type->missing ? dict->type->missing(slu_of(dict), key) : slu_key_error(key);
}

slu_value slu_dict_get_str(slu_dict *dict, slu_str *key) {
    slu_value item = slu_dict_find_str(dict, key);
    if (SLU_LIKELY(item))
        return item;
    return dict->type->missing ? dict->type->missing(slu_of(dict), slu_of(key))
                               : slu_raise_text(&slu_key_error_type, key);
}

slu_value slu_dict_pop(slu_dict *dict, slu_value key, slu_value otherwise) {
    slu_value item = take(dict, key);
    if (item || slu_error)
        return item;
    return otherwise ? otherwise : slu_key_error(key);
}

static slu_dict_entry *last_entry(const slu_dict *dict) {
    slu_dict_entry *last = dict->entries->entries + dict->entries->used - 1;
    while (!last->key)
        last -= last->hash > 0 ? last->hash : 1;
    return last;
}

slu_value slu_dict_pop_item(slu_dict *dict) {
    if (!dict->length) {
        SLU_STR_CONSTANT(message, "popitem(): dictionary is empty");
        return slu_key_error(slu_of(message));
    }
    slu_dict_entry *end = dict->entries->entries + dict->entries->used - 1, *last = last_entry(dict);
    slu_value pair[] = {last->key, last->item};
    slu_tuple *popped = slu_tuple_of(pair, 2);
    remove_entry(dict, last);
    end->hash = end - last + 1; // the next time, they are passed over in one step
    return slu_of(popped);
}

// A fresh table with room for as many before its first entry; false: MemoryError.
static bool make_room_before(slu_dict *dict) {
    uint32_t room = dict->length + 2;
    slu_entries *old = dict->entries, *table = new_table(dict->length + room + 2);
    if (!table)
        return false;
    for (uint32_t i = 0; i < room; i++)
        table->entries[i] = (slu_dict_entry){.hash = FRESH};
    table->used = table->first = room;
    for (uint32_t i = old->first; i < old->used; i++)
        if (old->entries[i].key)
            place_entry(table, old->entries[i].key, old->entries[i].item, old->entries[i].hash);
    dict->entries = table;
    slu_barrier(dict, slu_of(table));
    return true;
}

bool slu_dict_move(slu_dict *dict, slu_value key, bool to_end) {
    bool raised = false;
    int64_t hash = dict->length ? hash_of(key) : 0;
    slu_dict_entry *entry = hash == -1 || !dict->length ? NULL : find(dict, key, hash, &raised);
    if (!entry)
        return slu_error || slu_key_error(key);
    slu_entries *table = dict->entries;
    if (entry == (to_end ? last_entry(dict) : &table->entries[table->first]))
        return true;
    // A place before the first entry is taken once: each use takes one of the index, too.
    bool has_room = to_end ? table->used < table->capacity : table->first && table->entries[table->first - 1].hash == FRESH;
    slu_dict_entry moved = *entry;
    if (!has_room) {
        uint32_t before = 0;
        for (slu_dict_entry *each = &table->entries[table->first]; each < entry; each++)
            before += each->key != 0;
        if (!(to_end ? rebuild(dict, dict->length * 2) : make_room_before(dict)))
            return false;
        table = dict->entries;
        entry = &table->entries[table->first + before];
    }
    remove_entry(dict, entry);
    dict->length++;
    if (to_end)
        place_entry(table, moved.key, moved.item, hash);
    else
        place_entry_at(table, --table->first, moved.key, moved.item, hash);
    return true;
}

void slu_dict_clear(slu_dict *dict) {
    dict->length = 0;
    dict->entries = (slu_entries *)&no_entries;
}

slu_dict *slu_dict_copy(const slu_dict *dict) {
    slu_dict *copy = slu_dict_new();
    if (!dict->length)
        return copy;
    slu_entries *table = new_table(dict->length);
    if (!table)
        return NULL;
    copy->entries = table;
    copy->length = dict->length;
    for (uint32_t i = 0; i < dict->entries->used; i++) {
        slu_dict_entry *entry = &dict->entries->entries[i];
        if (entry->key)
            place_entry(table, entry->key, entry->item, entry->hash);
    }
    return copy;
}

// Whether a table has nothing but entries that are in use, and is no larger than they need.
static bool is_compact(const slu_dict *dict) {
    uint32_t places = dict->entries->mask + 1;
    return dict->entries->used == dict->length && (places == SMALLEST || places / 2 * 2 / 3 < dict->length);
}

bool slu_dict_update_dict(slu_dict *dict, const slu_dict *other) {
    if (!dict->length && other->length && is_compact(other)) { // no two keys are equal: none is compared
        const slu_dict *copy = slu_dict_copy(other);
        if (!copy)
            return false;
        dict->entries = copy->entries;
        dict->length = copy->length;
        slu_barrier(dict, slu_of(dict->entries));
        return true;
    }
    if (!slu_dict_reserve(dict, other->length))
        return false;
    uint32_t position = 0, used = other->entries->used;
    const slu_dict_entry *entry;
    while ((entry = slu_dict_next(other, &position))) {
        if (!slu_dict_set_hashed(dict, entry->key, entry->item, entry->hash))
            return false;
        if (dict != other && other->entries->used != used)
            return slu_raise(&slu_runtime_error_type, "dict mutated during update"), false;
    }
    return true;
}

const slu_dict_entry *slu_dict_next(const slu_dict *dict, uint32_t *position) {
    slu_entries *table = dict->entries;
    if (*position < table->first)
        *position = table->first;
    while (*position < table->used) {
        slu_dict_entry *entry = &table->entries[(*position)++];
        if (entry->key)
            return entry;
    }
    return NULL;
}

static void scan(slu_object *object) {
    slu_entries *table = (slu_entries *)object;
    for (uint32_t i = 0; i < table->used; i++) {
        slu_visit(&table->entries[i].key);
        slu_visit(&table->entries[i].item);
    }
}
static const slu_layout entries_layout = {
    .size = sizeof(slu_entries), .counted = offsetof(slu_entries, size), .unit = 1, .scan = scan};
const slu_type slu_entries_type = {.layout = &entries_layout};
