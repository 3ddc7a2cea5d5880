// The C peer of dict_100k.py: a table with open addressing over entries in the order of insertion.
#include "peer.h"

#define SIZE 100000
#define PLACES (1u << 18)

typedef struct {
    char key[12];
    uint32_t size;
    uint32_t hash;
    int64_t value; // -1: deleted
} entry;

static entry entries[SIZE];
static uint32_t count, index[PLACES]; // places of entries, from 1 on

static uint32_t hash_of(const char *key, uint32_t size) {
    uint32_t hash = 2166136261u;
    for (uint32_t i = 0; i < size; i++) hash = (hash ^ (uint8_t)key[i]) * 16777619u;
    return hash;
}

static int equal(const char *left, const char *right, uint32_t size) {
    for (uint32_t i = 0; i < size; i++)
        if (left[i] != right[i]) return 0;
    return 1;
}

// The entry, made when there is none and `make` is set; else NULL.
static entry *find(const char *key, uint32_t size, int make) {
    uint32_t hash = hash_of(key, size), place = hash & (PLACES - 1);
    for (; index[place]; place = (place + 1) & (PLACES - 1)) {
        entry *found = &entries[index[place] - 1];
        if (found->hash == hash && found->size == size && equal(found->key, key, size)) return found;
    }
    if (!make) return 0;
    entry *made = &entries[count++];
    index[place] = count;
    made->size = size, made->hash = hash;
    for (uint32_t i = 0; i < size; i++) made->key[i] = key[i];
    return made;
}

static entry *find_number(uint32_t number, int make) {
    char key[16] = "key-";
    return find(key, 4 + write_number(key + 4, number), make);
}

void run(void) {
    int64_t total = 0, sum = 0, length = 0;
    for (uint32_t i = 0; i < SIZE; i++) find_number(i, 1)->value = i;
    for (int round = 0; round < 3; round++)
        for (uint32_t i = 0; i < SIZE; i++) total += find_number(i * 7 % SIZE, 0)->value;
    for (uint32_t i = 0; i < count; i++) {
        entry *found = find(entries[i].key, entries[i].size, 0);
        if (found->value % 3 == 0) found->value = -1;
        else found->value++;
    }
    for (uint32_t i = 0; i < count; i++)
        if (entries[i].value >= 0) sum += entries[i].value, length++;
    show_int(length);
    show_int(total);
    show_int(sum);
    const char *words[] = {"False", "True"};
    int seven = find_number(7, 0)->value >= 0, nine = find_number(9, 0)->value >= 0;
    show_text(words[seven], 5 - (uint32_t)seven);
    show_text(words[nine], 5 - (uint32_t)nine);
}
