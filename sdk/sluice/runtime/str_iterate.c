#include "iterator.h"
#include "object.h"
#include "str.h"

static slu_str *text_of(slu_value value) { return (slu_str *)slu_object_of(value); }

// position: the byte offset of the next character.
static slu_value next_character(slu_value value) {
    slu_iterator *iterator = (slu_iterator *)slu_object_of(value);
    if (!iterator->source)
        return SLU_NOTHING;
    slu_str *str = text_of(iterator->source);
    uint32_t offset = (uint32_t)iterator->position;
    if (offset >= str->size) {
        iterator->source = SLU_NOTHING;
        return SLU_NOTHING;
    }
    uint32_t code_point = slu_read_code_point(str->data, &offset);
    iterator->position = offset;
    return slu_of(slu_str_from_code_point(code_point));
}

SLU_ITERATOR_TYPE(slu_str_iterator_type, "str_iterator", next_character)
SLU_ITERATOR_TYPE(slu_str_ascii_iterator_type, "str_ascii_iterator", next_character)

slu_value slu_str_iterate(slu_value str) {
    bool ascii = slu_str_length(text_of(str)) == text_of(str)->size;
    const slu_type *type = ascii ? &slu_str_ascii_iterator_type : &slu_str_iterator_type;
    return slu_iterator_new(type, str, SLU_NOTHING, 0, 0);
}
