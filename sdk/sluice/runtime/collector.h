// What the two halves of the collector know of each other: memory.c (the old space, evacuation) and loops.c (the
// young space, what moves while a callback runs). Not for filters for release, which have a nursery only.
#pragma once

#include "memory.h"

#define SLU_FIRST_REMEMBERED 2048u        // places of the table at first
#define SLU_MOST_REMEMBERED (256u * 1024) // places, a power of two
// Tables of all sizes, the one of n places from n on; entries are objects, or words with bit 0 set.
extern uintptr_t slu_remembered[2 * SLU_MOST_REMEMBERED];

// --- memory.c -----------------------------------------------------------------------------------------------

extern bool slu_is_stressed;
extern uint32_t slu_memory_has_grown;
// Objects from here on, so many bytes of them, move: to the old space, or behind the young objects, or all of them
// down by `slu_slide` bytes, where what mentions them is changed and nothing else.
extern char *slu_moving;
extern uint32_t slu_moving_size, slu_slide;
extern bool slu_copies_to_young;

uint32_t slu_object_size(const slu_object *object);
void slu_visit_roots(void);
void slu_scan(slu_object *object);
uint32_t slu_old_used(void); // bytes
// Memory that is used for the old space when it grows.
void slu_give_back(char *start, uint32_t size);
void slu_poison(char *start, uint32_t size);

// --- loops.c ------------------------------------------------------------------------------------------------

// The young space has been left: all of it is free again, at the top of memory.
void slu_empty_young(void);
void slu_note(uintptr_t entry); // what may mention something younger
void slu_visit_remembered(void); // and empties the table
extern bool slu_remembered_overflow; // too many: the whole old space is scanned, and no loop collects
