// The young space, and the collection of what one call has made while it runs.
//
// Objects lie in the young space in the order of their age. A call whose loop has filled some room begins to collect
// there. From then on, at the head of a loop, all that can mention a younger object are registers of the call itself,
// roots, and older objects: what was stored into those the barrier has noted. What is reached from there moves
// together, to where the call has begun to collect; all else is gone. When much has survived, it counts as older for
// a while.
//
//     before   | older | x x A x x B x |              x: nobody mentions them
//     copied   | older | x x A x x B x | A B |
//     after    | older | A B |
#ifndef SLU_SMALL
#include "collector.h"
#include "memory_limit.h"

#define NOWHERE ((char *)0xfffffff0u)  // before there is a young space
#define NEVER ((char *)UINTPTR_MAX)
#define PIECE (16u * PAGE) // bytes by which the space grows at most beyond what is needed
#define ROOM slu_loop_room      // bytes that a loop may fill before a collection pays
#define NESTED 256u            // calls that collect at once; those further in leave it to them
#define SETTLED (ROOM / 16)    // bytes: copying less again and again costs nothing

char *slu_young = NOWHERE, *slu_free = NOWHERE, *slu_free_end = NOWHERE;
char *slu_loop_start = NOWHERE, *slu_loop_mark = NOWHERE, *slu_loop_outer = NOWHERE;
static struct {
    char *start, *mark, *outer;
} outside[NESTED]; // what holds in the calls around the one that collects
static uint32_t depth;
static char *top = NOWHERE; // what there is of memory; `slu_free_end` may be before it, where memory is limited

static uint32_t align(uint32_t size) { return (size + 7) & ~7u; }
static char *memory_end(void) { return (char *)(__builtin_wasm_memory_size(0) * PAGE); }

// --- the space ----------------------------------------------------------------------------------------------

static bool grow_to(char *wanted) {
    if (wanted <= top)
        return true;
    uint32_t used = (uint32_t)(top - slu_young), wish = used / 4 > PIECE ? PIECE : used / 4;
    uint64_t missing = (uint64_t)(wanted - top);
    for (uint64_t more = missing + wish;; more = missing) {
        size_t page = slu_grow((size_t)((more + PAGE - 1) / PAGE));
        if (page != NO_PAGES) {
            if ((char *)(page * PAGE) != top)
                __builtin_trap(); // nobody else takes memory while a callback runs
            top = memory_end();
            return true;
        }
        if (more == missing)
            return false;
    }
}

// As far as allocation goes without asking.
static void set_end(void) {
    slu_free_end = top;
    if (!slu_memory_limit)
        return;
    uint32_t old = slu_old_used(), room = SLU_NURSERY_SIZE + (old < slu_memory_limit ? slu_memory_limit - old : 0);
    if (room < (uint32_t)(top - slu_young))
        slu_free_end = slu_young + (room & ~7u);
    if (slu_free_end < slu_free)
        slu_free_end = slu_free;
}

static void new_space(void) {
    size_t page = slu_grow(SLU_NURSERY_SIZE / PAGE);
    if (page == NO_PAGES)
        __builtin_trap();
    slu_young = slu_free = (char *)(page * PAGE);
    slu_loop_start = slu_loop_mark = slu_loop_outer = slu_young;
    top = memory_end();
    set_end();
}

