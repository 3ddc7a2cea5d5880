#include "config_reader.h"

slu_value slu_decode_dict(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != '{')
        return slu_config_mismatch(reader, shape);
    // First where the values stand: of a key that comes twice the last one counts, and only that one is checked.
    slu_dict *dict = slu_dict_new();
    slu_json *json = &reader->json;
    for (bool more = dict && slu_config_enter(json, '}'); more; more = slu_json_next(json, '}') > 0) {
        slu_str *key = slu_json_read_string(json);
        if (!key || !slu_json_expect_colon(json) || !slu_dict_set_str(dict, key, slu_small(json->at)))
            return SLU_NOTHING;
        slu_json_scan_value(json);
    }
    uint32_t end = json->at, position = 0;
    slu_dict_entry *entry;
    while (dict && (entry = (slu_dict_entry *)slu_dict_next(dict, &position))) {
        json->at = (uint32_t)slu_small_value(entry->item);
        slu_value item = slu_config_decode(reader, shape->members[0], (slu_str *)slu_object_of(entry->key), SLU_KEY);
        if (!item)
            return SLU_NOTHING;
        entry->item = item;
        slu_barrier_word(&entry->item, item);
    }
    json->at = end;
    return slu_of(dict);
}
