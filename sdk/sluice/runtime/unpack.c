#include "unpack.h"

#define PAGE 65536u
#define BELOW_END (512u * 1024) // bytes: in the middle of the stack, which is still almost empty
#define FIRST_ADDRESS 1024u     // where the linker lets data begin

// Zero at first, and therefore behind all that is unpacked.
static const uint8_t *next;
static uint32_t bits; // what is left of the byte begun, a 1 behind it

static uint32_t take_bit(void) {
    bits <<= 1;
    if (!(bits & 0xff))
        bits = (uint32_t)*next++ << 1 | 1;
    return bits >> 8 & 1;
}

// A number from 1 on in Elias' gamma code, its highest bit being taken for granted.
static uint32_t take_number(void) {
    uint32_t number = 1;
    while (!take_bit())
        number = number << 1 | take_bit();
    return number;
}

void slu_unpack_data(void) {
    const uint8_t *start = (uint8_t *)(__builtin_wasm_memory_size(0) * PAGE - BELOW_END);
    uint8_t *out = (uint8_t *)FIRST_ADDRESS, *end = out + *(const uint32_t *)start;
    uint32_t distance = 0;
    next = start + sizeof(uint32_t);
    bits = 0x80;
    for (bool was_new = false; out < end;) {
        bool is_copy = was_new || take_bit(), is_far = is_copy && take_bit();
        if (is_far) {
            distance = (take_number() - 1) << 8;
            distance += *next++ + 1u;
        }
        for (uint32_t left = take_number() + is_far; left; left--, out++)
            *out = is_copy ? out[-(int32_t)distance] : *next++;
        was_new = !is_copy;
    }
}
