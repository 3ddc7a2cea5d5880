// Where objects live, and the collector.
//
// In filters for release (SLU_SMALL) a callback allocates by moving a pointer through the nursery; when that is
// full, straight in the old space. Nothing moves while a callback runs.
//
// Everywhere else the young space is the top of memory and grows as it fills (loops.c). Objects lie there in the
// order of their age, and a function with loops that have allocated much begins to collect what is younger: nobody but
// its own registers, the roots and what the barrier has noted can mention that. Whatever was there before stays
// in place, so raw pointers on the C stack stay valid as long as the C function calls nothing that
// outlives it.
//
// `slu_collect` runs when no Wasm frame holds a value (at the end of a callback): survivors move to the old
// space, and the old space is compacted when it has doubled.
//
// Who stores a pointer into a heap object calls `slu_barrier` afterwards, and who stores one into a root calls
// `slu_keep_young`: a callback after which neither has happened has left nothing behind, and its nursery is
// empty again without a look at anything. `slu_error` needs neither.
#pragma once

#include "type.h"

#ifndef SLU_NURSERY_SIZE
#define SLU_NURSERY_SIZE (256 * 1024)
#endif

// Objects up to this size are always delivered: a reserve above the memory limit serves them, and the next
// step (steps.h) raises MemoryError. Larger ones may be refused.
#define SLU_SURE_SIZE (32 * 1024)

extern char __heap_base;

#ifdef SLU_SMALL
extern char slu_nursery[SLU_NURSERY_SIZE];
extern uint32_t SLU_REGISTER slu_nursery_used; // bytes
#define SLU_REMEMBERED_PLACES 2048u
extern uintptr_t slu_remembered[SLU_REMEMBERED_PLACES]; // objects, or words with bit 0 set

// An object in the old space (or NULL with MemoryError when it is large and the limit is reached).
void *slu_allocate_old(const slu_type *type, uint32_t size) SLU_COLD;

// A fresh object of `size` bytes (rounded up to 8), its type set, the rest UNINITIALISED: fill every value
// word before the next collection. Returns NULL with MemoryError raised only for size > SLU_SURE_SIZE.
SLU_INLINE_IF_FAST void *slu_allocate(const slu_type *type, uint32_t size) {
    uint32_t rounded = (size + 7) & ~7u;
    char *object = slu_nursery + slu_nursery_used;
    if (SLU_UNLIKELY(rounded > SLU_NURSERY_SIZE - slu_nursery_used))
        return slu_allocate_old(type, size);
    slu_nursery_used += rounded;
    ((slu_object *)object)->type = type;
    return object;
}

SLU_INLINE bool slu_is_young(const void *object) {
    return (uintptr_t)((const char *)object - slu_nursery) < SLU_NURSERY_SIZE;
}
// Whether a pointer to something younger, stored in this object, has to be noted.
SLU_INLINE bool slu_is_older(const void *object) { return !slu_is_young(object); }
SLU_INLINE bool slu_is_young_value(slu_value value) { return slu_is_young((void *)(uintptr_t)value); }
#define SLU_LOOPS_START
#define SLU_LOOPS_END
#define SLU_LOOPS_ZERO
#else
extern char *slu_young;      // where the young space begins: what lies there or behind is young
extern char *slu_free;       // the next object; the space behind it is free
extern char *slu_free_end;   // of what is free
extern char *slu_loop_start; // what the innermost function that collects in its loops may move lies behind it
extern char *slu_loop_mark;  // where its call began; what has been settled since lies before `slu_loop_start`
extern char *slu_loop_outer; // `slu_loop_start` of the function outside of it

// The same when there is no room before `slu_free_end`.
void *slu_allocate_more(const slu_type *type, uint32_t size) SLU_COLD;

// A fresh object of `size` bytes (rounded up to 8), its type set, the rest UNINITIALISED: fill every value
// word before the next collection. Returns NULL with MemoryError raised only for size > SLU_SURE_SIZE.
SLU_INLINE_IF_FAST void *slu_allocate(const slu_type *type, uint32_t size) {
    uint32_t rounded = (size + 7) & ~7u;
    char *object = slu_free;
    if (SLU_UNLIKELY(rounded > (uint32_t)(slu_free_end - object)))
        return slu_allocate_more(type, size);
    slu_free = object + rounded;
    ((slu_object *)object)->type = type;
    return object;
}

SLU_INLINE bool slu_is_young(const void *object) { return (const char *)object >= slu_young; }
// Whether a pointer to something younger, stored in this object, has to be noted.
SLU_INLINE bool slu_is_older(const void *object) { return (const char *)object < slu_loop_start; }
SLU_INLINE bool slu_is_young_value(slu_value value) {
    return !slu_is_small(value) && slu_is_young((void *)(uintptr_t)value);
}

// Whether some collection may move the younger of two objects and not the older, which lies before `slu_loop_start`.
SLU_INLINE bool slu_are_apart(const void *older, const char *younger) {
    if ((const char *)older >= slu_loop_mark)
        return younger >= slu_loop_start;
    return younger >= slu_loop_mark || (const char *)older < slu_loop_outer;
}

