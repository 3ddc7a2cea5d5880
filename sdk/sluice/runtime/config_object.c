#include "config_reader.h"

// Where each field's value stands, as small ints (0: nowhere). NULL: raised.
static slu_tuple *find_fields(slu_config_reader *reader, const slu_shape *shape) {
    slu_json *json = &reader->json;
    slu_tuple *places = slu_tuple_new(shape->count);
    for (uint32_t i = 0; places && i < shape->count; i++)
        places->items[i] = slu_small(0);
    for (bool more = places && slu_config_enter(json, '}'); more; more = slu_json_next(json, '}') > 0) {
        slu_str *key = slu_json_read_string(json);
        uint32_t field = 0;
        while (key && field < shape->count && !slu_str_equal(key, shape->names[field]))
            field++;
        if (!key || field == shape->count) {
            return slu_config_refuse_value(reader, "unknown field ", key, NULL), NULL;
        }
        slu_json_expect_colon(json);
        places->items[field] = slu_small(json->at);
        slu_json_scan_value(json);
    }
    return places;
}

static bool check_required(slu_config_reader *reader, const slu_shape *shape, const slu_tuple *places) {
    for (uint32_t i = 0; i < shape->count; i++) {
        if (!shape->required[i] || places->items[i] != slu_small(0))
            continue;
        slu_config_step step = {reader->path, shape->names[i], SLU_FIELD};
        reader->path = &step;
        return slu_config_refuse_value(reader, "required, but missing", NULL, NULL);
    }
    return true;
}

// The dataclass's own refusal (`__post_init__`) gets the path in front.
static slu_value wrap_refusal(slu_config_reader *reader) {
    if (!slu_is_exception(slu_error, &slu_value_error_type))
        return SLU_NOTHING;
    return slu_config_refuse_value(reader, "", NULL, slu_exception_message(slu_catch()));
}

slu_value slu_decode_object(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != '{')
        return slu_config_mismatch(reader, shape);
    slu_tuple *places = find_fields(reader, shape);
    if (!places || !check_required(reader, shape, places))
        return SLU_NOTHING;
    if (!shape->type)
        return SLU_NONE;
    uint32_t end = reader->json.at;
    for (uint32_t i = 0; i < shape->count; i++) { // each place becomes the value that stands there
        int64_t place = slu_small_value(places->items[i]);
        places->items[i] = SLU_NOTHING;
        if (!place)
            continue;
        reader->json.at = (uint32_t)place;
        slu_value value = slu_config_decode(reader, shape->members[i], shape->names[i], SLU_FIELD);
        if (!value)
            return SLU_NOTHING;
        places->items[i] = value;
        slu_barrier(places, value);
    }
    reader->json.at = end;
    slu_value made = shape->make(shape, places->items);
    return made ? made : wrap_refusal(reader);
}
