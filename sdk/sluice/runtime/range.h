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
// How many numbers `range(start, stop, step)` has.
int64_t slu_range_count(int64_t start, int64_t stop, int64_t step);
slu_range *slu_range_new(slu_value start, slu_value stop, slu_value step); // NULL: TypeError, ValueError
slu_range *slu_range_of(const slu_value *arguments, uint32_t count);
slu_value slu_range_index(const slu_range *range, slu_value item);
slu_value slu_range_count_of(const slu_range *range, slu_value item);
slu_value slu_slice_of(const slu_value *arguments, uint32_t count);
slu_value slu_slice_indices(slu_value slice, slu_value length);
// Where a counting loop starts; OverflowError beyond ± 2**61. Look at slu_error.
int64_t slu_range_start(slu_value start);
