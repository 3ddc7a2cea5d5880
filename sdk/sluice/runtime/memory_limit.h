// What is asked before memory is taken, and what happens when there is none.
#pragma once

#include "error.h"
#include "memory.h"
#include "steps.h"

#define PAGE 65536u
#define NO_PAGES ((size_t)-1)
#define RESERVE (slu_memory_limit / 2) // above the limit: what runs on until the next step

// The number of the first of so many new pages, or NO_PAGES. The last page of 4 GB is never taken: its end would
// have no address.
SLU_INLINE size_t slu_grow(size_t pages) {
    if (pages >= PAGE - __builtin_wasm_memory_size(0))
        return NO_PAGES;
    return __builtin_wasm_memory_grow(0, pages);
}

// Whether the limit allows an object of `size` bytes, with its padding `rounded`. What cannot say that it failed is
// allowed beyond it, and the next step raises.
SLU_INLINE bool slu_is_allowed(uint32_t size, uint32_t rounded, bool (*over_limit)(uint32_t more, uint32_t reserve)) {
    if (rounded >= size && !over_limit(rounded, 0))
        return true;
    if (size > SLU_SURE_SIZE)
        return false;
    if (!slu_memory_exhausted)
        slu_steps_left = 0;
    slu_memory_exhausted = true;
    return !over_limit(rounded, RESERVE);
}

// NULL, with MemoryError raised; a trap where nobody would look.
SLU_INLINE void *slu_no_memory(uint32_t size) {
    if (size <= SLU_SURE_SIZE)
        __builtin_trap();
    slu_raise(&slu_memory_error_type, "");
    return NULL;
}