void slu_memory_start(void) {
    if (slu_young != NOWHERE)
        return;
    slu_memory_has_grown = true;
    char *start = (char *)(((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15);
    uint32_t rest = (uint32_t)(memory_end() - start) & ~15u;
    if (memory_end() > start && rest > 64)
        slu_give_back(start, rest);
    new_space();
}

static bool over_limit(uint32_t more, uint32_t reserve) {
    if (!slu_memory_limit)
        return false;
    uint64_t young = (uint64_t)(slu_free - slu_young) + more, old = slu_old_used();
    return old + (young > SLU_NURSERY_SIZE ? young - SLU_NURSERY_SIZE : 0) > (uint64_t)slu_memory_limit + reserve;
}

void *slu_allocate_more(const slu_type *type, uint32_t size) {
    slu_memory_start();
    uint32_t rounded = align(size);
    if (!slu_is_allowed(size, rounded, over_limit) || rounded > UINT32_MAX - (uint32_t)slu_free ||
        !grow_to(slu_free + rounded))
        return slu_no_memory(size);
    slu_object *object = (slu_object *)slu_free;
    slu_free += rounded;
    set_end();
    object->type = type;
    return object;
}

// --- what older objects mention -----------------------------------------------------------------------------

bool slu_remembered_overflow;
static uint32_t places = SLU_FIRST_REMEMBERED, count;

static void insert(uintptr_t entry) {
    uintptr_t *table = slu_remembered + places;
    uint32_t place = (uint32_t)((entry >> 2) * 0x9e3779b1u) & (places - 1);
    while (table[place]) {
        if (table[place] == entry)
            return;
        place = (place + 1) & (places - 1);
    }
    table[place] = entry;
    count++;
}

static void clear(uint32_t size) { memset(slu_remembered + size, 0, size * sizeof(uintptr_t)); }

static void double_table(void) {
    uintptr_t *old = slu_remembered + places;
    uint32_t size = places;
    places *= 2;
    count = 0;
    for (uint32_t i = 0; i < size; i++)
        if (old[i])
            insert(old[i]);
    clear(size);
}

void slu_note(uintptr_t entry) {
    slu_keep_young();
    if (slu_remembered_overflow)
        return;
    if (count >= places - places / 4) {
        if (places == SLU_MOST_REMEMBERED) {
            slu_remembered_overflow = true;
            return;
        }
        double_table();
    }
    insert(entry);
}

static void forget(void) {
    if (!count)
        return;
    clear(places);
    places = SLU_FIRST_REMEMBERED;
    count = 0;
}

static void visit_entry(uintptr_t entry) {
    if (entry & 1)
        slu_visit((slu_value *)(entry & ~(uintptr_t)1));
    else
        slu_scan((slu_object *)entry);
}

// Those that move themselves are found where something mentions them.
void slu_visit_remembered(void) {
    uintptr_t *table = slu_remembered + places;
    for (uint32_t i = 0; i < places && count && !slu_remembered_overflow; i++)
        if (table[i] && table[i] < (uintptr_t)slu_young)
            visit_entry(table[i]);
    forget();
}

// Nothing of a callback's that is behind `from` needs to be told: it moves, or mentions nothing young now.
static bool is_needless(uintptr_t entry, const char *from) {
    if (entry >= (uintptr_t)from)
        return true;
    return entry & 1 && !slu_is_young_value(*(slu_value *)(entry & ~(uintptr_t)1));
}

// Takes an entry out; those behind it that would no longer be found move up.
static void take_out(uint32_t hole) {
    uintptr_t *table = slu_remembered + places;
    for (uint32_t next = (hole + 1) & (places - 1); table[next]; next = (next + 1) & (places - 1)) {
        uint32_t home = (uint32_t)((table[next] >> 2) * 0x9e3779b1u) & (places - 1);
        if (((next - home) & (places - 1)) < ((next - hole) & (places - 1)))
            continue;
        table[hole] = table[next];
        hole = next;
    }
    table[hole] = 0;
    count--;
}

// While the callback goes on entries stay: an outer loop may have to find the same objects again.
static void forget_from(const char *from) {
    uintptr_t *table = slu_remembered + places;
    for (uint32_t i = 0; i < places && count; i++)
        while (table[i] && is_needless(table[i], from))
            take_out(i);
}

static void visit_older(void) {
    uintptr_t *table = slu_remembered + places;
    for (uint32_t i = 0; i < places && count; i++)
        if (table[i])
            visit_entry(table[i]);
}

// --- collection ---------------------------------------------------------------------------------------------

static bool holds_still;
void slu_hold_still(void) { holds_still = true; }

// Copying must not cost more than allocation: what has been allocated, less what has been copied, in bytes.
static int64_t credit;
static char *counted = NOWHERE; // up to here allocation is in `credit`

static void count_credit(void) {
    if (slu_free > counted)
        credit += slu_free - counted;
    counted = slu_free;
}

void slu_empty_young(void) {
    if (slu_young == NOWHERE)
        return;
    slu_free = counted = slu_loop_start = slu_loop_mark = slu_loop_outer = slu_young;
    depth = 0;
    credit = 0;
    holds_still = false;
    if (memory_end() != top) { // the old space has grown behind it
        slu_give_back(slu_young, (uint32_t)(top - slu_young));
        new_space();
        counted = slu_young;
    } else {
        set_end();
    }
}

// Looks at everything that may mention what moves. `copies`: where it is copied to, or lies.
static void visit_all(char *copies, slu_value *words, uint32_t word_count) {
    for (uint32_t i = 0; i < word_count; i++)
        slu_visit(&words[i]);
    slu_visit_roots();
    slu_visit(&slu_handled); // not a root of slu_collect: between two callbacks there is none
    slu_visit(&slu_handled_outside);
    visit_older();
    for (char *at = copies; at < slu_free; at += slu_object_size((slu_object *)at))
        slu_scan((slu_object *)at);
}

// Copies what is alive behind `from`; how many bytes that is.
static uint32_t copy_alive(char *from, slu_value *words, uint32_t word_count) {
    char *copies = slu_free;
    slu_moving = from;
    slu_moving_size = (uint32_t)(copies - from);
    slu_copies_to_young = true;
    visit_all(copies, words, word_count);
    slu_copies_to_young = false;
    return (uint32_t)(slu_free - copies);
}

// Moves the copies to where they stay. That is told in a second round, because words may be visited twice: no
// object may get an address at which another lies.
static void slide(char *to, uint32_t alive, slu_value *words, uint32_t word_count) {
    char *copies = slu_free - alive;
    slu_moving = copies;
    slu_moving_size = alive;
    slu_slide = (uint32_t)(copies - to);
    if (alive && slu_slide)
        visit_all(copies, words, word_count);
    slu_slide = slu_moving_size = 0;
    memmove(to, copies, alive);
    slu_poison(to + alive, (uint32_t)(slu_free - to) - alive);
    slu_free = counted = to + alive;
}

// What stands before objects of a call that have been settled: they count as older from then on, until there is
// so much of them that all is looked at again.
typedef struct settlement {
    uint32_t limit; // bytes
    uint32_t unused;
} settlement;

static uint32_t stress_round; // under stress all that can happen does so in turns

static bool looks_at_all(const char *mark) {
    stress_round++;
    if (slu_loop_start == mark)
        return true;
    return slu_is_stressed ? stress_round % 4 == 0 : (uint32_t)(slu_free - mark) > ((settlement *)(uintptr_t)mark)->limit;
}

// All is looked at again when it is four times as much, or half of what is left of memory.
static uint32_t limit_for(uint32_t alive) {
    uint32_t limit = alive < ROOM ? 4 * ROOM : alive > UINT32_MAX / 4 ? UINT32_MAX : alive * 4;
    if (slu_memory_limit > alive && limit > alive + (slu_memory_limit - alive) / 2)
        limit = alive + (slu_memory_limit - alive) / 2;
    return limit;
}

// Whether the last collection has found most of what it looked at alive. Then there is nothing to be gained from
// looking at what has come since: it is settled where it lies, until all is looked at.
static bool keeps_most;

char *slu_begin_loops(void) {
    slu_memory_start();
    if (depth == NESTED)
        return NULL;
    outside[depth].start = slu_loop_start, outside[depth].mark = slu_loop_mark, outside[depth].outer = slu_loop_outer;
    depth++;
    slu_loop_outer = slu_loop_start;
    return slu_loop_mark = slu_loop_start = slu_free;
}

void slu_end_loops(void) {
    depth--;
    slu_loop_start = outside[depth].start, slu_loop_mark = outside[depth].mark, slu_loop_outer = outside[depth].outer;
}

char *slu_collect_loop(char *mark, slu_value *words, uint32_t word_count) {
    if (!mark || mark == slu_free)
        return slu_free + slu_loop_room;
    count_credit();
    if (holds_still || slu_remembered_overflow || slu_memory_exhausted)
        return NEVER;
    bool all = looks_at_all(mark);
    char *from = all ? mark : slu_loop_start;
    uint32_t size = (uint32_t)(slu_free - from);
    if (!slu_is_stressed && credit * 4 < size)
        return slu_free + (size / 4 - credit < ROOM / 4 ? ROOM / 4 : size / 4 - credit);
    if (!all && keeps_most && !slu_is_stressed) {
        slu_loop_start = slu_free;
        return slu_free + ROOM;
    }
    if (size > UINT32_MAX - (uint32_t)slu_free - PAGE || !grow_to(slu_free + size + sizeof(settlement)))
        return NEVER;
    forget_from(from);
    uint32_t alive = copy_alive(from, words, word_count);
    credit -= alive;
    keeps_most = alive > size / 2;
    bool settles = slu_is_stressed ? alive && stress_round % 3 : alive > SETTLED;
    if (all && settles) {
        slide(mark + sizeof(settlement), alive, words, word_count);
        ((settlement *)mark)->limit = limit_for(alive);
    } else {
        slide(from, alive, words, word_count);
    }
    slu_loop_start = settles ? slu_free : from;
    if (settles) // else what is settled may mention what has just been moved
        forget_from(mark);
    set_end();
    if (slu_is_stressed)
        return NULL;
    return slu_free + (count > ROOM / 16 ? count * 16 : ROOM);
}
#endif
