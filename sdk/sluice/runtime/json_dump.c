// json.dumps: objects to text.
#include "dict.h"
#include "float.h"
#include "int.h"
#include "json.h"
#include "object.h"

// A container that is being written: what contains itself is found by walking outwards.
typedef struct enclosing {
    const struct enclosing *outer;
    slu_value container;
} enclosing;

typedef struct dumper {
    slu_builder text;
    const slu_str *indent; // NULL: one line
    const slu_str *item_separator, *key_separator;
    slu_value fallback;
    slu_value (*call)(slu_value fallback, slu_value value); // NULL: there is no fallback
    bool (*sort)(slu_list *pairs);                          // NULL: keys stay in their order
    bool skip_keys, ensure_ascii, check_circular, allow_nan;
    uint32_t level;
} dumper;

static bool dump_value(dumper *to, slu_value value, const enclosing *outer);

static void add(dumper *to, const char *text, uint32_t size) { slu_builder_add_ascii(&to->text, text, size); }

static void add_unit(dumper *to, uint32_t unit) {
    char escape[6] = {'\\', 'u'};
    for (uint32_t i = 0; i < 4; i++)
        escape[5 - i] = "0123456789abcdef"[unit >> 4 * i & 15];
    add(to, escape, 6);
}

static void add_special(dumper *to, uint32_t code_point) {
    static const char letters[] = "bfnrt\"\\", meanings[] = "\b\f\n\r\t\"\\";
    for (uint32_t i = 0; i < 7; i++)
        if ((unsigned char)meanings[i] == code_point) {
            add(to, (char[]){'\\', letters[i]}, 2);
            return;
        }
    if (code_point < 0x10000) {
        add_unit(to, code_point);
        return;
    }
    add_unit(to, 0xd800 + ((code_point - 0x10000) >> 10));
    add_unit(to, 0xdc00 + ((code_point - 0x10000) & 0x3ff));
}

static void dump_str(dumper *to, const slu_str *str) {
    add(to, "\"", 1);
    for (uint32_t at = 0; at < str->size;) {
        uint32_t start = at;
        while (at < str->size) { // a run that needs no escape
            unsigned char byte = (unsigned char)str->data[at];
            if (byte < ' ' || byte == '"' || byte == '\\' || (to->ensure_ascii && byte > '~'))
                break;
            at++;
        }
        uint32_t length = to->ensure_ascii ? at - start : slu_count_code_points(str->data + start, at - start);
        slu_builder_add(&to->text, str->data + start, at - start, length);
        if (at < str->size)
            add_special(to, slu_read_code_point(str->data, &at));
    }
    add(to, "\"", 1);
}

// The text of a float; NULL: ValueError.
static slu_str *float_text(const dumper *to, double number) {
    if (__builtin_fabs(number) < __builtin_inf())
        return slu_float_to_str(number);
    if (!to->allow_nan) {
        slu_raise(&slu_value_error_type, "Out of range float values are not JSON compliant");
        return NULL;
    }
    const char *text = __builtin_isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
    return slu_str_from_ascii(text, (uint32_t)__builtin_strlen(text));
}

static bool add_text(dumper *to, const slu_str *text) {
    if (text)
        slu_builder_add_str(&to->text, text);
    return text != NULL;
}

static void break_line(dumper *to) {
    if (!to->indent)
        return;
    add(to, "\n", 1);
    for (uint32_t i = 0; i < to->level; i++)
        slu_builder_add_str(&to->text, to->indent);
}

static void separate(dumper *to, bool first) {
    if (!first)
        slu_builder_add_str(&to->text, to->item_separator);
    break_line(to);
}

