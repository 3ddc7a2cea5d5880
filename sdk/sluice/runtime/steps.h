// What one callback may take: steps (rounds of loops, calls of functions that may recurse, items of iterators)
// and memory. A worker serves nobody else while a filter runs, so a filter that does not end must be ended.
#pragma once

#include "type.h"

extern int64_t slu_steps_left;      // of the callback that runs; below 0 every step raises
extern const int64_t slu_step_limit; // defined by the emitted C; 0: none

// Raises MemoryError when the reserve of memory is in use, else TimeoutError. Returns false.
bool slu_stop_step(void) SLU_COLD;
// A callback begins: all steps are its own.
void slu_renew_steps(void);

// What the runtime does in one go takes steps too, as many as a loop would take in that time; the next step
// raises when they are gone.
SLU_INLINE void slu_spend(uint64_t steps) {
    bool enough = slu_steps_left >= 0 && steps <= (uint64_t)slu_steps_left;
    slu_steps_left = SLU_LIKELY(enough) ? slu_steps_left - (int64_t)steps : -1;
}
// The same before the work: false with an exception when there are not so many.
SLU_INLINE bool slu_afford(uint64_t steps) { return slu_spend(steps), slu_steps_left >= 0 || slu_stop_step(); }

// false with an exception: the callback has taken enough.
SLU_INLINE bool slu_count_step(void) { return SLU_LIKELY(--slu_steps_left >= 0) || slu_stop_step(); }
