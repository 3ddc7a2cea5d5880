// Text as it travels: lower case of ASCII letters, UTF-8 with bytes kept as lone surrogates.
#include "wire.h"

#include "host.h"
#include "type.h"

slu_str *slu_wire_header_name(slu_str *name) {
    slu_str *lower = slu_str_allocate(name->size, name->length);
    for (uint32_t i = 0; lower && i < name->size; i++) {
        unsigned char byte = (unsigned char)name->data[i];
        lower->data[i] = (char)(byte >= 'A' && byte <= 'Z' ? byte | 32 : byte);
    }
    return lower;
}

slu_bytes *slu_wire_encode(slu_str *text) {
    slu_text sent;
    return slu_host_text(text, &sent) ? slu_bytes_from(sent.data, sent.size) : NULL;
}

slu_str *slu_wire_decode(slu_bytes *data) { return slu_str_from_bytes(data->data, data->size); }

// Surrogates are never UTF-8: where some are, they stand for bytes that are wrong.
slu_value slu_wire_decode_strictly(slu_bytes *data) {
    slu_str *text = slu_wire_decode(data);
    for (uint32_t i = 0; text && i + 1 < text->size; i++)
        if ((unsigned char)text->data[i] == 0xed && (unsigned char)text->data[i + 1] >= 0xa0)
            return SLU_NONE;
    return slu_of(text);
}
