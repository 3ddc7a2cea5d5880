#include "config_reader.h"
#include "int.h"

static int64_t count_items(slu_json json) {
    int64_t count = 0;
    for (bool more = slu_config_enter(&json, ']'); more; more = slu_json_next(&json, ']') > 0) {
        slu_json_scan_value(&json);
        count++;
    }
    return count;
}

slu_value slu_decode_tuple(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != '[')
        return slu_config_mismatch(reader, shape);
    int64_t count = count_items(reader->json);
    if (count != shape->count) {
        slu_builder message;
        slu_config_start_message(reader, &message);
        slu_builder_add_ascii(&message, "expected ", 9);
        slu_builder_add_str(&message, slu_int64_to_str(shape->count));
        slu_builder_add_ascii(&message, " items, got ", 12);
        slu_builder_add_str(&message, slu_int64_to_str(count));
        return slu_config_refuse(reader, &message);
    }
    slu_tuple *tuple = slu_tuple_new(shape->count);
    bool more = tuple && slu_config_enter(&reader->json, ']');
    for (uint32_t i = 0; more; more = slu_json_next(&reader->json, ']') > 0, i++) {
        tuple->items[i] = slu_config_decode(reader, shape->members[i], NULL, (int32_t)i);
        if (!tuple->items[i])
            return SLU_NOTHING;
    }
    return slu_of(tuple);
}
