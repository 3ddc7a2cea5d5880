// The end of a callback that takes too much.
#include "steps.h"

#include "error.h"
#include "memory.h"

void slu_renew_steps(void) { slu_steps_left = slu_step_limit ? slu_step_limit : INT64_MAX; }

bool slu_stop_step(void) {
    slu_steps_left = -1;
    if (slu_memory_exhausted)
        slu_raise(&slu_memory_error_type, "a callback may use %d MiB", (int64_t)(slu_memory_limit >> 20));
    else
        slu_raise(&slu_timeout_error_type,
                  "a callback may take %d steps (rounds of loops, recursive calls); "
                  "the class keyword step_limit changes that",
                  slu_step_limit);
    return false;
}
