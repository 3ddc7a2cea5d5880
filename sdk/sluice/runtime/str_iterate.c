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

static slu_value iterate_self(slu_value value) { return value; }

SLU_STR_CONSTANT(iterator_name, "str_iterator");
SLU_STR_CONSTANT(builtins_name, "builtins");
static const slu_type str_iterator_type;
static const slu_type *const iterator_mro[] = {&str_iterator_type, &slu_object_type};
static const slu_type *const iterator_bases[] = {&slu_object_type, NULL};
static const slu_layout iterator_layout = {
    .size = sizeof(slu_iterator), .values = offsetof(slu_iterator, source), .value_count = 2};
static const slu_type str_iterator_type = {
    .type = &slu_type_type,
    .name = (slu_str *)&iterator_name_object,
    .qualified_name = (slu_str *)&iterator_name_object,
    .module = (slu_str *)&builtins_name_object,
    .flags = SLU_IS_ITERATOR,
    .mro_count = 2,
    .mro = iterator_mro,
    .bases = iterator_bases,
    .layout = &iterator_layout,
    .iterate = iterate_self,
    .next = next_character,
};

slu_value slu_str_iterate(slu_value str) {
    return slu_iterator_new(&str_iterator_type, str, SLU_NOTHING, 0, 0);
}
