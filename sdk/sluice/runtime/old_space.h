// The old space: chunks of memory in which objects stay, one behind the other. A part of memory.c, and of nothing
// else: its functions are not called but inlined.
#pragma once

#include "memory_limit.h"

#define CHUNK_HEAD 16u

typedef struct chunk {
    struct chunk *next;
    uint32_t size; // bytes of content
    uint32_t used;
} chunk;

static chunk *SLU_REGISTER first_chunk; // in the order of allocation
static chunk *SLU_REGISTER last_chunk;
static chunk *free_chunks;                 // sorted by address, neighbours merged
static uint32_t SLU_REGISTER earlier_used; // content of all chunks but the last

static uint32_t align(uint32_t size) { return (size + 7) & ~7u; }
static char *content(chunk *c) { return (char *)c + CHUNK_HEAD; }
static uint32_t old_used(void) { return earlier_used + (last_chunk ? last_chunk->used : 0); }

static void give_back(chunk *freed) {
    chunk **place = &free_chunks;
    while (*place && *place < freed)
        place = &(*place)->next;
    freed->next = *place;
    *place = freed;
    if (freed->next && content(freed) + freed->size == (char *)freed->next) {
        freed->size += CHUNK_HEAD + freed->next->size;
        freed->next = freed->next->next;
    }
    if (place != &free_chunks) {
        chunk *before = (chunk *)((char *)place - offsetof(chunk, next));
        if (content(before) + before->size == (char *)freed) {
            before->size += CHUNK_HEAD + freed->size;
            before->next = freed->next;
        }
    }
}

static chunk *take_free(uint32_t size) {
    for (chunk **place = &free_chunks; *place; place = &(*place)->next) {
        chunk *found = *place;
        if (found->size < size)
            continue;
        *place = found->next;
        if (found->size - size >= PAGE) {
            chunk *rest = (chunk *)(content(found) + size);
            rest->size = found->size - size - CHUNK_HEAD;
            found->size = size;
            give_back(rest);
        }
        return found;
    }
    return NULL;
}

uint32_t SLU_REGISTER slu_memory_has_grown; // the rest of the page behind the static data is taken once

static chunk *grow_memory(uint32_t size) {
    uint64_t bytes = ((uint64_t)size + CHUNK_HEAD + PAGE - 1) & ~(uint64_t)(PAGE - 1);
    if (bytes > UINT32_MAX)
        return NULL;
    if (!slu_memory_has_grown) {
        slu_memory_has_grown = true;
        char *start = (char *)(((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15);
        char *end = (char *)(__builtin_wasm_memory_size(0) * PAGE);
        if (end - start > (ptrdiff_t)(size + CHUNK_HEAD)) {
            chunk *made = (chunk *)start;
            made->size = (uint32_t)(end - start) - CHUNK_HEAD;
            return made;
        }
    }
    size_t page = slu_grow(bytes / PAGE);
    if (page == NO_PAGES)
        return NULL;
    chunk *made = (chunk *)(page * PAGE);
    made->size = (uint32_t)bytes - CHUNK_HEAD;
    return made;
}

// A chunk with room for `size` bytes becomes the last of the old space. false: there is no memory.
static bool add_chunk(uint32_t size) {
    uint32_t used = old_used();
    uint32_t wish = used / 4 < PAGE ? PAGE - CHUNK_HEAD : used / 4 > 16 * PAGE ? 16 * PAGE : used / 4;
    uint32_t wanted = align(size > wish ? size : wish) + CHUNK_HEAD;
    wanted = ((wanted + 15) & ~15u) - CHUNK_HEAD;
    chunk *added = take_free(wanted);
    if (!added)
        added = take_free(align(size));
    if (!added)
        added = grow_memory(wanted);
    if (!added)
        return false;
    added->next = NULL;
    added->used = 0;
    if (last_chunk) {
        earlier_used += last_chunk->used;
        last_chunk->next = added;
    } else {
        first_chunk = added;
    }
    last_chunk = added;
    return true;
}

static void *place_old(uint32_t rounded) {
    if (!last_chunk || last_chunk->size - last_chunk->used < rounded)
        if (!add_chunk(rounded))
            return NULL;
    void *object = content(last_chunk) + last_chunk->used;
    last_chunk->used += rounded;
    slu_keep_young();
    return object;
}
