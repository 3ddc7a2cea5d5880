#include "unpack.h"

#define PAGE 65536u
#define BELOW_END (512u * 1024) // bytes: in the middle of the stack, which is still almost empty
#define FIRST_ADDRESS 1024u     // where the linker lets data begin
#define LEAST (1u << 24)
#define HALF 2048
#define SURE 2016

enum { IS_COPY = 0, IS_FAR = 2, NEAR_SIZE = 4, FAR_SIZE = 68, HIGH = 132, LOW = 256, LITERAL = 512, END = 768 };

// Zero at first, and therefore behind all that is unpacked.
static int16_t chances[END]; // of a 1, in 4096ths, less a half
static const uint8_t *SLU_REGISTER next;
static uint32_t SLU_REGISTER range;
static uint32_t SLU_REGISTER code;

static uint32_t take_bit(int16_t *chance) {
    while (range < LEAST) {
        range <<= 8;
        code = code << 8 | *next++;
    }
    uint32_t bound = (range >> 12) * (uint32_t)(HALF + *chance);
    bool is_set = code < bound;
    if (is_set) {
        range = bound;
    } else {
        range -= bound;
        code -= bound;
    }
    *chance += ((is_set ? SURE : -SURE) - *chance) >> 4;
    return is_set;
}

// A number from 1 on, its highest bit being taken for granted.
static uint32_t take_number(int16_t *chance) {
    uint32_t number = 1;
    for (; take_bit(chance); chance += 2)
        number = number << 1 | take_bit(chance + 1);
    return number;
}

static uint8_t take_byte(int16_t *chance) {
    uint32_t bits = 1;
    while (bits < 256)
        bits = bits << 1 | take_bit(chance + bits);
    return (uint8_t)bits;
}

void slu_unpack_data(void) {
    const uint8_t *start = (uint8_t *)(__builtin_wasm_memory_size(0) * PAGE - BELOW_END);
    uint8_t *out = (uint8_t *)FIRST_ADDRESS, *end = out + *(const uint32_t *)start;
    uint32_t distance = 0;
    next = start + sizeof(uint32_t);
    range = 1;
    for (int16_t *chance = chances; out < end;) {
        if (!take_bit(chance + IS_COPY)) {
            chance = chances;
            *out++ = take_byte(chances + LITERAL);
            continue;
        }
        bool is_far = take_bit(chance + IS_FAR);
        if (is_far)
            distance = (take_number(chances + HIGH) << 8) + take_byte(chances + LOW) - 255;
        for (uint32_t left = take_number(chances + (is_far ? FAR_SIZE : NEAR_SIZE)) + is_far; left; left--, out++)
            *out = out[-(int32_t)distance];
        chance = chances + 1;
    }
}
