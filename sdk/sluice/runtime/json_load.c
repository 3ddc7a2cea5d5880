// json.loads: text to objects, with CPython's hooks.
#include "bytes.h"
#include "dict.h"
#include "float.h"
#include "int.h"
#include "json.h"
#include "json_scan.h"
#include "object.h"

typedef struct loader {
    slu_json json;
    const slu_json_hooks *hooks;
} loader;

static slu_value load_value(loader *from);

static slu_value hooked(const loader *from, slu_value hook, slu_value argument) {
    return hook != SLU_NONE && argument ? from->hooks->call(hook, argument) : argument;
}

static char peek(const loader *from) { return from->json.at < from->json.size ? from->json.data[from->json.at] : 0; }

static slu_value load_list(loader *from) {
    slu_list *list = slu_list_new(4);
    from->json.at++;
    slu_json_skip_space(&from->json);
    if (list && peek(from) == ']') {
        from->json.at++;
        return slu_of(list);
    }
    for (int more = list != NULL; more; more = slu_json_next(&from->json, ']')) {
        slu_value item = more > 0 ? load_value(from) : SLU_NOTHING;
        if (!item || !slu_list_append(list, item))
            return SLU_NOTHING;
    }
    return slu_of(list);
}

// One `key: value`. false: raised, or the text is wrong.
static bool load_member(loader *from, slu_value *key, slu_value *value) {
    bool plain;
    slu_json start = from->json;
    if (peek(from) != '"')
        return slu_json_fail(&from->json, "Expecting property name enclosed in double quotes", from->json.at);
    if (!slu_json_scan_string(&from->json, &plain))
        return false;
    *key = slu_of(slu_json_read_string(&start));
    if (!*key || !slu_json_expect_colon(&from->json))
        return false;
    *value = load_value(from);
    return *value != 0;
}

static slu_value load_dict(loader *from) {
    bool pairs_wanted = from->hooks->object_pairs_hook != SLU_NONE;
    slu_dict *dict = pairs_wanted ? NULL : slu_dict_new();
    slu_list *pairs = pairs_wanted ? slu_list_new(4) : NULL;
    from->json.at++;
    slu_json_skip_space(&from->json);
    int more = dict || pairs ? 1 : 0;
    if (more && peek(from) == '}') {
        from->json.at++;
        more = 0;
    }
    for (; more; more = slu_json_next(&from->json, '}')) {
        slu_value key, value;
        if (more < 0 || !load_member(from, &key, &value))
            return SLU_NOTHING;
        if (dict ? !slu_dict_set_str(dict, (slu_str *)slu_object_of(key), value)
                 : !slu_list_append(pairs, slu_of(slu_tuple_of((slu_value[]){key, value}, 2))))
            return SLU_NOTHING;
    }
    return pairs ? hooked(from, from->hooks->object_pairs_hook, slu_of(pairs))
                 : hooked(from, from->hooks->object_hook, slu_of(dict));
}

static slu_value load_number(loader *from) {
    uint32_t start = from->json.at;
    bool whole;
    if (!slu_json_scan_number(&from->json, &whole))
        return SLU_NOTHING;
    const char *text = from->json.data + start;
    uint32_t size = from->json.at - start;
    slu_value hook = whole ? from->hooks->parse_int : from->hooks->parse_float;
    if (hook != SLU_NONE)
        return hooked(from, hook, slu_of(slu_str_from_ascii(text, size)));
    if (whole && size < 18) {
        int64_t number = 0;
        for (uint32_t i = text[0] == '-'; i < size; i++)
            number = number * 10 + (text[i] - '0');
        return slu_small(text[0] == '-' ? -number : number);
    }
    if (whole)
        return slu_int_of_digits(text, size);
    double number = 0;
    slu_float_scan(text, size, &number);
    return slu_float_box(number);
}

