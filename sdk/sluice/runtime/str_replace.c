// str.replace.
#include "object.h"
#include "str.h"

// An empty `old` stands before every character and at the end.
static slu_str *insert_everywhere(slu_str *str, const slu_str *new_text, int64_t count) {
    slu_builder builder;
    slu_builder_start(&builder, str->size + new_text->size);
    uint32_t offset = 0;
    for (int64_t i = 0; i < count; i++) {
        slu_builder_add_str(&builder, new_text);
        if (offset < str->size)
            slu_builder_add_code_point(&builder, slu_read_code_point(str->data, &offset));
    }
    uint32_t rest = str->size - offset;
    slu_builder_add(&builder, str->data + offset, rest, slu_count_code_points(str->data + offset, rest));
    return slu_builder_finish(&builder);
}

static slu_str *replace_all(slu_str *str, const slu_str *old, const slu_str *new_text, int64_t count) {
    uint64_t size = str->size + (uint64_t)count * new_text->size - (uint64_t)count * old->size;
    uint64_t length = str->length + (uint64_t)count * new_text->length - (uint64_t)count * old->length;
    slu_str *result = slu_str_allocate(size, length);
    if (!result)
        return NULL;
    char *to = result->data;
    const char *from = str->data, *end = str->data + str->size;
    while (count--) {
        uint32_t kept = (uint32_t)slu_text_find(from, (uint32_t)(end - from), old->data, old->size);
        slu_copy(to, from, kept);
        slu_copy(to + kept, new_text->data, new_text->size);
        to += kept + new_text->size;
        from += kept + old->size;
    }
    slu_copy(to, from, (uint32_t)(end - from));
    return result;
}

slu_str *slu_str_replace(slu_str *str, slu_value old_value, slu_value new_value, int64_t most) {
    if (!slu_is_str(old_value) || !slu_is_str(new_value)) {
        bool second = slu_is_str(old_value);
        slu_raise(&slu_type_error_type, "replace() argument %d must be str, not %T", (int64_t)(second ? 2 : 1),
                  second ? new_value : old_value);
        return NULL;
    }
    slu_str *old = (slu_str *)slu_object_of(old_value), *new_text = (slu_str *)slu_object_of(new_value);
    int64_t found = old->size ? slu_text_count(str->data, str->size, old->data, old->size) : str->length + INT64_C(1);
    int64_t count = most >= 0 && most < found ? most : found;
    if (!count || slu_str_equal(old, new_text))
        return slu_str_piece(str, 0, str->size, str->length);
    if (!new_text->size && old->size == str->size)
        return slu_empty_str;
    return old->size ? replace_all(str, old, new_text, count) : insert_everywhere(str, new_text, count);
}
