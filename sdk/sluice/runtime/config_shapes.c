// The decoders, one per kind of shape. The reader stands at the first byte of a value that is known to be JSON.
#include "config_reader.h"
#include "int.h"

slu_value slu_decode_none(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != 'n')
        return slu_config_mismatch(reader, shape);
    slu_json_scan_value(&reader->json);
    return SLU_NONE;
}

slu_value slu_decode_bool(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != 't')
        return slu_config_mismatch(reader, shape);
    bool value = reader->json.data[reader->json.at] == 't';
    slu_json_scan_value(&reader->json);
    return slu_bool(value);
}

slu_value slu_decode_str(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != '"')
        return slu_config_mismatch(reader, shape);
    return slu_of(slu_json_read_string(&reader->json));
}

slu_value slu_decode_int(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != 'i')
        return slu_config_mismatch(reader, shape);
    uint32_t start = reader->json.at;
    slu_json_scan_value(&reader->json);
    slu_str *digits = slu_str_from_ascii(reader->json.data + start, reader->json.at - start);
    return digits ? slu_int_parse(digits, 10) : SLU_NOTHING;
}

// The choice that the next value is; count: none.
static uint32_t find_choice(slu_config_reader *reader, const slu_shape *shape) {
    char kind = slu_config_kind(reader);
    slu_json start = reader->json;
    slu_value value = SLU_NONE;
    if (kind == '"')
        value = slu_of(slu_json_read_string(&reader->json));
    else if (kind == 'i')
        value = slu_decode_int(reader, shape);
    else if (kind == 't')
        value = slu_decode_bool(reader, shape);
    else
        slu_json_scan_value(&reader->json);
    uint32_t found = 0;
    for (; value && found < shape->count; found++) {
        slu_value choice = shape->values[found].value;
        bool same = choice == value;
        if (slu_is_str(choice) && kind == '"')
            same = slu_str_equal((slu_str *)slu_object_of(choice), (slu_str *)slu_object_of(value));
        else if (kind == 'i' && slu_is_int(choice) && !slu_is(choice, SLU_IS_BOOL))
            same = slu_int_equal(choice, value);
        if (same && (kind == '"' || kind == 'i' || kind == 't' || kind == 'n'))
            return found;
    }
    reader->json = start;
    return shape->count;
}

slu_value slu_decode_choice(slu_config_reader *reader, const slu_shape *shape) {
    uint32_t found = find_choice(reader, shape);
    if (found == shape->count)
        return slu_error ? SLU_NOTHING : slu_config_mismatch(reader, shape);
    slu_value choice = shape->values[found].value;
    return shape->type ? slu_call(slu_of(shape->type), &choice, 1, NULL) : choice;
}

// Moves behind the opening bracket; whether there is a first item.
static bool enter(slu_json *json, char close) {
    json->at++;
    slu_json_skip_space(json);
    if (json->data[json->at] != close)
        return true;
    json->at++;
    return false;
}

slu_value slu_decode_list(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != '[')
        return slu_config_mismatch(reader, shape);
    slu_list *list = slu_list_new(4);
    int64_t index = 0;
    for (bool more = list && enter(&reader->json, ']'); more; more = slu_json_next(&reader->json, ']') > 0) {
        slu_value item = slu_config_decode(reader, shape->members[0], (slu_config_step){.index = index++});
        if (!item || !slu_list_append(list, item))
            return SLU_NOTHING;
    }
    if (!list || !shape->as_tuple)
        return slu_of(list);
    return slu_of(slu_tuple_of(list->items->values, list->length));
}