static bool take_word(loader *from, const char *word, uint32_t size) {
    if (from->json.size - from->json.at < size || !slu_text_equal(from->json.data + from->json.at, word, size))
        return false;
    from->json.at += size;
    return true;
}

static slu_value load_constant(loader *from, const char *name, double number) {
    if (from->hooks->parse_constant == SLU_NONE)
        return slu_float_box(number);
    return hooked(from, from->hooks->parse_constant, slu_of(slu_str_from_ascii(name, (uint32_t)__builtin_strlen(name))));
}

static slu_value load_nested(loader *from, char first) {
    if (++slu_depth > SLU_DEPTH_LIMIT) {
        slu_depth--;
        return slu_raise(&slu_recursion_error_type,
                         "maximum recursion depth exceeded while decoding a JSON %s from a unicode string",
                         first == '{' ? "object" : "array");
    }
    slu_value value = first == '{' ? load_dict(from) : load_list(from);
    slu_depth--;
    return value;
}

static slu_value load_value(loader *from) {
    char first = peek(from);
    if (first == '"') {
        bool plain;
        slu_json start = from->json;
        return slu_json_scan_string(&from->json, &plain) ? slu_of(slu_json_read_string(&start)) : SLU_NOTHING;
    }
    if (first == '{' || first == '[')
        return load_nested(from, first);
    if (first == 'n' && take_word(from, "null", 4))
        return SLU_NONE;
    if (first == 't' && take_word(from, "true", 4))
        return slu_bool(1);
    if (first == 'f' && take_word(from, "false", 5))
        return slu_bool(0);
    if (take_word(from, "NaN", 3))
        return load_constant(from, "NaN", __builtin_nan(""));
    if (take_word(from, "Infinity", 8))
        return load_constant(from, "Infinity", __builtin_inf());
    if (take_word(from, "-Infinity", 9))
        return load_constant(from, "-Infinity", -__builtin_inf());
    return load_number(from);
}

// (problem, text, character): what json.JSONDecodeError is made of.
static slu_value problem_of(const slu_json *json, slu_str *text) {
    slu_str *problem = slu_str_from_ascii(json->problem, (uint32_t)__builtin_strlen(json->problem));
    slu_value position = slu_small(slu_count_code_points(json->data, json->place));
    return slu_of(slu_tuple_of((slu_value[]){slu_of(problem), slu_of(text), position}, 3));
}

static slu_value raise_problem(slu_value error, slu_value problem) {
    slu_value exception = slu_call(error, ((slu_tuple *)slu_object_of(problem))->items, 3, NULL);
    return exception ? slu_raise_value(exception, SLU_NOTHING) : SLU_NOTHING;
}

static slu_value tell_problem(const slu_json *json, slu_str *text, const slu_json_hooks *hooks) {
    slu_value problem = problem_of(json, text);
    return hooks->raise ? hooks->raise(hooks->error, problem) : problem;
}

slu_value slu_json_load_text(slu_str *text, const slu_json_hooks *hooks) {
    loader from = {.json = {.data = text->data, .size = text->size, .control_allowed = hooks->control_allowed}, .hooks = hooks};
    if (text->size >= 3 && slu_text_equal(text->data, "\xef\xbb\xbf", 3)) {
        slu_json_fail(&from.json, "Unexpected UTF-8 BOM (decode using utf-8-sig)", 0);
        return tell_problem(&from.json, text, hooks);
    }
    slu_json_skip_space(&from.json);
    slu_value value = load_value(&from);
    if (value) {
        slu_json_skip_space(&from.json);
        if (from.json.at == text->size)
            return value;
        slu_json_fail(&from.json, "Extra data", from.json.at);
    }
    return from.json.problem && !slu_error ? tell_problem(&from.json, text, hooks) : SLU_NOTHING;
}

