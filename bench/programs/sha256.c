// The C peer of sha256.py.
#include "sha256_core.h"

// `data` has room for the padding behind its `size` bytes.
static void show_sha256(uint8_t *data, uint32_t size) {
    uint32_t state[8];
    for (int i = 0; i < 8; i++) state[i] = sha256_start[i];
    finish(state, data, size, size);
    char text[64];
    for (int i = 0; i < 64; i++) text[i] = "0123456789abcdef"[state[i / 8] >> (28 - i % 8 * 4) & 15];
    show_text(text, sizeof text);
}

void run(void) {
    static uint8_t data[65536 + 256];
    data[0] = 'a', data[1] = 'b', data[2] = 'c';
    show_sha256(data, 3);
    for (uint32_t i = 0; i < 6 * 10923; i++) data[i] = (uint8_t) "sluice"[i % 6];
    show_sha256(data, 6 * 10923);
}