static bool dump_items(dumper *to, slu_value value, const enclosing *outer) {
    bool list = slu_is(value, SLU_IS_LIST);
    uint32_t length;
    add(to, "[", 1);
    to->level++;
    for (uint32_t i = 0;; i++) { // the length may change when `fallback` runs
        length = list ? ((slu_list *)slu_object_of(value))->length : ((slu_tuple *)slu_object_of(value))->length;
        if (i >= length)
            break;
        slu_value item = list ? ((slu_list *)slu_object_of(value))->items->values[i]
                              : ((slu_tuple *)slu_object_of(value))->items[i];
        separate(to, i == 0);
        if (!dump_value(to, item, outer))
            return false;
    }
    to->level--;
    if (length)
        break_line(to);
    add(to, "]", 1);
    return true;
}

// A key as text; NULL: it is skipped, or raised when slu_error is set.
static slu_str *key_text(const dumper *to, slu_value key) {
    const char *word = key == SLU_NONE ? "null" : slu_is(key, SLU_IS_BOOL) ? (slu_int_truth(key) ? "true" : "false") : NULL;
    if (slu_is_str(key))
        return (slu_str *)slu_object_of(key);
    if (slu_is_float(key))
        return float_text(to, ((slu_float *)slu_object_of(key))->number);
    if (word)
        return slu_str_from_ascii(word, (uint32_t)__builtin_strlen(word));
    if (slu_is_int(key))
        return slu_int_to_str(slu_int_plain(key));
    if (!to->skip_keys)
        slu_raise(&slu_type_error_type, "keys must be str, int, float, bool or None, not %T", key);
    return NULL;
}

slu_json_items SLU_REGISTER slu_json_own_items;

static slu_list *sorted_pairs(const dumper *to, const slu_dict *dict) {
    const slu_dict_entry *entry;
    uint32_t position = 0;
    slu_list *list = slu_list_new(dict->length);
    while (list && (entry = slu_dict_next(dict, &position)))
        slu_list_append(list, slu_of(slu_tuple_of((slu_value[]){entry->key, entry->item}, 2)));
    return list && to->sort(list) ? list : NULL;
}

static bool dump_member(dumper *to, slu_value key, slu_value item, bool *first, const enclosing *outer) {
    slu_str *text = key_text(to, key);
    if (!text)
        return !slu_error;
    separate(to, *first);
    *first = false;
    dump_str(to, text);
    slu_builder_add_str(&to->text, to->key_separator);
    return dump_value(to, item, outer);
}

// `pairs`: those of the dict that its own class gives, or NULL.
static bool dump_dict(dumper *to, slu_value value, const slu_list *pairs, const enclosing *outer) {
    const slu_dict *dict = (slu_dict *)slu_object_of(value);
    bool first = true;
    if (pairs ? !pairs->length : !dict->length) {
        add(to, "{}", 2);
        return true;
    }
    add(to, "{", 1);
    to->level++;
    if (to->sort || pairs) {
        pairs = pairs ? pairs : sorted_pairs(to, dict);
        for (uint32_t i = 0; pairs && i < pairs->length; i++) {
            const slu_tuple *pair = (slu_tuple *)slu_object_of(pairs->items->values[i]);
            if (!dump_member(to, pair->items[0], pair->items[1], &first, outer))
                return false;
        }
        if (!pairs)
            return false;
    } else {
        uint32_t position = 0;
        const slu_dict_entry *entry;
        while ((entry = slu_dict_next(dict, &position)))
            if (!dump_member(to, entry->key, entry->item, &first, outer))
                return false;
    }
    to->level--;
    if (!first || to->indent)
        break_line(to);
    add(to, "}", 1);
    return true;
}

// What is true and has no items: CPython's encoder in Python breaks lines and forgets the bracket of a list.
static bool dump_hollow(dumper *to, bool is_dict) {
    if (is_dict) {
        add(to, "{", 1);
        to->level++;
        break_line(to);
        to->level--;
    }
    break_line(to);
    add(to, is_dict ? "}" : "]", 1);
    return true;
}

static bool dump_container(dumper *to, slu_value value, const enclosing *inner) {
    bool is_dict = slu_is(value, SLU_IS_DICT), hollow = false;
    slu_list *own = NULL;
    if (slu_json_own_items && slu_is(value, SLU_IS_INSTANCE)) {
        own = slu_json_own_items(value, to->indent != NULL, to->sort, &hollow);
        if (!own)
            return false;
        if (hollow)
            return dump_hollow(to, is_dict);
    }
    return is_dict ? dump_dict(to, value, own, inner) : dump_items(to, own ? slu_of(own) : value, inner);
}

