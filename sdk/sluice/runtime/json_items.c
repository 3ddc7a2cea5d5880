// json.dumps of lists, tuples and dicts whose classes may have methods of their own: they are asked for what CPython's
// encoder in C asks for or, where there is an indent, its encoder in Python.
#include "dict.h"
#include "iterator.h"
#include "json.h"
#include "object.h"

static slu_list *own_pairs(slu_value value, slu_value items, bool indented) {
    slu_value iterator = items ? slu_iterate(items) : 0;
    if (items && !iterator && !indented && slu_clear_if(&slu_type_error_type))
        slu_raise(&slu_type_error_type, "%T.items() returned a non-iterable (type %T)", value, items);
    return iterator ? slu_list_from(iterator) : NULL;
}

static slu_list *pairs_of(slu_value value, bool indented) {
    SLU_STR_CONSTANT(name, "items");
    slu_function *own = slu_find_special(value, name);
    if (own)
        return own_pairs(value, slu_call_function(own, &value, 1, NULL), indented);
    const slu_dict *dict = (slu_dict *)slu_object_of(value);
    const slu_dict_entry *entry;
    uint32_t position = 0;
    slu_list *list = slu_list_new(dict->length);
    while (list && (entry = slu_dict_next(dict, &position)))
        slu_list_append(list, slu_of(slu_tuple_of((slu_value[]){entry->key, entry->item}, 2)));
    return list;
}

static bool make_pairs(slu_list *list, bool indented) {
    for (uint32_t i = 0; i < list->length; i++) {
        slu_value item = list->items->values[i];
        slu_tuple *pair = slu_is(item, SLU_IS_TUPLE) ? (slu_tuple *)slu_object_of(item) : NULL;
        if (indented)
            pair = slu_unpack(item, 2);
        else if (!pair || pair->length != 2)
            return slu_raise(&slu_value_error_type, "items must return 2-tuples"), false;
        if (!pair)
            return false;
        list->items->values[i] = slu_of(pair);
        slu_barrier(list->items, slu_of(pair));
    }
    return true;
}

slu_list *slu_json_items_of(slu_value value, bool indented, bool (*sort)(slu_list *pairs), bool *hollow) {
    bool is_dict = slu_is(value, SLU_IS_DICT);
    int32_t full = indented ? slu_truth(value) : !is_dict || ((slu_dict *)slu_object_of(value))->length;
    if (full <= 0)
        return full ? NULL : slu_list_new(0);
    slu_list *list = is_dict ? pairs_of(value, indented) : slu_list_from(value);
    if (list && is_dict && ((sort && !sort(list)) || !make_pairs(list, indented)))
        return NULL;
    *hollow = indented && list && !list->length;
    return list;
}
