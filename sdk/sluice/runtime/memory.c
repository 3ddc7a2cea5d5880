// The collector: nursery, old space in chunks (old_space.h), evacuation at the end of a callback.
//
// Minor collection: what is alive in the nursery (or the young space, loops.c) moves to the end of the old space.
// Roots are the program's globals, the runtime's own words, and what the write barrier has remembered. Objects
// that were allocated in the old space during the callback (because the nursery was full) are scanned too: they
// lie behind the mark.
// Major collection: when the old space has doubled, all of it moves to fresh chunks.
#include "memory.h"

#include "memory_limit.h"
#include "old_space.h"
#ifndef SLU_SMALL
#include "collector.h"
#endif

#define STATIC_PLACES 256u
#define ROOT_PLACES 16u
#define FIRST_MAJOR (512u * 1024)
#define MOVED 1u

uint32_t SLU_REGISTER slu_memory_limit;
uint32_t SLU_REGISTER slu_memory_exhausted;
bool slu_kept_young = true; // the program's start has not been looked at
int64_t slu_steps_left = INT64_MAX;

static uint32_t next_major = FIRST_MAJOR;
static chunk *SLU_REGISTER mark_chunk; // what lies behind the mark was allocated or moved since the last collection
static uint32_t SLU_REGISTER mark_used;
uint32_t SLU_REGISTER slu_in_major;

#ifdef SLU_SMALL
uint32_t SLU_REGISTER slu_nursery_used;
static uint32_t SLU_REGISTER remembered_count;
uint32_t SLU_REGISTER slu_remembered_overflow; // too many: the whole old space is scanned
#endif
static void *static_objects[STATIC_PLACES];
static uint32_t SLU_REGISTER static_count;
static slu_value *roots[ROOT_PLACES];
static uint32_t SLU_REGISTER root_count;

// What fills a gap in the old space.
typedef struct filler {
    const slu_type *type;
    uint32_t size;
} filler;
static const slu_layout filler_layout = {.size = sizeof(filler), .counted = offsetof(filler, size), .unit = 1};
static const slu_type filler_type = {.layout = &filler_layout};

static uint32_t measure(const slu_object *object, const slu_type *type) {
    const slu_layout *layout = type->layout;
    uint32_t size = layout->size;
    if (layout->counted)
        size += *(const uint32_t *)((const char *)object + layout->counted) * layout->unit;
    return align(size) + layout->tail_count * (uint32_t)sizeof(slu_value);
}

// --- allocation ---------------------------------------------------------------------------------------------

#ifdef SLU_SMALL
static bool over_limit(uint32_t more, uint32_t reserve) {
    if (!slu_memory_limit)
        return false;
    uint32_t used = old_used(), room = slu_memory_limit + reserve;
    return used > room || more > room - used;
}

void *slu_allocate_old(const slu_type *type, uint32_t size) {
    uint32_t rounded = align(size);
    slu_object *object = slu_is_allowed(size, rounded, over_limit) ? place_old(rounded) : NULL;
    if (!object)
        return slu_no_memory(size);
    object->type = type;
    return object;
}
#endif

void *slu_allocate_large(const slu_type *type, uint64_t size) {
    if (size > UINT32_MAX - PAGE)
        return slu_raise(&slu_memory_error_type, ""), NULL;
    return slu_allocate(type, (uint32_t)size);
}

