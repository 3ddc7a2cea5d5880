// Hashes of text and numbers. Equal numbers of different types hash alike, as in Python.
#pragma once

#include "value.h"

SLU_INLINE uint64_t slu_load64(const char *data) {
    uint64_t word;
    __builtin_memcpy(&word, data, sizeof word);
    return word;
}

// The last 1 to 8 bytes of a text in one word, its first byte lowest, zeros above them. Reads the eight bytes that
// end there: what lies before a text is memory, too (in an object its head). The asm keeps clang from knowing whose.
SLU_INLINE uint64_t slu_load_end(const char *end, uint32_t count) {
    __asm__("" : "+r"(end));
    return slu_load64(end - 8) >> (64 - 8 * count);
}

// Copies bytes that do not overlap. Texts are short: words in a loop beat `memory.copy`, which engines call out
// for. The empty asm keeps clang from turning the loop back into one.
SLU_INLINE void slu_copy(char *to, const char *from, uint32_t size) {
#ifdef __OPTIMIZE_SIZE__
    __builtin_memcpy(to, from, size);
    return;
#endif
    if (size > 128) {
        __builtin_memcpy(to, from, size);
        return;
    }
    for (; size >= 8; size -= 8, to += 8, from += 8) {
        uint64_t word = slu_load64(from);
        __builtin_memcpy(to, &word, sizeof word);
        __asm__("" ::: "memory");
    }
    if (size & 4) {
        __builtin_memcpy(to, from, 4);
        to += 4;
        from += 4;
    }
    if (size & 2) {
        __builtin_memcpy(to, from, 2);
        to += 2;
        from += 2;
    }
    if (size & 1)
        *to = *from;
}

SLU_INLINE uint64_t slu_hash_mix(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

// The hash of bytes, never 0.
SLU_INLINE uint32_t slu_hash_bytes(const char *data, uint32_t size) {
    uint64_t hash = size;
    const char *end = data + (size & ~7u);
    for (; data < end; data += 8)
        hash = slu_hash_mix(hash, slu_load64(data));
    if (size &= 7)
        hash = slu_hash_mix(hash, slu_load_end(data + size, size));
    hash = slu_hash_mix(hash, hash >> 29);
    uint32_t folded = (uint32_t)(hash ^ hash >> 32);
    return folded ? folded : 1;
}

// hash() of a number: CPython's, modulo 2 ** 61 - 1.
#define SLU_HASH_MODULUS ((INT64_C(1) << 61) - 1)
SLU_INLINE int64_t slu_hash_int64(int64_t number) {
    if (SLU_LIKELY(number > -SLU_HASH_MODULUS && number < SLU_HASH_MODULUS))
        return number == -1 ? -2 : number;
    int64_t hash = number % SLU_HASH_MODULUS;
    return hash == -1 ? -2 : hash;
}
int64_t slu_hash_double(double number);
