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

slu_str *slu_wire_substitute(slu_str *text, slu_str *old, slu_str *new_) {
    slu_str *changed = slu_str_allocate(text->size, text->length);
    for (uint32_t i = 0; changed && i < text->size; i++)
        changed->data[i] = text->data[i] == old->data[0] ? new_->data[0] : text->data[i];
    return changed;
}

int32_t slu_wire_holds_breaks(slu_str *text) {
    for (uint32_t i = 0; i < text->size; i++)
        if (text->data[i] == '\n' || text->data[i] == '\r' || text->data[i] == 0)
            return true;
    return false;
}

slu_bytes *slu_wire_encode(slu_str *text) {
    slu_text sent;
    return slu_host_text(text, &sent) ? slu_bytes_from(sent.data, sent.size) : NULL;
}

slu_str *slu_wire_decode(slu_bytes *data) { return slu_str_from_bytes(data->data, data->size); }

bool slu_wire_is_strict(const slu_str *text) {
    for (uint32_t i = 0; i + 1 < text->size; i++)
        if ((unsigned char)text->data[i] == 0xed && (unsigned char)text->data[i + 1] >= 0xa0)
            return false;
    return true;
}

slu_value slu_wire_decode_strictly(slu_bytes *data) {
    slu_str *text = slu_wire_decode(data);
    return text && !slu_wire_is_strict(text) ? SLU_NONE : slu_of(text);
}
