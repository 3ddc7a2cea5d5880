// range (of any ints) and slice.
#pragma once

#include "memory.h"

typedef struct slu_range {
    const slu_type *type;
    slu_value start, stop, step; // ints; step is not 0
} slu_range;

typedef struct slu_slice {
    const slu_type *type;
    slu_value start, stop, step; // anything, usually ints or None
} slu_slice;

slu_value slu_slice_new(slu_value start, slu_value stop, slu_value step);

// The bounds of a slice over `length` items, clamped as CPython does. false: TypeError or ValueError (step 0).
// `*count` is the number of items selected.
bool slu_slice_bounds(const slu_slice *slice, int64_t length, int64_t *start, int64_t *step, int64_t *count);