// What a function with such loops does: it starts with START, and END stands before each of its returns. At the
// head of a loop, when `slu_free` has reached `loop_room`, it begins to collect in case it has not, hands the words
// that it still needs to `slu_collect_loop`, takes them back, and the answer is the next `loop_room`. What it has
// made before that counts as older than the call, so short calls cost nothing.
#define SLU_LOOPS_START char *loop_mark = NULL, *loop_room = slu_free + slu_loop_room;
#define SLU_LOOPS_END                                                                                         \
    if (SLU_UNLIKELY(loop_mark))                                                                              \
        slu_end_loops();
#define SLU_LOOPS_ZERO = {0}
extern uint32_t slu_loop_room; // bytes
char *slu_begin_loops(void) SLU_COLD;
void slu_end_loops(void) SLU_COLD;
char *slu_collect_loop(char *mark, slu_value *words, uint32_t count) SLU_COLD;
// From now on to the end of the callback addresses are what objects are known by.
void slu_hold_still(void);
// Before anything else: makes the young space.
void slu_memory_start(void);
#endif

// As `slu_allocate`, for a size in 64 bits that may be absurd (`"x" * 10**12`): MemoryError then.
void *slu_allocate_large(const slu_type *type, uint64_t size);

// Gives back the end of an object that needs less than was allocated: call it before anything else is
// allocated or when the object's own count already says the new size. Sizes in bytes, head included.
void slu_shrink(void *object, uint32_t old_size, uint32_t new_size);

// Whether an object is part of the program: it stays where it is and is never freed.
SLU_INLINE bool slu_is_constant(const void *object) {
    return (const char *)object < &__heap_base && !slu_is_young(object);
}

void slu_remember(void *object) SLU_COLD;
void slu_remember_word(slu_value *word) SLU_COLD;

// What is rarer is asked first: with a nursery few values are young. Without one most are, but ints are seldom
// objects, few places are older, and what is younger lies behind what is older. That is asked at once: nobody can
// predict each for itself. The rest is asked out of line.
#ifdef SLU_SMALL
#define SLU_MAY_BE_YOUNGER(value, place) (SLU_UNLIKELY(slu_is_young_value(value)) && slu_is_older(place))
#define slu_remember_younger(object, value) slu_remember(object)
#define slu_remember_younger_word(word, value) slu_remember_word(word)
#else
#define SLU_MAY_BE_YOUNGER(value, place)                                                                       \
    SLU_UNLIKELY(!slu_is_small(value) & slu_is_older(place) & ((uintptr_t)(value) > (uintptr_t)(place)))
void slu_remember_younger(void *object, slu_value value) SLU_COLD;
void slu_remember_younger_word(slu_value *word, slu_value value) SLU_COLD;
#endif

// After `value` was stored somewhere in `object`: lets the next collection find it. Never raises.
SLU_INLINE_IF_FAST void slu_barrier(void *object, slu_value value) {
    if (SLU_MAY_BE_YOUNGER(value, object))
        slu_remember_younger(object, value);
}

// A store into a word of an object, `offset` bytes from its start.
SLU_INLINE_IF_FAST void slu_store(void *object, uint32_t offset, slu_value value) {
    *(slu_value *)((char *)object + offset) = value;
    if (SLU_MAY_BE_YOUNGER(value, object))
        slu_remember_younger(object, value);
}

// The same for one word of a large object (list items, dict entries): only that word is looked at.
SLU_INLINE_IF_FAST void slu_barrier_word(slu_value *word, slu_value value) {
    if (SLU_MAY_BE_YOUNGER(value, word))
        slu_remember_younger_word(word, value);
}

// Moves survivors out of the nursery. Only when no C or Wasm frame holds a pointer into the heap
// and `slu_handled` is 0.
void slu_collect(void);

// Words that are always alive.
typedef struct slu_roots {
    slu_value *words;
    uint32_t count;
} slu_roots;
// The program's globals, laid out by the compiler.
extern const slu_roots slu_program_roots;
// Whether something that stays may mention the nursery, or the old space has grown.
extern bool slu_kept_young;
SLU_INLINE_IF_FAST void slu_keep_young(void) { slu_kept_young = true; }
// A root of the runtime's own, at most 16: call it after the word has been given what it holds.
void slu_add_root(slu_value *word);

// Set when the reserve is in use: the next step raises MemoryError.
extern uint32_t SLU_REGISTER slu_memory_exhausted;

// A number that stays with an object although it moves: what hash() of an instance is made of. Only for
// objects whose head is followed by 4 bytes of padding (instances, exceptions) or an `identity` field there.
uint32_t slu_identity_of(void *object);

// For `slu_layout.scan`: looks at one word (pointer) of an object during a collection and updates it.
void slu_visit(slu_value *word);
void slu_visit_pointer(void *pointer_to_pointer);

// Bytes that may be in use; 0: no limit.
extern uint32_t SLU_REGISTER slu_memory_limit;

// Freestanding C needs these four; memory.c has them.
void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int byte, size_t count);
int memcmp(const void *left, const void *right, size_t count);
size_t strlen(const char *text);
