#include "unpack.h"

#define PAGE 65536u
#define BELOW_END (512u * 1024) // bytes: in the middle of the stack, which is still almost empty
#define FIRST_ADDRESS 1024u     // where the linker lets data begin

typedef struct reader {
    const uint8_t *next;
    uint32_t bits; // what is left of the byte begun, a 1 behind it
} reader;

static uint32_t take_bit(reader *from) {
    uint32_t bits = from->bits << 1;
    if (!(bits & 0xff))
        bits = (uint32_t)*from->next++ << 1 | 1;
    from->bits = bits & 0xff;
    return bits >> 8;
}

// A number from 1 on in Elias' gamma code, its highest bit being taken for granted.
static uint32_t take_number(reader *from) {
    uint32_t number = 1;
    while (!take_bit(from))
        number = number << 1 | take_bit(from);
    return number;
}

void slu_unpack_data(void) {
    uint8_t *start = (uint8_t *)(__builtin_wasm_memory_size(0) * PAGE - BELOW_END);
    reader from = {.next = start + sizeof(uint32_t), .bits = 0x80};
    uint8_t *out = (uint8_t *)FIRST_ADDRESS, *end = out + *(uint32_t *)start;
    uint32_t distance = 0;
    for (bool was_new = false; out < end;) {
        bool is_copy = was_new || take_bit(&from), is_far = is_copy && take_bit(&from);
        if (is_far) {
            distance = (take_number(&from) - 1) << 8;
            distance += *from.next++ + 1u;
        }
        for (uint32_t left = take_number(&from) + is_far; left; left--, out++)
            *out = is_copy ? out[-(int32_t)distance] : *from.next++;
        was_new = !is_copy;
    }
}
