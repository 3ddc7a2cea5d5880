// str.translate and str.maketrans.
#include "dict.h"
#include "int.h"
#include "object.h"
#include "str.h"

// Adds what the table says for one character. false: raised.
static bool translate(slu_builder *builder, slu_value table, uint32_t code_point) {
    slu_value mapped = slu_is(table, SLU_IS_DICT) && slu_object_of(table)->type == &slu_dict_type
                           ? slu_dict_find((slu_dict *)slu_object_of(table), slu_small(code_point))
                           : slu_get_item(table, slu_small(code_point));
    if (!mapped && slu_error && !slu_clear_if(&slu_lookup_error_type))
        return false;
    if (!mapped)
        slu_builder_add_code_point(builder, code_point);
    else if (slu_is_str(mapped))
        slu_builder_add_str(builder, (slu_str *)slu_object_of(mapped));
    else if (slu_is_int(mapped)) {
        int64_t number = slu_int_clamp(mapped);
        if (number < 0 || number > 0x10ffff)
            return slu_raise(&slu_value_error_type, "character mapping must be in range(0x110000)");
        slu_builder_add_code_point(builder, (uint32_t)number);
    } else if (mapped != SLU_NONE)
        return slu_raise(&slu_type_error_type, "character mapping must return integer, None or str");
    return true;
}

slu_str *slu_str_translate(slu_str *str, slu_value table) {
    slu_builder builder;
    slu_builder_start(&builder, str->size);
    for (uint32_t offset = 0; offset < str->size;)
        if (!translate(&builder, table, slu_read_code_point(str->data, &offset)))
            return NULL;
    return slu_builder_finish(&builder);
}

static bool from_dict(slu_dict *to, slu_value from) {
    if (!slu_is(from, SLU_IS_DICT))
        return slu_raise(&slu_type_error_type,
                         "if you give only one argument to maketrans it must be a dict");
    uint32_t position = 0;
    const slu_dict_entry *entry;
    while ((entry = slu_dict_next((slu_dict *)slu_object_of(from), &position))) {
        slu_value key = entry->key;
        if (slu_is_str(key)) {
            const slu_str *text = (slu_str *)slu_object_of(key);
            uint32_t offset = 0;
            if (text->length != 1)
                return slu_raise(&slu_value_error_type, "string keys in translate table must be of length 1");
            key = slu_small(slu_read_code_point(text->data, &offset));
        } else if (!slu_is_int(key))
            return slu_raise(&slu_type_error_type, "keys in translate table must be strings or integers");
        if (!slu_dict_set(to, key, entry->item))
            return false;
    }
    return true;
}

static bool from_pairs(slu_dict *table, slu_value from, slu_value to, slu_value deleted) {
    if (!slu_is_str(from))
        return slu_raise(&slu_type_error_type, "first maketrans argument must be a string if there is a second argument");
    if (!slu_is_str(to))
        return slu_raise(&slu_type_error_type, "maketrans() argument 2 must be str, not %T", to);
    if (deleted && !slu_is_str(deleted))
        return slu_raise(&slu_type_error_type, "maketrans() argument 3 must be str, not %T", deleted);
    const slu_str *keys = (slu_str *)slu_object_of(from), *items = (slu_str *)slu_object_of(to);
    if (keys->length != items->length)
        return slu_raise(&slu_value_error_type, "the first two maketrans arguments must have equal length");
    for (uint32_t at = 0, item_at = 0; at < keys->size;) {
        slu_value key = slu_small(slu_read_code_point(keys->data, &at));
        if (!slu_dict_set(table, key, slu_small(slu_read_code_point(items->data, &item_at))))
            return false;
    }
    const slu_str *gone = deleted ? (slu_str *)slu_object_of(deleted) : slu_empty_str;
    for (uint32_t at = 0; at < gone->size;)
        if (!slu_dict_set(table, slu_small(slu_read_code_point(gone->data, &at)), SLU_NONE))
            return false;
    return true;
}

slu_dict *slu_str_maketrans(slu_value from, slu_value to, slu_value deleted) {
    slu_dict *table = slu_dict_new();
    return table && (to ? from_pairs(table, from, to, deleted) : from_dict(table, from)) ? table : NULL;
}
