#include "config_reader.h"

slu_value slu_decode_dict(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != '{')
        return slu_config_mismatch(reader, shape);
    // Of a key that comes twice the last value counts, and only that one is checked.
    slu_dict *places = slu_dict_new(), *dict = slu_dict_new();
    slu_json *json = &reader->json;
    for (bool more = places && dict && slu_config_enter(json, '}'); more; more = slu_json_next(json, '}') > 0) {
        slu_str *key = slu_json_read_string(json);
        if (!key || !slu_json_expect_colon(json) || !slu_dict_set_str(places, key, slu_small(json->at)))
            return SLU_NOTHING;
        slu_json_scan_value(json);
    }
    uint32_t end = json->at, position = 0;
    const slu_dict_entry *entry;
    while (places && dict && (entry = slu_dict_next(places, &position))) {
        json->at = (uint32_t)slu_small_value(entry->item);
        slu_config_step step = {.key = (slu_str *)slu_object_of(entry->key)};
        slu_value item = slu_config_decode(reader, shape->members[0], step);
        if (!item || !slu_dict_set_hashed(dict, entry->key, item, entry->hash))
            return SLU_NOTHING;
    }
    json->at = end;
    return slu_of(dict);
}
