// What exceptions hold beside `args`: `name` of an AttributeError, `errno` of an OSError, notes, whatever a
// program sets. Kept in a dict in `extra`, made on demand; an AttributeError of the runtime's own has a tuple
// (name, obj) there, a NameError (name,). StopIteration keeps its value in `extra` and has no such attributes.
#include "dict.h"
#include "error.h"
#include "list.h"
#include "names.h"
#include "object.h"

SLU_STR_CONSTANT(name_name, "name");

// syntax_error.c: there where the program names the class.
bool slu_syntax_error_init(slu_value self) __attribute__((weak));
// unicode_error_new.c: there where the program makes one.
bool slu_unicode_error_init(slu_value self) __attribute__((weak));
slu_value slu_syntax_error_field(const slu_exception *exception, const slu_str *name) __attribute__((weak));

static bool is_named(const slu_str *name, const char *text) {
    return name->size == __builtin_strlen(text) && slu_text_equal(name->data, text, name->size);
}

static bool is_a(const slu_exception *exception, const slu_type *type) { return slu_is_subtype(exception->type, type); }

static slu_value item_or_none(slu_value tuple, uint32_t place) {
    slu_tuple *items = slu_is(tuple, SLU_IS_TUPLE) ? (slu_tuple *)slu_object_of(tuple) : NULL;
    return items && place < items->length ? items->items[place] : SLU_NONE;
}

static int32_t place_in(const slu_str *name, const char *const *names, int32_t count) {
    for (int32_t i = 0; i < count; i++)
        if (is_named(name, names[i]))
            return i;
    return -1;
}

static slu_value os_field(const slu_exception *exception, const slu_str *name) {
    static const char *const names[] = {"errno", "strerror", "filename", "winerror", "filename2"};
    int32_t place = place_in(name, names, 5);
    if (place < 0 || place == 3)
        return 0;
    uint32_t count = ((slu_tuple *)slu_object_of(exception->arguments))->length;
    return count < 2 || count > 5 || place > 2 ? SLU_NONE : item_or_none(exception->arguments, (uint32_t)place);
}

// What a field of the exception's type begins with. 0: it has no such field.
static slu_value first_value(const slu_exception *exception, const slu_str *name) {
    if (is_a(exception, &slu_attribute_error_type)) {
        slu_value pair = exception->extra ? exception->extra : slu_of(slu_empty_tuple);
        return is_named(name, "name") ? item_or_none(pair, 0) : is_named(name, "obj") ? item_or_none(pair, 1) : 0;
    }
    if (is_a(exception, &slu_name_error_type))
        return is_named(name, "name") ? item_or_none(exception->extra ? exception->extra : slu_of(slu_empty_tuple), 0) : 0;
    if (is_a(exception, &slu_import_error_type)) {
        if (is_named(name, "msg"))
            return ((slu_tuple *)slu_object_of(exception->arguments))->length == 1 ? item_or_none(exception->arguments, 0)
                                                                                    : SLU_NONE;
        return is_named(name, "name") || is_named(name, "path") ? SLU_NONE : 0;
    }
    if (is_a(exception, &slu_os_error_type))
        return os_field(exception, name);
    return slu_syntax_error_field ? slu_syntax_error_field(exception, name) : 0;
}

void slu_keep_undefined(const char *name) {
    if (slu_pending()->type != &slu_name_error_type)
        return;
    slu_value text = slu_of(slu_str_from_text(name, (uint32_t)__builtin_strlen(name)));
    slu_pending()->extra = slu_of(slu_tuple_of(&text, 1));
    slu_barrier(slu_pending(), slu_pending()->extra);
}

static const char *const unicode_fields[] = {"encoding", "object", "start", "end", "reason"};

static bool is_unicode_field(const slu_exception *exception, const slu_str *name) {
    bool has_fields = is_a(exception, &slu_unicode_decode_error_type) || is_a(exception, &slu_unicode_encode_error_type) ||
                      is_a(exception, &slu_unicode_translate_error_type);
    return has_fields && place_in(name, unicode_fields, 5) >= 0;
}

