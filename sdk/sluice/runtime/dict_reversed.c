// Iteration over dicts and their views from the end.
#include "dict.h"
#include "iterator.h"

// The next entry towards the start, NULL at the end or when the dict has changed (RuntimeError).
static const slu_dict_entry *previous_entry(slu_value self) {
    slu_iterator *iterator = (slu_iterator *)slu_object_of(self);
    if (!iterator->source)
        return NULL;
    const slu_dict *dict = (slu_dict *)slu_object_of(iterator->source);
    if (dict->length != iterator->limit) {
        iterator->limit = -1;
        slu_raise(&slu_runtime_error_type, "dictionary changed size during iteration");
        return NULL;
    }
    const slu_entries *table = dict->entries;
    while (--iterator->position >= table->first) {
        if (iterator->position >= table->used)
            continue;
        const slu_dict_entry *entry = &table->entries[iterator->position];
        if (entry->key)
            return entry;
        if (entry->hash > 0)
            iterator->position -= entry->hash - 1;
    }
    iterator->source = 0;
    return NULL;
}

static slu_value previous_key(slu_value self) {
    const slu_dict_entry *entry = previous_entry(self);
    return entry ? entry->key : 0;
}
static slu_value previous_value(slu_value self) {
    const slu_dict_entry *entry = previous_entry(self);
    return entry ? entry->item : 0;
}
static slu_value previous_item(slu_value self) {
    const slu_dict_entry *entry = previous_entry(self);
    if (!entry)
        return 0;
    slu_value pair[] = {entry->key, entry->item};
    return slu_of(slu_tuple_of(pair, 2));
}
SLU_ITERATOR_TYPE(slu_dict_reverse_keys_iterator_type, "dict_reversekeyiterator", previous_key)
SLU_ITERATOR_TYPE(slu_dict_reverse_values_iterator_type, "dict_reversevalueiterator", previous_value)
SLU_ITERATOR_TYPE(slu_dict_reverse_items_iterator_type, "dict_reverseitemiterator", previous_item)

static slu_value from_end(const slu_type *type, const slu_dict *dict) {
    return slu_iterator_new(type, slu_of(dict), 0, dict->entries->used, dict->length);
}
slu_value slu_dict_reversed(slu_value dict) {
    return from_end(&slu_dict_reverse_keys_iterator_type, (slu_dict *)slu_object_of(dict));
}
slu_value slu_dict_keys_reversed(slu_value view) {
    return from_end(&slu_dict_reverse_keys_iterator_type, slu_view_dict(view));
}
slu_value slu_dict_values_reversed(slu_value view) {
    return from_end(&slu_dict_reverse_values_iterator_type, slu_view_dict(view));
}
slu_value slu_dict_items_reversed(slu_value view) {
    return from_end(&slu_dict_reverse_items_iterator_type, slu_view_dict(view));
}
