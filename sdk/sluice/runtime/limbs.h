// Arithmetic on magnitudes: little-endian arrays of 32-bit limbs, no sign, no allocation.
//
// `count` arguments are limbs in use; a trimmed magnitude has no zero limb on top, so 0 has count 0.
// The caller supplies room for results. Nothing here raises. Results may be the first operand itself
// where the comment says so.
#pragma once

#include "value.h"

typedef uint32_t slu_limb;

// Count of limbs without the zero ones on top.
uint32_t slu_limbs_trim(const slu_limb *limbs, uint32_t count);
// Splits a machine word into at most two limbs; returns how many.
uint32_t slu_limbs_from_word(slu_limb *limbs, uint64_t word);
// Negative, 0 or positive; both trimmed.
int slu_limbs_compare(const slu_limb *left, uint32_t left_count, const slu_limb *right, uint32_t right_count);
// Bits needed; trimmed.
uint64_t slu_limbs_bit_length(const slu_limb *limbs, uint32_t count);

// result = left + right; room max(counts) + 1; may be `left`. Returns the trimmed count, as all below do.
uint32_t slu_limbs_add(slu_limb *result, const slu_limb *left, uint32_t left_count, const slu_limb *right,
                       uint32_t right_count);
// result = left - right where left >= right; room left_count; may be `left`.
uint32_t slu_limbs_subtract(slu_limb *result, const slu_limb *left, uint32_t left_count, const slu_limb *right,
                            uint32_t right_count);
// result = left * right; room for the sum of the counts; overlaps neither.
// Products of two limbs that take as long as one round of a loop.
#define LIMBS_A_STEP 64
uint32_t slu_limbs_multiply(slu_limb *result, const slu_limb *left, uint32_t left_count, const slu_limb *right,
                            uint32_t right_count);
// limbs = limbs * factor + addend in place; room count + 1.
uint32_t slu_limbs_multiply_small(slu_limb *limbs, uint32_t count, slu_limb factor, slu_limb addend);
// quotient = limbs / divisor (may be `limbs`); room count. The remainder goes to *remainder.
uint32_t slu_limbs_divide_small(slu_limb *quotient, const slu_limb *limbs, uint32_t count, slu_limb divisor,
                                slu_limb *remainder);
// Knuth's algorithm D. left_count >= right_count >= 2. `rest` (room left_count + 1) receives the remainder,
// `quotient` (room left_count - right_count + 1), `scratch` room right_count. Returns the quotient's count;
// the remainder's is in *rest_count.
uint32_t slu_limbs_divide(slu_limb *quotient, slu_limb *rest, uint32_t *rest_count, slu_limb *scratch,
                          const slu_limb *left, uint32_t left_count, const slu_limb *right, uint32_t right_count);
// result = limbs << bits; room count + bits / 32 + 1; may be `limbs`.
uint32_t slu_limbs_shift_left(slu_limb *result, const slu_limb *limbs, uint32_t count, uint64_t bits);
// result = limbs >> bits, cut off; room count; may be `limbs`. *lost: whether a set bit fell out.
uint32_t slu_limbs_shift_right(slu_limb *result, const slu_limb *limbs, uint32_t count, uint64_t bits, bool *lost);
// limbs *= 5 ** exponent in place; room count + exponent * 0.073 + 1.
uint32_t slu_limbs_multiply_power5(slu_limb *limbs, uint32_t count, uint32_t exponent);

// Decimal digits, most significant first, no leading zero (nothing for 0). Destroys `limbs`.
// Room 10 * count characters, written right-aligned: returns where the digits begin in `buffer`.
uint32_t slu_limbs_to_decimal(char *buffer, uint32_t room, slu_limb *limbs, uint32_t count);