// What is beside `args` until a program sets something: `name` and `obj`, or the fields of a Unicode error.
static slu_dict *dict_of(slu_value fields) {
    static const char *const names[] = {"name", "obj"};
    slu_dict *dict = slu_dict_new();
    uint32_t count = fields ? ((slu_tuple *)slu_object_of(fields))->length : 0;
    for (uint32_t i = 0; i < count; i++) {
        const char *name = count == 5 ? unicode_fields[i] : names[i];
        if (!slu_dict_set(dict, slu_of(slu_str_from_ascii(name, (uint32_t)__builtin_strlen(name))), item_or_none(fields, i)))
            return NULL;
    }
    return dict;
}

static slu_dict *kept(const slu_exception *exception) {
    return exception->extra && slu_is(exception->extra, SLU_IS_DICT) ? (slu_dict *)slu_object_of(exception->extra) : NULL;
}

slu_value slu_exception_kept(slu_value self, slu_str *name) {
    slu_dict *dict = kept((slu_exception *)slu_object_of(self));
    return dict ? slu_dict_find_str(dict, name) : 0;
}

slu_value slu_exception_field(slu_value self, slu_str *name) {
    slu_exception *exception = (slu_exception *)slu_object_of(self);
    if (exception->type->flags & SLU_IS_INSTANCE && slu_find_slot(exception->type, name))
        return 0;
    slu_value found = slu_exception_kept(self, name);
    return found ? found : first_value(exception, name);
}

bool slu_exception_keep(slu_value self, slu_str *name, slu_value item) {
    slu_exception *exception = (slu_exception *)slu_object_of(self);
    bool is_field = first_value(exception, name) || is_unicode_field(exception, name);
    bool own_dict = exception->type->flags & SLU_IS_INSTANCE;
    if (is_a(exception, &slu_stop_iteration_type) || (own_dict && (!is_field || slu_find_slot(exception->type, name))))
        return false;
    slu_os_error_any_text = slu_os_error_text_of_arguments;
    slu_unicode_error_show = slu_str_of;
    slu_dict *dict = kept(exception);
    if (!item && !is_field)
        return dict && slu_dict_discard(dict, slu_of(name)) > 0;
    if (!dict) {
        dict = dict_of(exception->extra);
        if (!dict)
            return false;
        exception->extra = slu_of(dict);
        slu_barrier(exception, exception->extra);
    }
    return slu_dict_set(dict, slu_of(name), item ? item : SLU_NONE);
}

static bool take_keyword(slu_value self, slu_str *name, slu_value item) {
    slu_exception *exception = (slu_exception *)slu_object_of(self);
    bool takes_some = first_value(exception, name_name) && !is_a(exception, &slu_os_error_type);
    if (takes_some && !is_named(name, "msg") && first_value(exception, name))
        return slu_exception_keep(self, name, item);
    if (takes_some)
        slu_raise(&slu_type_error_type, "'%S' is an invalid keyword argument for %N()", name, exception->type);
    else
        slu_raise(&slu_type_error_type, "%N() takes no keyword arguments", exception->type);
    return false;
}

bool slu_exception_take_keywords(slu_value self, const slu_tuple *keywords, const slu_value *values) {
    for (uint32_t i = 0; i < keywords->length; i++)
        if (!take_keyword(self, (slu_str *)slu_object_of(keywords->items[i]), values[i]))
            return false;
    return true;
}

// The fields of its own that the type sets anew whenever it is initialised.
static void forget_fields(slu_exception *exception) {
    static const char *const names[] = {"name", "obj", "path", "msg"};
    slu_dict *dict = kept(exception);
    if (!dict && is_a(exception, &slu_attribute_error_type))
        exception->extra = 0;
    for (uint32_t i = 0; dict && i < 4; i++) {
        slu_str *name = slu_str_from_ascii(names[i], (uint32_t)__builtin_strlen(names[i]));
        if (first_value(exception, name))
            slu_dict_discard(dict, slu_of(name));
    }
}

// An OSError is initialised when it is made; only a class with an `__init__` of its own asks for it later.
static bool is_done(const slu_exception *exception) {
    return is_a(exception, &slu_os_error_type) && slu_find_member(exception->type, SLU_NAME(init)) ==
                                                      slu_find_own_member(&slu_base_exception_type, SLU_NAME(init));
}