slu_value slu_json_loads(slu_value source, const slu_json_hooks *hooks) {
    const char *data;
    uint32_t size;
    if (slu_is_str(source))
        return slu_json_load_text((slu_str *)slu_object_of(source), hooks);
    if (!slu_bytes_view(source, &data, &size))
        return slu_raise(&slu_type_error_type, "the JSON object must be str, bytes or bytearray, not %T", source);
    if (size >= 3 && slu_text_equal(data, "\xef\xbb\xbf", 3)) {
        data += 3;
        size -= 3;
    }
    SLU_STR_CONSTANT(pass, "surrogatepass");
    slu_str *text = slu_decode(data, size, SLU_NOTHING, slu_of(pass), source);
    return text ? slu_json_load_text(text, hooks) : SLU_NOTHING;
}

#define NO_HOOKS {SLU_NONE, SLU_NONE, SLU_NONE, SLU_NONE, SLU_NONE, SLU_NOTHING, NULL, NULL, false}

slu_value slu_json_loads_plain(slu_value source) {
    const slu_json_hooks hooks = NO_HOOKS;
    return slu_json_loads(source, &hooks);
}

slu_value slu_json_loads_hooked(slu_value source, slu_value object_hook, slu_value parse_float, slu_value parse_int,
                                slu_value parse_constant, slu_value object_pairs_hook, slu_value error,
                                slu_value strict) {
    int32_t checked = slu_truth(strict);
    if (checked < 0)
        return SLU_NOTHING;
    return slu_json_loads(source, &(slu_json_hooks){object_hook, parse_float, parse_int, parse_constant,
                                                     object_pairs_hook, error, slu_call1, raise_problem, !checked});
}

slu_value slu_json_load_part(slu_json *json) {
    const slu_json_hooks hooks = NO_HOOKS;
    loader from = {.json = *json, .hooks = &hooks};
    slu_value value = load_value(&from);
    json->at = from.json.at;
    return value;
}

// (value, end): what json.JSONDecoder.raw_decode gives. `start` counts code points.
slu_value slu_json_raw_decode_hooked(slu_str *text, int64_t start, slu_value object_hook, slu_value parse_float,
                                     slu_value parse_int, slu_value parse_constant, slu_value object_pairs_hook,
                                     slu_value error, slu_value strict) {
    int32_t checked = slu_truth(strict);
    if (checked < 0)
        return SLU_NOTHING;
    const slu_json_hooks hooks = {object_hook, parse_float, parse_int,     parse_constant, object_pairs_hook,
                                  error,       slu_call1,   raise_problem, !checked};
    uint32_t at = slu_str_offset(text, start < 0 ? 0 : start > text->length ? text->length : (uint32_t)start);
    loader from = {.json = {.data = text->data, .size = text->size, .at = at, .control_allowed = !checked},
                   .hooks = &hooks};
    slu_value value = load_value(&from);
    if (!value)
        return from.json.problem && !slu_error ? tell_problem(&from.json, text, &hooks) : SLU_NOTHING;
    return slu_of(slu_tuple_of((slu_value[]){value, slu_small(slu_str_position(text, from.json.at))}, 2));
}

// (text, end) of the string whose opening quote stands before `end`.
slu_value slu_json_scan(slu_str *text, int64_t end, slu_value strict, slu_value error) {
    int32_t checked = slu_truth(strict);
    if (checked < 0)
        return SLU_NOTHING;
    if (end < 1 || end > text->length)
        return slu_raise(&slu_value_error_type, "end is out of bounds");
    slu_json json = {.data = text->data, .size = text->size, .at = slu_str_offset(text, (uint32_t)end - 1),
                     .control_allowed = !checked};
    slu_json start = json;
    bool plain;
    if (!slu_json_scan_string(&json, &plain))
        return raise_problem(error, problem_of(&json, text));
    slu_str *found = slu_json_read_string(&start);
    if (!found)
        return SLU_NOTHING;
    return slu_of(slu_tuple_of((slu_value[]){slu_of(found), slu_small(slu_str_position(text, json.at))}, 2));
}
