// JSON straight into the dataclass that the author declared, in two walks over the text: the first checks that
// it is JSON, the second follows the shapes. Nothing is made but what the configuration holds.
#include "config_reader.h"
#include "int.h"

// Decoders of shapes that a program does not use are not linked; an address of 0 matches none.
#define WEAK(function) extern __typeof__(function) function __attribute__((weak))
WEAK(slu_decode_none);
WEAK(slu_decode_bool);
WEAK(slu_decode_int);
WEAK(slu_decode_float);
WEAK(slu_decode_str);
WEAK(slu_decode_choice);
WEAK(slu_decode_list);
WEAK(slu_decode_tuple);
WEAK(slu_decode_dict);
WEAK(slu_decode_union);
WEAK(slu_decode_object);
WEAK(slu_decode_any);

static bool is_shape(const slu_shape *shape, slu_shape_decoder decoder) { return decoder && shape->decode == decoder; }

// --- errors -------------------------------------------------------------------------------------------------
static void add_text(slu_builder *builder, const char *text) {
    slu_builder_add_ascii(builder, text, (uint32_t)__builtin_strlen(text));
}

// A str as JSON, not escaped to ASCII.
static void add_quoted(slu_builder *builder, const slu_str *text) {
    slu_builder_add_ascii(builder, "\"", 1);
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
    slu_builder_add_ascii(builder, "\"", 1);
}

static void add_path(slu_builder *builder, const slu_config_step *step) {
    if (!step) {
        add_text(builder, "config");
        return;
    }
    add_path(builder, step->outer);
    if (step->field) {
        add_text(builder, ".");
        slu_builder_add_str(builder, step->field);
        return;
    }
    add_text(builder, "[");
    if (step->key)
        add_quoted(builder, step->key);
    else
        slu_builder_add_str(builder, slu_int64_to_str(step->index));
    add_text(builder, "]");
}

void slu_config_add_quoted(slu_builder *builder, const char *text, const slu_str *quoted) {
    add_text(builder, text);
    if (quoted)
        add_quoted(builder, quoted);
}

slu_value slu_config_refuse(slu_config_reader *reader, slu_builder *message) {
    slu_value text = slu_of(slu_builder_finish(message));
    return text ? slu_raise_with(reader->refusal, &text, 1) : SLU_NOTHING;
}

void slu_config_start_message(slu_config_reader *reader, slu_builder *message) {
    slu_builder_start(message, 64);
    add_path(message, reader->path);
    add_text(message, ": ");
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

static void add_choice(slu_builder *builder, slu_value choice) {
    if (slu_is_str(choice))
        add_quoted(builder, (slu_str *)slu_object_of(choice));
    else if (choice == SLU_NONE)
        add_text(builder, "null");
    else if (slu_is(choice, SLU_IS_BOOL))
        add_text(builder, slu_int_truth(choice) ? "true" : "false");
    else
        slu_builder_add_str(builder, slu_int_to_str(choice));
}

// What an error says was expected: `int`, `str or None`, `"on" or "off"`.
static void add_expected(slu_builder *builder, const slu_shape *shape) {
    bool choice = is_shape(shape, slu_decode_choice);
    if (choice || is_shape(shape, slu_decode_union)) {
        for (uint32_t i = 0; i < shape->count; i++) {
            if (i)
                add_text(builder, i + 1 == shape->count ? " or " : ", ");
            if (choice)
                add_choice(builder, shape->values[i].value);
            else
                add_expected(builder, shape->members[i]);
        }
        return;
    }
    add_text(builder, is_shape(shape, slu_decode_str)                                             ? "str"
                      : is_shape(shape, slu_decode_int)                                           ? "int"
                      : is_shape(shape, slu_decode_float)                                         ? "float"
                      : is_shape(shape, slu_decode_bool)                                          ? "bool"
                      : is_shape(shape, slu_decode_none)                                          ? "None"
                      : is_shape(shape, slu_decode_list) || is_shape(shape, slu_decode_tuple)     ? "list"
                      : is_shape(shape, slu_decode_dict) || is_shape(shape, slu_decode_object)    ? "dict"
                                                                                                  : "anything");
}

slu_value slu_config_mismatch(slu_config_reader *reader, const slu_shape *shape) {
    slu_builder message;
    slu_config_start_message(reader, &message);
    add_text(&message, "expected ");
    add_expected(&message, shape);
    add_text(&message, ", got ");
    char kind = slu_config_kind(reader);
    bool shown = is_shape(shape, slu_decode_choice) && (kind == '"' || kind == 'i' || kind == 't');
    uint32_t start = reader->json.at;
    if (shown && kind == '"')
        add_quoted(&message, slu_json_read_string(&reader->json));
    else if (shown) {
        slu_json_scan_value(&reader->json);
        slu_builder_add_ascii(&message, reader->json.data + start, reader->json.at - start);
    } else
        add_text(&message, kind_name(kind));
    return slu_config_refuse(reader, &message);
}

slu_value slu_config_decode(slu_config_reader *reader, const slu_shape *shape, slu_config_step step) {
    step.outer = reader->path;
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
        add_text(&message, "config: not JSON: ");
        slu_str *problem = slu_json_describe(&reader.json);
        if (problem)
            slu_builder_add_str(&message, problem);
        return slu_config_refuse(&reader, &message);
    }
    reader.json.at = 0;
    slu_json_skip_space(&reader.json);
    return shape->decode(&reader, shape);
}
