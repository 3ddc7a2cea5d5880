#include "config_reader.h"
#include "int.h"

static slu_value number_at(slu_config_reader *reader) {
    slu_json number = reader->json;
    slu_json_scan_value(&number);
    return slu_int_of_digits(reader->json.data + reader->json.at, number.at - reader->json.at);
}

// The choice that the next value is; count: none.
static uint32_t find_choice(slu_config_reader *reader, const slu_shape *shape) {
    char kind = slu_config_kind(reader);
    slu_json start = reader->json;
    slu_value value = SLU_NONE;
    if (kind == '"')
        value = slu_of(slu_json_read_string(&reader->json));
    else if (kind == 'i')
        value = number_at(reader);
    else if (kind == 't')
        value = slu_bool(reader->json.data[reader->json.at] == 't');
    if (kind != '"')
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

// Says which text or number was found, and of other values only the type.
static slu_value refuse(slu_config_reader *reader, const slu_shape *shape) {
    char kind = slu_config_kind(reader);
    if (kind != '"' && kind != 'i' && kind != 't')
        return slu_config_mismatch(reader, shape);
    slu_builder message;
    slu_config_start_mismatch(reader, shape, &message);
    uint32_t start = reader->json.at;
    if (kind == '"') {
        slu_config_add_quoted(&message, "", slu_json_read_string(&reader->json));
    } else {
        slu_json_scan_value(&reader->json);
        slu_builder_add_ascii(&message, reader->json.data + start, reader->json.at - start);
    }
    return slu_config_refuse(reader, &message);
}

slu_value slu_decode_choice(slu_config_reader *reader, const slu_shape *shape) {
    uint32_t found = find_choice(reader, shape);
    if (found == shape->count)
        return slu_error ? SLU_NOTHING : refuse(reader, shape);
    slu_value choice = shape->values[found].value;
    return shape->type ? shape->type->construct(shape->type, &choice, 1, NULL) : choice;
}
