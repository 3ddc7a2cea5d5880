// Text as it travels: lower case of ASCII letters, UTF-8 with bytes kept as lone surrogates.
#include "wire.h"

#include "host.h"
#include "dict.h"
#include "error.h"
#include "list.h"
#include "tuple.h"
#include "type.h"

#define SPACES UINT64_C(0x2020202020202020)
#define HIGH_BITS UINT64_C(0x8080808080808080)

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

// Whether one of eight bytes is below a space.
SLU_INLINE bool holds_control(uint64_t word) { return (word - SPACES) & ~word & HIGH_BITS; }

static bool holds_breaks(const slu_str *text) {
    uint32_t rest = text->size & 7;
    const char *data = text->data, *end = data + text->size;
    bool suspicious = rest && holds_control(slu_load_end(end, rest) | SPACES << 8 * rest);
    for (; end - data >= 8; data += 8)
        suspicious |= holds_control(slu_load64(data));
    if (SLU_LIKELY(!suspicious))
        return false;
    for (uint32_t i = 0; i < text->size; i++)
        if (text->data[i] == '\n' || text->data[i] == '\r' || text->data[i] == 0)
            return true;
    return false;
}

// Refuses what would let a value write further headers: proxies do not check it themselves.
bool slu_wire_check_header(slu_str *name, slu_str *value) {
    if (name->size && !holds_breaks(name) && !holds_breaks(value))
        return true;
    slu_raise(&slu_value_error_type, "header %S: empty, or CR, LF or NUL in it", name);
    return false;
}

slu_list *slu_wire_header_pairs(slu_dict *headers) {
    slu_list *pairs = slu_list_new(headers->length);
    const slu_dict_entry *entry;
    for (uint32_t position = 0; pairs && (entry = slu_dict_next(headers, &position));) {
        if (!slu_is_str(entry->key) || !slu_is_str(entry->item))
            return slu_raise(&slu_type_error_type, "names and values of headers are strs"), NULL;
        slu_str *name = (slu_str *)slu_object_of(entry->key);
        if (!slu_wire_check_header(name, (slu_str *)slu_object_of(entry->item)))
            return NULL;
        slu_value pair[] = {slu_of(slu_wire_header_name(name)), entry->item};
        if (!slu_list_append(pairs, slu_of(slu_tuple_of(pair, 2))))
            return NULL;
    }
    return pairs;
}

slu_str *slu_wire_series_name(slu_str *metric, slu_tuple *labels, slu_dict *values, slu_str *instead) {
    slu_builder name;
    slu_builder_start(&name, 64);
    slu_builder_add_str(&name, metric);
    for (uint32_t i = 0; i < labels->length; i++) {
        slu_str *label = (slu_str *)slu_object_of(labels->items[i]);
        slu_value value = slu_dict_find_str(values, label);
        if (!value || !slu_is_str(value)) {
            slu_raise(&slu_type_error_type, "metric %S needs the label %S, a str", metric, label);
            return NULL;
        }
        slu_builder_add_ascii(&name, ";", 1);
        slu_builder_add_str(&name, label);
        slu_builder_add_ascii(&name, "=", 1);
        uint32_t start = name.size;
        slu_builder_add_str(&name, instead->size ? instead : (slu_str *)slu_object_of(value));
        for (; !name.failed && start < name.size; start++)
            if (name.text->data[start] == ';')
                name.text->data[start] = '_';
    }
    if (values->length > labels->length) {
        slu_raise(&slu_type_error_type, "metric %S has %d labels, not %d", metric, (int64_t)labels->length,
                  (int64_t)values->length);
        return NULL;
    }
    return slu_builder_finish(&name);
}

slu_bytes *slu_wire_encode(slu_str *text) {
    const slu_str *sent = slu_host_text(text);
    return sent ? slu_bytes_from(sent->data, sent->size) : NULL;
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
