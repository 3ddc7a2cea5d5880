// JSON straight into the dataclass that the author declared, in two walks over the text: the first checks that
// it is JSON, the second follows the shapes. Nothing is made but what the configuration holds.
#include "config_reader.h"
#include "int.h"

// --- errors -------------------------------------------------------------------------------------------------
// A str as JSON, not escaped to ASCII.
static void add_quoted(slu_builder *builder, const slu_str *text) {
    slu_builder_add_text(builder, "\"");
    for (uint32_t offset = 0; offset < text->size;) {
        uint32_t code_point = slu_read_code_point(text->data, &offset);
        static const char letters[] = "bfnrt\"\\", meanings[] = "\b\f\n\r\t\"\\";
        uint32_t i = 0;
        while (i < 7 && (unsigned char)meanings[i] != code_point)
            i++;
        if (i < 7)
            slu_builder_add_ascii(builder, (char[]){'\\', letters[i]}, 2);
        else if (code_point >= ' ')
            slu_builder_add_code_point(builder, code_point);
        else
            slu_builder_add_ascii(builder, (char[]){'\\', 'u', '0', '0', (char)('0' + (code_point >> 4)),
                                                    "0123456789abcdef"[code_point & 15]},
                                  6);
    }
    slu_builder_add_text(builder, "\"");
}

static void add_path(slu_builder *builder, const slu_config_step *step) {
    if (!step) {
        slu_builder_add_text(builder, "config");
        return;
    }
    add_path(builder, step->outer);
    if (step->index == SLU_FIELD) {
        slu_builder_add_text(builder, ".");
        slu_builder_add_str(builder, step->name);
        return;
    }
    slu_builder_add_text(builder, "[");
    if (step->index == SLU_KEY)
        add_quoted(builder, step->name);
    else
        slu_builder_add_str(builder, slu_int64_to_str(step->index));
    slu_builder_add_text(builder, "]");
}

void slu_config_add_quoted(slu_builder *builder, const char *text, const slu_str *quoted) {
    slu_builder_add_text(builder, text);
    if (quoted)
        add_quoted(builder, quoted);
}

slu_value slu_config_refuse(slu_config_reader *reader, slu_builder *message) {
    slu_str *text = slu_builder_finish(message);
    return text ? slu_raise_text(reader->refusal, text) : SLU_NOTHING;
}

slu_value slu_config_refuse_value(slu_config_reader *reader, const char *text, const slu_str *quoted,
                                  const slu_str *plain) {
    slu_builder message;
    slu_config_start_message(reader, &message);
    slu_config_add_quoted(&message, text, quoted);
    if (plain)
        slu_builder_add_str(&message, plain);
    return slu_config_refuse(reader, &message);
}

void slu_config_start_message(slu_config_reader *reader, slu_builder *message) {
    slu_builder_start(message, 64);
    add_path(message, reader->path);
    slu_builder_add_text(message, ": ");
}

char slu_config_kind(const slu_config_reader *reader) {
    char first = reader->json.data[reader->json.at];
    if (first != '-' && (first < '0' || first > '9'))
        return first == 'f' ? 't' : first;
    slu_json number = reader->json;
    bool whole;
    slu_json_scan_number(&number, &whole);
    return whole ? 'i' : 'd';
}

static const char *kind_name(char kind) {
    switch (kind) {
    case 'n':
        return "None";
    case 't':
        return "bool";
    case 'i':
        return "int";
    case 'd':
        return "float";
    case '"':
        return "str";
    case '[':
        return "list";
    default:
        return "dict";
    }
}

void slu_config_start_mismatch(slu_config_reader *reader, const slu_shape *shape, slu_builder *message) {
    slu_config_start_message(reader, message);
    slu_builder_add_text(message, "expected ");
    slu_builder_add_text(message, shape->expected);
    slu_builder_add_text(message, ", got ");
}

slu_value slu_config_mismatch(slu_config_reader *reader, const slu_shape *shape) {
    slu_builder message;
    slu_config_start_mismatch(reader, shape, &message);
    slu_builder_add_text(&message, kind_name(slu_config_kind(reader)));
    return slu_config_refuse(reader, &message);
}

slu_value slu_config_decode(slu_config_reader *reader, const slu_shape *shape, const slu_str *name, int32_t index) {
    slu_config_step step = {reader->path, name, index};
    reader->path = &step;
    slu_value value = shape->decode(reader, shape);
    reader->path = step.outer;
    return value;
}

bool slu_config_enter(slu_json *json, char close) {
    json->at++;
    slu_json_skip_space(json);
    if (json->data[json->at] != close)
        return true;
    json->at++;
    return false;
}

// --- the document -------------------------------------------------------------------------------------------
slu_value slu_decode_config(slu_str *json, const slu_shape *shape, const slu_type *refusal) {
    static const char nothing[] = "{}";
    slu_config_reader reader = {.json = {.data = json->size ? json->data : nothing, .size = json->size ? json->size : 2},
                                .refusal = refusal};
    if (!slu_json_check(&reader.json)) {
        slu_builder message;
        slu_builder_start(&message, 64);
        slu_builder_add_text(&message, "config: not JSON: ");
        slu_str *problem = slu_json_describe(&reader.json);
        if (problem)
            slu_builder_add_str(&message, problem);
        return slu_config_refuse(&reader, &message);
    }
    reader.json.at = 0;
    slu_json_skip_space(&reader.json);
    return shape->decode(&reader, shape);
}
