// memcpy and friends: freestanding C calls them for struct copies and for loops that clang recognises.
// Compiled with -fno-builtin, so that their own loops are not turned into calls of themselves.
#include "memory.h"

typedef uint64_t __attribute__((may_alias, aligned(1))) word;

// From so many bytes on the engine's own copying pays for calling it.
#define LARGE 256
#define IN_THE_ENGINE(instruction, to, second, count)                                                         \
    __asm__ volatile("local.get %0\n\tlocal.get %1\n\tlocal.get %2\n\t" instruction                           \
                     :                                                                                        \
                     : "r"(to), "r"(second), "r"(count)                                                       \
                     : "memory")

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
    char *target = to;
    const char *source = from;
    if (count >= LARGE) {
        IN_THE_ENGINE("memory.copy 0, 0", to, from, count);
        return to;
    }
    for (; count >= 8; count -= 8, target += 8, source += 8)
        *(word *)target = *(const word *)source;
    while (count--)
        *target++ = *source++;
    return to;
}

void *memmove(void *to, const void *from, size_t count) {
    char *target = to;
    const char *source = from;
    if (count >= LARGE) {
        IN_THE_ENGINE("memory.copy 0, 0", to, from, count);
        return to;
    }
    if ((uintptr_t)target - (uintptr_t)source >= count)
        return memcpy(to, from, count);
    while (count >= 8) {
        count -= 8;
        *(word *)(target + count) = *(const word *)(source + count);
    }
    while (count--)
        target[count] = source[count];
    return to;
}

void *memset(void *to, int byte, size_t count) {
    char *target = to;
    if (count >= LARGE) {
        IN_THE_ENGINE("memory.fill 0", to, byte, count);
        return to;
    }
    uint64_t pattern = (uint8_t)byte * UINT64_C(0x0101010101010101);
    for (; count >= 8; count -= 8, target += 8)
        *(word *)target = pattern;
    while (count--)
        *target++ = (char)byte;
    return to;
}

int memcmp(const void *left, const void *right, size_t count) {
    const unsigned char *first = left, *second = right;
    for (; count >= 8; count -= 8, first += 8, second += 8)
        if (*(const word *)first != *(const word *)second)
            break;
    for (; count; count--, first++, second++)
        if (*first != *second)
            return *first - *second;
    return 0;
}

size_t strlen(const char *text) {
    size_t size = 0;
    while (text[size])
        size++;
    return size;
}

// 128-bit multiplication, which clang calls for __builtin_mul_overflow on 64 bits.
typedef __int128 wide;
wide __multi3(wide left, wide right) {
    uint64_t a = (uint64_t)left, b = (uint64_t)right;
    uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
    uint64_t low = a0 * b0, middle = a1 * b0 + (low >> 32), other = a0 * b1 + (uint32_t)middle;
    uint64_t high = a1 * b1 + (middle >> 32) + (other >> 32);
    high += (uint64_t)(left >> 64) * b + a * (uint64_t)(right >> 64);
    union {
        struct {
            uint64_t low, high;
        } parts;
        wide whole;
    } result = {{other << 32 | (uint32_t)low, high}};
    return result.whole;
}
