// `text.lower() == constant`, without making the text in lower case: carries no mapping of Unicode.
#include "str.h"

// The one character beyond ASCII that becomes an ASCII letter: the sign for kelvin.
static const char kelvin[] = "\xe2\x84\xaa";

int32_t slu_str_lower_is(const slu_str *text, const slu_str *ascii) {
    if (text->length != ascii->size)
        return 0;
    const char *at = text->data;
    for (uint32_t i = 0; i < ascii->size; i++) {
        char letter = *at;
        if (letter == kelvin[0] && at[1] == kelvin[1] && at[2] == kelvin[2]) {
            letter = 'k';
            at += 3;
        } else {
            if (letter >= 'A' && letter <= 'Z')
                letter |= 32;
            at++;
        }
        if (letter != ascii->data[i])
            return 0;
    }
    return 1;
}