static bool take_files(slu_value self) {
    slu_exception *exception = (slu_exception *)slu_object_of(self);
    const slu_tuple *arguments = (slu_tuple *)slu_object_of(exception->arguments);
    if (arguments->length < 3 || arguments->length > 5 || arguments->items[2] == SLU_NONE)
        return true;
    static const char *const names[] = {"filename", "winerror", "filename2"};
    for (uint32_t i = 0; i < arguments->length - 2; i += 2)
        if (!slu_exception_keep(self, slu_str_from_ascii(names[i], (uint32_t)__builtin_strlen(names[i])),
                                arguments->items[i + 2]))
            return false;
    exception->arguments = slu_of(slu_tuple_of(arguments->items, 2));
    slu_barrier(exception, exception->arguments);
    return true;
}

bool slu_os_error_take_files(slu_value self) {
    slu_os_error_any_text = slu_os_error_text_of_arguments;
    slu_exception *exception = (slu_exception *)slu_object_of(self);
    if (is_done(exception))
        return take_files(self);
    exception->arguments = slu_of(slu_empty_tuple);
    return true;
}

bool slu_exception_init(slu_value self, slu_tuple *arguments, slu_dict *keywords) {
    slu_exception *exception = (slu_exception *)slu_object_of(self);
    if (is_done(exception))
        return true;
    uint32_t position = 0;
    const slu_dict_entry *entry;
    if (is_a(exception, &slu_stop_iteration_type)) {
        exception->extra = arguments->length ? arguments->items[0] : SLU_NONE;
        slu_barrier(exception, exception->extra);
    } else if (first_value(exception, name_name)) {
        forget_fields(exception);
    }
    while ((entry = slu_dict_next(keywords, &position)))
        if (!take_keyword(self, (slu_str *)slu_object_of(entry->key), entry->item))
            return false;
    exception->arguments = slu_of(arguments);
    slu_exception_any_text = slu_exception_text_of_arguments;
    slu_unicode_error_show = slu_str_of;
    slu_barrier(exception, exception->arguments);
    if (is_a(exception, &slu_os_error_type)) {
        slu_os_error_any_text = slu_os_error_text_of_arguments;
        return take_files(self);
    }
    return (!slu_syntax_error_init || slu_syntax_error_init(self)) &&
           (!slu_unicode_error_init || slu_unicode_error_init(self));
}

bool slu_exception_init_of_call(slu_value made, const slu_value *arguments, uint32_t count, const slu_tuple *keywords) {
    uint32_t named = keywords ? keywords->length : 0;
    slu_dict *dict = slu_dict_new();
    for (uint32_t i = 0; i < named; i++)
        slu_dict_set(dict, keywords->items[i], arguments[count - named + i]);
    return slu_exception_init(made, slu_tuple_of(arguments, count - named), dict);
}

slu_value slu_exception_with_traceback(slu_value self, slu_value traceback) {
    slu_exception *exception = (slu_exception *)slu_object_of(self);
    if (traceback != SLU_NONE && slu_type_of(traceback) != &slu_traceback_type)
        return slu_raise(&slu_type_error_type, "__traceback__ must be a traceback or None");
    exception->trace = traceback == SLU_NONE ? 0 : traceback;
    slu_barrier(exception, traceback);
    return self;
}

bool slu_exception_add_note(slu_value self, slu_value note) {
    if (!slu_is_str(note))
        return slu_raise(&slu_type_error_type, "note must be a str, not '%T'", note), false;
    slu_value notes = slu_get_attribute_or(self, SLU_NAME(notes), 0);
    if (!notes) {
        if (slu_error)
            return false;
        notes = slu_of(slu_list_new(4));
        if (!slu_set_attribute(self, SLU_NAME(notes), notes))
            return false;
    }
    if (!slu_is(notes, SLU_IS_LIST))
        return slu_raise(&slu_type_error_type, "Cannot add note: __notes__ is not a list"), false;
    return slu_list_append((slu_list *)slu_object_of(notes), note);
}