// Through `default`, whose result is written in place.
static bool dump_other(dumper *to, slu_value value, const enclosing *inner) {
    if (to->fallback == SLU_NONE)
        return slu_raise(&slu_type_error_type, "Object of type %S is not JSON serializable", slu_type_name(value));
    slu_value replaced = to->call(to->fallback, value);
    return replaced && dump_value(to, replaced, inner);
}

static bool dump_nested(dumper *to, slu_value value, const enclosing *outer) {
    for (const enclosing *each = to->check_circular ? outer : NULL; each; each = each->outer)
        if (each->container == value)
            return slu_raise(&slu_value_error_type, "Circular reference detected");
    if (++slu_depth > SLU_DEPTH_LIMIT) {
        slu_depth--;
        return slu_raise(&slu_recursion_error_type, "maximum recursion depth exceeded while encoding a JSON object");
    }
    const enclosing inner = {outer, value};
    bool done = slu_is(value, SLU_IS_DICT | SLU_IS_LIST | SLU_IS_TUPLE) ? dump_container(to, value, &inner)
                                                                        : dump_other(to, value, &inner);
    slu_depth--;
    return done;
}

static bool dump_value(dumper *to, slu_value value, const enclosing *outer) {
    if (slu_is_str(value)) {
        dump_str(to, (slu_str *)slu_object_of(value));
        return true;
    }
    if (value == SLU_NONE || slu_is(value, SLU_IS_BOOL))
        return add_text(to, key_text(to, value));
    if (slu_is_int(value))
        return add_text(to, slu_int_to_str(slu_int_plain(value)));
    if (slu_is_float(value))
        return add_text(to, float_text(to, ((slu_float *)slu_object_of(value))->number));
    return dump_nested(to, value, outer);
}

static slu_str *dump(dumper *to, slu_value value) {
    slu_builder_start(&to->text, 64);
    return dump_value(to, value, NULL) ? slu_builder_finish(&to->text) : NULL;
}

SLU_STR_CONSTANT(comma, ", ");
SLU_STR_CONSTANT(colon, ": ");

slu_str *slu_json_dumps_plain(slu_value value) {
    return dump(&(dumper){.item_separator = comma, .key_separator = colon, .fallback = SLU_NONE, .ensure_ascii = true,
                          .check_circular = true, .allow_nan = true},
                value);
}

static bool sort(slu_list *pairs) { return slu_list_sort(pairs, SLU_NONE, slu_of(slu_false_pointer)); }

slu_str *slu_json_dumps(slu_value value, slu_value skip_keys, slu_value ensure_ascii, slu_value check_circular,
                        slu_value allow_nan, slu_value indent, slu_value item_separator, slu_value key_separator,
                        slu_value fallback, slu_value sort_keys) {
    if (!slu_is_str(item_separator) || !slu_is_str(key_separator)) {
        bool key = !slu_is_str(key_separator);
        slu_raise(&slu_type_error_type, "make_encoder() argument %d must be str, not %T", (int64_t)(key ? 5 : 6),
                  key ? key_separator : item_separator);
        return NULL;
    }
    dumper to = {.indent = indent == SLU_NONE ? NULL : (slu_str *)slu_object_of(indent),
                 .item_separator = (slu_str *)slu_object_of(item_separator),
                 .key_separator = (slu_str *)slu_object_of(key_separator), .fallback = fallback, .call = slu_call1,
                 .skip_keys = slu_truth(skip_keys) > 0, .ensure_ascii = slu_truth(ensure_ascii) > 0,
                 .check_circular = slu_truth(check_circular) > 0, .allow_nan = slu_truth(allow_nan) > 0,
                 .sort = slu_truth(sort_keys) > 0 ? sort : NULL};
    return slu_error ? NULL : dump(&to, value);
}
