// Ints beyond 63 bits: sign and magnitude. Only int_*.c look inside.
#pragma once

#include "limbs.h"
#include "memory.h"

// type is exactly &slu_int_type; the value never fits a small int; the top limb is not 0.
typedef struct slu_bigint {
    const slu_type *type;
    uint32_t count;
    uint32_t negative; // 0 or 1
    slu_limb limbs[];
} slu_bigint;

// `True`, `False` and instances of subclasses of int: `number` is a small int or a slu_bigint; the slots follow.
typedef struct slu_int_object {
    const slu_type *type;
    slu_value number;
} slu_int_object;

// Any int as sign and magnitude. `room` holds the limbs of a small one: do not copy the struct.
typedef struct slu_magnitude {
    const slu_limb *limbs;
    uint32_t count;
    bool negative;
    slu_limb room[2];
} slu_magnitude;

// false: `value` is no int; nothing is raised.
bool slu_read_magnitude(slu_value value, slu_magnitude *magnitude);
// An int out of limbs (trimmed or not); copies them. 0: MemoryError.
slu_value slu_int_from_limbs(const slu_limb *limbs, uint32_t count, bool negative);
// Uninitialised limbs to compute in, garbage afterwards. NULL: MemoryError.
slu_limb *slu_limbs_scratch(uint64_t count);
// The int inside a bool or an instance of a subclass; small ints and big ones as they are.
SLU_INLINE slu_value slu_int_plain(slu_value value) {
    if (slu_is_small(value) || slu_object_of(value)->type == &slu_int_type)
        return value;
    return ((slu_int_object *)slu_object_of(value))->number;
}
