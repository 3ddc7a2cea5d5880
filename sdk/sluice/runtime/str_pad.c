// Filling up to a width, tabs, and str.join.
#include "object.h"
#include "str.h"

static slu_str *pad(slu_str *str, int64_t left, int64_t right, uint32_t fill) {
    if (left < 0)
        left = 0;
    if (right < 0)
        right = 0;
    if (!left && !right)
        return slu_str_piece(str, 0, str->size, str->length);
    uint64_t width = slu_code_point_size(fill);
    if ((uint64_t)(left + right) > UINT32_MAX) {
        slu_raise(&slu_memory_error_type, "");
        return NULL;
    }
    slu_str *padded = slu_str_allocate(str->size + (uint64_t)(left + right) * width,
                                       str->length + (uint64_t)(left + right));
    if (!padded)
        return NULL;
    char *to = padded->data;
    for (int64_t i = 0; i < left; i++)
        to += slu_write_code_point(to, fill);
    slu_copy(to, str->data, str->size);
    to += str->size;
    for (int64_t i = 0; i < right; i++)
        to += slu_write_code_point(to, fill);
    return padded;
}

// The fill character, or -1: TypeError.
static int64_t read_fill(slu_value fill) {
    const slu_str *text = (slu_str *)slu_object_of(fill);
    uint32_t offset = 0;
    if (!slu_is_str(fill)) {
        slu_raise(&slu_type_error_type, "The fill character must be a unicode character, not %T", fill);
        return -1;
    }
    if (text->length != 1) {
        slu_raise(&slu_type_error_type, "The fill character must be exactly one character long");
        return -1;
    }
    return slu_read_code_point(text->data, &offset);
}

slu_str *slu_str_center(slu_str *str, int64_t width, slu_value fill_value) {
    int64_t fill = read_fill(fill_value), total = width - str->length;
    int64_t left = total < 0 ? 0 : total / 2 + (total & width & 1);
    return fill < 0 ? NULL : pad(str, left, total - left, (uint32_t)fill);
}

slu_str *slu_str_ljust(slu_str *str, int64_t width, slu_value fill_value) {
    int64_t fill = read_fill(fill_value);
    return fill < 0 ? NULL : pad(str, 0, width - str->length, (uint32_t)fill);
}

slu_str *slu_str_rjust(slu_str *str, int64_t width, slu_value fill_value) {
    int64_t fill = read_fill(fill_value);
    return fill < 0 ? NULL : pad(str, width - str->length, 0, (uint32_t)fill);
}

slu_str *slu_str_zfill(slu_str *str, int64_t width) {
    slu_str *padded = pad(str, width - str->length, 0, '0');
    if (!padded || !str->size || width <= str->length || (str->data[0] != '-' && str->data[0] != '+'))
        return padded;
    padded->data[padded->size - str->size] = '0';
    padded->data[0] = str->data[0];
    return padded;
}

slu_str *slu_str_expandtabs(slu_str *str, int64_t tab_size) {
    slu_builder builder;
    slu_builder_start(&builder, str->size);
    int64_t column = 0;
    for (uint32_t offset = 0; offset < str->size;) {
        uint32_t code_point = slu_read_code_point(str->data, &offset);
        if (code_point != '\t') {
            slu_builder_add_code_point(&builder, code_point);
            column = code_point == '\n' || code_point == '\r' ? 0 : column + 1;
        } else if (tab_size > 0) {
            int64_t spaces = tab_size - column % tab_size;
            slu_builder_fill(&builder, ' ', (uint64_t)spaces);
            column += spaces;
        }
    }
    return slu_builder_finish(&builder);
}

// All items are strs; NULL: TypeError or MemoryError.
static slu_str *join_items(const slu_str *separator, const slu_value *items, uint32_t count) {
    uint64_t size = 0, length = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!slu_is_str(items[i])) {
            slu_raise(&slu_type_error_type, "sequence item %d: expected str instance, %T found", (int64_t)i, items[i]);
            return NULL;
        }
        const slu_str *item = (slu_str *)slu_object_of(items[i]);
        size += item->size;
        length += item->length;
    }
    if (count == 1 && slu_object_of(items[0])->type == &slu_str_type)
        return (slu_str *)slu_object_of(items[0]);
    if (!count)
        return slu_empty_str;
    slu_str *joined = slu_str_allocate(size + (uint64_t)separator->size * (count - 1),
                                       length + (uint64_t)separator->length * (count - 1));
    if (!joined)
        return NULL;
    char *to = joined->data;
    for (uint32_t i = 0; i < count; i++) {
        const slu_str *item = (slu_str *)slu_object_of(items[i]);
        if (i) {
            slu_copy(to, separator->data, separator->size);
            to += separator->size;
        }
        slu_copy(to, item->data, item->size);
        to += item->size;
    }
    return joined;
}

slu_str *slu_str_join(slu_str *separator, slu_value iterable) {
    if (slu_is(iterable, SLU_IS_LIST) && slu_object_of(iterable)->type == &slu_list_type) {
        const slu_list *list = (slu_list *)slu_object_of(iterable);
        return join_items(separator, list->items->values, list->length);
    }
    if (slu_is(iterable, SLU_IS_TUPLE) && slu_object_of(iterable)->type == &slu_tuple_type) {
        const slu_tuple *tuple = (slu_tuple *)slu_object_of(iterable);
        return join_items(separator, tuple->items, tuple->length);
    }
    const slu_type *type = slu_type_of(iterable);
    if (!type->iterate && !type->native && !slu_is(iterable, SLU_IS_INSTANCE)) {
        slu_raise(&slu_type_error_type, "can only join an iterable");
        return NULL;
    }
    const slu_list *list = slu_list_from(iterable);
    return list ? join_items(separator, list->items->values, list->length) : NULL;
}
