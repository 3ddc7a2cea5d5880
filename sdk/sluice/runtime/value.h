// How a Python value is held: one 64-bit word, `slu_value`.
//
//   low bit 1   a small int: the value in the upper 63 bits, two's complement
//   low bit 0   the address of an object (its first word is its type); never an odd address
//   0           no value: an unset slot, the end of an iteration, or "an exception is pending"
//
// None, True, False, Ellipsis and NotImplemented are static objects. Objects move at the
// end of a callback, when no Wasm frame is active; except in filters for release, also at the head of a loop, and
// there only what is younger than the call of the function with that loop (memory.h): plain C pointers are safe
// everywhere.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t slu_value;
typedef struct slu_type slu_type;

// The head of every object. Bit 0 of `type` is set by the collector when the object has moved.
typedef struct slu_object {
    const slu_type *type;
} slu_object;

#define SLU_NOTHING ((slu_value)0)
#define SLU_LIKELY(condition) __builtin_expect(!!(condition), 1)
#define SLU_UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define SLU_INLINE static inline __attribute__((always_inline))
// Emitted functions that are not longer than a call of them; where size counts the compiler decides.
#if defined(__OPTIMIZE__) && !defined(__OPTIMIZE_SIZE__)
#define SLU_BRIEF inline __attribute__((always_inline))
#else
#define SLU_BRIEF
#endif
#ifndef __OPTIMIZE_SIZE__
#define SLU_HEAD inline __attribute__((always_inline))
#else
#define SLU_HEAD
#endif
// What is inlined where speed is wanted, and called where size is: a proxy compiles every byte.
#ifdef __OPTIMIZE_SIZE__
#define SLU_INLINE_IF_FAST __attribute__((weak, noinline))
#define SLU_CALLED_IF_SMALL __attribute__((noinline))
#else
#define SLU_INLINE_IF_FAST SLU_INLINE
#define SLU_CALLED_IF_SMALL
#endif
#define SLU_COLD __attribute__((cold, noinline))
// A variable beside memory, a global of the module: shorter to name than a word of memory, and when nothing
// linked ever sets it, what depends on it goes away. Zero at first; it has no address. Of 32 or 64 bits, and
// never cast where it is read: clang would load it from memory (the toolchain refuses such code). A flag is not
// static: clang would make one bit of it. Emitted C sets `slu_depth` only: clang cannot choose between two.
#ifdef SLU_SMALL
#define SLU_REGISTER __attribute__((address_space(1)))
#else
#define SLU_REGISTER
#endif

#define SLU_SMALL_MAX INT64_C(0x3fffffffffffffff)
#define SLU_SMALL_MIN (-SLU_SMALL_MAX - 1)

// Small ints.
SLU_INLINE bool slu_is_small(slu_value value) { return value & 1; }
SLU_INLINE bool slu_are_small(slu_value left, slu_value right) { return left & right & 1; }
SLU_INLINE bool slu_fits_small(int64_t number) { return number >= SLU_SMALL_MIN && number <= SLU_SMALL_MAX; }
SLU_INLINE slu_value slu_small(int64_t number) { return ((uint64_t)number << 1) | 1; }
SLU_INLINE int64_t slu_small_value(slu_value value) { return (int64_t)value >> 1; }
// Of what the compiler knows to be small: tagged again it is the same word.
SLU_INLINE int64_t slu_known_small_value(slu_value value) {
    __builtin_assume(value & 1);
    return (int64_t)value >> 1;
}

// Objects.
SLU_INLINE slu_object *slu_object_of(slu_value value) { return (slu_object *)(uintptr_t)value; }
SLU_INLINE slu_value slu_of(const void *object) { return (slu_value)(uintptr_t)object; }