static int64_t count_items(slu_json json) {
    int64_t count = 0;
    for (bool more = enter(&json, ']'); more; more = slu_json_next(&json, ']') > 0) {
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
    bool more = tuple && enter(&reader->json, ']');
    for (uint32_t i = 0; more; more = slu_json_next(&reader->json, ']') > 0, i++) {
        tuple->items[i] = slu_config_decode(reader, shape->members[i], (slu_config_step){.index = i});
        if (!tuple->items[i])
            return SLU_NOTHING;
    }
    return slu_of(tuple);
}

slu_value slu_decode_dict(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != '{')
        return slu_config_mismatch(reader, shape);
    // Of a key that comes twice the last value counts, and only that one is checked.
    slu_dict *places = slu_dict_new(), *dict = slu_dict_new();
    slu_json *json = &reader->json;
    for (bool more = places && dict && enter(json, '}'); more; more = slu_json_next(json, '}') > 0) {
        slu_str *key = slu_json_read_string(json);
        if (!key || !slu_json_expect_colon(json) || !slu_dict_set(places, slu_of(key), slu_small(json->at)))
            return SLU_NOTHING;
        slu_json_scan_value(json);
    }
    uint32_t end = json->at, position = 0;
    const slu_dict_entry *entry;
    while (places && dict && (entry = slu_dict_next(places, &position))) {
        json->at = (uint32_t)slu_small_value(entry->item);
        slu_config_step step = {.key = (slu_str *)slu_object_of(entry->key)};
        slu_value item = slu_config_decode(reader, shape->members[0], step);
        if (!item || !slu_dict_set(dict, entry->key, item))
            return SLU_NOTHING;
    }
    json->at = end;
    return slu_of(dict);
}

// Where each field's value stands, as small ints (0: nowhere). NULL: raised.
static slu_tuple *find_fields(slu_config_reader *reader, const slu_shape *shape) {
    slu_json *json = &reader->json;
    slu_tuple *places = slu_tuple_new(shape->count);
    for (uint32_t i = 0; places && i < shape->count; i++)
        places->items[i] = slu_small(0);
    for (bool more = places && enter(json, '}'); more; more = slu_json_next(json, '}') > 0) {
        slu_str *key = slu_json_read_string(json);
        uint32_t field = 0;
        while (key && field < shape->count && !slu_str_equal(key, shape->names[field]))
            field++;
        if (!key || field == shape->count) {
            slu_builder message;
            slu_config_start_message(reader, &message);
            slu_config_add_quoted(&message, "unknown field ", key);
            return slu_config_refuse(reader, &message), NULL;
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
        slu_config_step step = {.outer = reader->path, .field = shape->names[i]};
        slu_builder message;
        reader->path = &step;
        slu_config_start_message(reader, &message);
        slu_builder_add_ascii(&message, "required, but missing", 21);
        return slu_config_refuse(reader, &message);
    }
    return true;
}

// The dataclass's own refusal (`__post_init__`) gets the path in front.
static slu_value wrap_refusal(slu_config_reader *reader) {
    if (!slu_is_exception(slu_error, &slu_value_error_type))
        return SLU_NOTHING;
    slu_str *text = slu_str_of(slu_catch());
    slu_builder message;
    slu_config_start_message(reader, &message);
    if (text)
        slu_builder_add_str(&message, text);
    return slu_config_refuse(reader, &message);
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
    slu_list *values = slu_list_new(shape->count), *names = slu_list_new(shape->count);
    for (uint32_t i = 0; values && names && i < shape->count; i++) {
        if (places->items[i] == slu_small(0))
            continue;
        reader->json.at = (uint32_t)slu_small_value(places->items[i]);
        slu_config_step step = {.field = shape->names[i]};
        slu_value value = slu_config_decode(reader, shape->members[i], step);
        if (!value || !slu_list_append(values, value) || !slu_list_append(names, slu_of(shape->names[i])))
            return SLU_NOTHING;
    }
    reader->json.at = end;
    if (!values || !names)
        return SLU_NOTHING;
    slu_value made = slu_call(slu_of(shape->type), values->items->values, values->length,
                              slu_tuple_of(names->items->values, names->length));
    return made ? made : wrap_refusal(reader);
}