void slu_shrink(void *object, uint32_t old_size, uint32_t new_size) {
    uint32_t from = align(new_size), to = align(old_size);
    if (from == to)
        return;
    char *end = (char *)object + to;
#ifdef SLU_SMALL
    if (end == slu_nursery + slu_nursery_used) {
        slu_nursery_used -= to - from;
#else
    if (end == slu_free && !slu_is_older(object)) {
        slu_free -= to - from;
#endif
    } else if (!slu_is_young(object)) {
        filler *gap = (filler *)((char *)object + from);
        gap->type = &filler_type;
        gap->size = to - from - (uint32_t)sizeof(filler);
    }
}

uint32_t slu_identity_of(void *object) {
    static uint32_t last;
    uint32_t *identity = (uint32_t *)((char *)object + sizeof(slu_object));
    if (!*identity)
        *identity = ++last;
    return *identity;
}

// --- the write barrier --------------------------------------------------------------------------------------

static bool in_heap(const void *object) { return (const char *)object >= &__heap_base; }

#ifdef SLU_SMALL
static void remember(uintptr_t entry) {
    slu_keep_young();
    if (slu_remembered_overflow)
        return;
    uint32_t place = (uint32_t)((entry >> 2) * 0x9e3779b1u) % SLU_REMEMBERED_PLACES;
    while (slu_remembered[place]) {
        if (slu_remembered[place] == entry)
            return;
        place = (place + 1) % SLU_REMEMBERED_PLACES;
    }
    if (remembered_count == SLU_REMEMBERED_PLACES / 2) {
        slu_remembered_overflow = true;
        return;
    }
    slu_remembered[place] = entry;
    remembered_count++;
}
#else
#define remember slu_note
#endif

void slu_remember(void *object) {
    if (in_heap(object)) {
        remember((uintptr_t)object);
        return;
    }
    slu_keep_young();
    for (uint32_t i = 0; i < static_count; i++)
        if (static_objects[i] == object)
            return;
    if (static_count == STATIC_PLACES)
        __builtin_trap();
    static_objects[static_count++] = object;
}

void slu_remember_word(slu_value *word) {
    if (!(*word & 1))
        remember((uintptr_t)word | 1);
}

#ifndef SLU_SMALL
void slu_remember_younger(void *object, slu_value value) {
    if (slu_is_young_value(value) && slu_are_apart(object, (char *)(uintptr_t)value))
        slu_remember(object);
}

void slu_remember_younger_word(slu_value *word, slu_value value) {
    if (slu_is_young_value(value) && slu_are_apart(word, (char *)(uintptr_t)value))
        slu_remember_word(word);
}
#endif

void slu_add_root(slu_value *word) {
    slu_keep_young();
    for (uint32_t i = 0; i < root_count; i++)
        if (roots[i] == word)
            return;
    if (root_count == ROOT_PLACES)
        __builtin_trap();
    roots[root_count++] = word;
}

// --- evacuation ---------------------------------------------------------------------------------------------

#ifdef SLU_SMALL
static bool is_moving(const slu_object *object) { return slu_is_young(object); }
static void *place_copy(uint32_t size) { return place_old(size); }
#else
char *slu_moving;
uint32_t slu_moving_size, slu_slide;
bool slu_copies_to_young;

static bool is_moving(const slu_object *object) { return (uintptr_t)((char *)object - slu_moving) < slu_moving_size; }

static void *place_copy(uint32_t size) {
    if (!slu_copies_to_young)
        return place_old(size);
    char *copy = slu_free;
    slu_free += size;
    return copy;
}
#endif

static slu_object *evacuate(slu_object *object) {
    if (slu_in_major ? !in_heap(object) : !is_moving(object))
        return object;
#ifndef SLU_SMALL
    if (slu_slide)
        return (slu_object *)((char *)object - slu_slide);
#endif
    uintptr_t head = (uintptr_t)object->type;
    slu_object **forward = (slu_object **)((char *)object + sizeof(slu_object));
    if (head & MOVED)
        return *forward;
    uint32_t size = measure(object, object->type);
    slu_object *copy = place_copy(size);
    if (!copy)
        __builtin_trap();
    memcpy(copy, object, size);
    object->type = (const slu_type *)(head | MOVED);
    return *forward = copy;
}

void slu_visit(slu_value *word) {
    if (!(*word & 1) && *word)
        *word = slu_of(evacuate(slu_object_of(*word)));
}

void slu_visit_pointer(void *pointer_to_pointer) {
    slu_object **pointer = pointer_to_pointer;
    if (*pointer)
        *pointer = evacuate(*pointer);
}

static void visit_words(slu_value *words, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        slu_visit(&words[i]);
}

static void scan(slu_object *object) {
    const slu_layout *layout = object->type->layout;
    if (layout->scan) {
        layout->scan(object);
        return;
    }
    slu_value *values = (slu_value *)((char *)object + layout->values);
    for (uint32_t i = 0; i < layout->value_count; i++)
        if (!layout->raw || !layout->raw[i])
            slu_visit(&values[i]);
    for (uint32_t i = 0; i < layout->pointer_count; i++)
        slu_visit_pointer((char *)object + layout->pointers + i * sizeof(void *));
    if (layout->items_are_values)
        visit_words((slu_value *)((char *)object + layout->size),
                    *(uint32_t *)((char *)object + layout->counted));
    if (layout->tail_count) {
        uint32_t size = measure(object, object->type);
        visit_words((slu_value *)((char *)object + size) - layout->tail_count, layout->tail_count);
    }
}

static slu_value visited(slu_value word) {
    slu_visit(&word);
    return word;
}

static void visit_roots(void) {
    visit_words(slu_program_roots.words, slu_program_roots.count);
    slu_error = visited(slu_error);
    for (uint32_t i = 0; i < root_count; i++)
        slu_visit(roots[i]);
    for (uint32_t i = 0; i < static_count; i++)
        scan(static_objects[i]);
}

// Scans everything behind (from, used), including what scanning moves there.
static void scan_from(chunk *from, uint32_t used) {
    if (!from) {
        from = first_chunk;
        used = 0;
    }
    for (; from; from = from->next, used = 0)
        while (used < from->used) {
            slu_object *object = (slu_object *)(content(from) + used);
            used += measure(object, object->type);
            scan(object);
        }
}

#ifdef SLU_SMALL
static void visit_entry(uint32_t entry) {
    remembered_count -= entry != 0;
    if (!entry || slu_remembered_overflow) // everything is scanned instead
        return;
    if (entry & 1)
        slu_visit((slu_value *)(uintptr_t)(entry & ~1u));
    else
        scan((slu_object *)(uintptr_t)entry);
}

// Empties the table, two places at a time: most of them are empty.
static void visit_remembered(void) {
    for (uint64_t *pair = (uint64_t *)slu_remembered; remembered_count; pair++) {
        if (!*pair)
            continue;
        visit_entry((uint32_t)*pair);
        visit_entry((uint32_t)(*pair >> 32));
        *pair = 0;
    }
}
#else
#define visit_remembered slu_visit_remembered

uint32_t slu_object_size(const slu_object *object) { return measure(object, object->type); }
uint32_t slu_old_used(void) { return old_used(); }
void slu_visit_roots(void) { visit_roots(); }
void slu_scan(slu_object *object) { scan(object); }

void slu_give_back(char *start, uint32_t size) {
    chunk *made = (chunk *)start;
    made->size = size - CHUNK_HEAD;
    give_back(made);
}
#endif

#define LOOP_ROOM (64u * 1024)
#ifdef SLU_STRESS
static bool stressed = true;
#ifndef SLU_SMALL
bool slu_is_stressed = true;
uint32_t slu_loop_room;
#endif
// So that a host can run the same module in three ways: 0 as usual, 1 under stress, 2 so that loops which make a
// kilobyte do what usually those do that make much.
__attribute__((export_name("sluice_stress"))) void sluice_stress(uint32_t pace) {
    stressed = pace == 1;
#ifndef SLU_SMALL
    slu_is_stressed = stressed;
    slu_loop_room = pace == 0 ? LOOP_ROOM : pace == 1 ? 0 : 1024;
#endif
}
#else
static const bool stressed = false;
#ifndef SLU_SMALL
bool slu_is_stressed;
uint32_t slu_loop_room = LOOP_ROOM;
#endif
#endif

static void poison(char *start, uint32_t size) {
    if (stressed)
        memset(start, 0xdb, size);
}

static bool has_grown(void) {
    return last_chunk != mark_chunk || (last_chunk && last_chunk->used != mark_used);
}

static void set_mark(void) {
    mark_chunk = last_chunk;
    mark_used = last_chunk ? last_chunk->used : 0;
}

static void collect_old(void) {
    chunk *from = first_chunk;
    first_chunk = last_chunk = NULL;
    earlier_used = 0;
    slu_in_major = true;
    visit_roots();
    scan_from(NULL, 0);
    slu_in_major = false;
    while (from) {
        chunk *next = from->next;
        poison(content(from), from->size);
        give_back(from);
        from = next;
    }
    uint32_t used = old_used();
    next_major = used * 2 < FIRST_MAJOR ? FIRST_MAJOR : used * 2;
}

static void move_survivors(void) {
    visit_roots();
    visit_remembered();
    if (slu_remembered_overflow)
        scan_from(NULL, 0);
    else
        scan_from(mark_chunk, mark_used);
    slu_remembered_overflow = false;
}

#ifdef SLU_SMALL
static void leave_young(void) {
    poison(slu_nursery, slu_nursery_used);
    slu_nursery_used = 0;
}
#else
void slu_poison(char *start, uint32_t size) { poison(start, size); }

static void leave_young(void) {
    poison(slu_young, (uint32_t)(slu_free - slu_young));
    slu_empty_young();
}
#endif

void slu_collect(void) {
    bool is_all_garbage = !slu_kept_young && !slu_error; // after most callbacks
    if (is_all_garbage && !stressed) {
#ifdef SLU_SMALL
        slu_nursery_used = 0;
#else
        slu_empty_young();
#endif
        return;
    }
#ifndef SLU_SMALL
    slu_moving = slu_young;
    slu_moving_size = (uint32_t)(slu_free - slu_young);
#endif
    move_survivors();
    if (is_all_garbage && has_grown())
        __builtin_trap(); // somebody stored a young pointer and did not say so
    slu_memory_exhausted = false;
    leave_young();
    if (stressed || SLU_UNLIKELY(old_used() > next_major))
        collect_old();
#ifndef SLU_SMALL
    slu_empty_young(); // the old space may have grown behind it
#endif
    set_mark();
    slu_kept_young = false;
}
