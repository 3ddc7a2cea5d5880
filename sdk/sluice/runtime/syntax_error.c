// SyntaxError: its fields are read when it is made, and are its own afterwards, whatever `args` becomes.
#include "exception_type.h"
#include "int.h"
#include "list.h"
#include "object.h"
#include "tuple.h"

SLU_STR_CONSTANT(msg_name, "msg");
SLU_STR_CONSTANT(filename_name, "filename");
SLU_STR_CONSTANT(lineno_name, "lineno");
SLU_STR_CONSTANT(offset_name, "offset");
SLU_STR_CONSTANT(text_name, "text");
SLU_STR_CONSTANT(end_lineno_name, "end_lineno");
SLU_STR_CONSTANT(end_offset_name, "end_offset");
SLU_STR_CONSTANT(print_name, "print_file_and_line");
#define NAMED(id) ((slu_str *)&id##_name_object)

static slu_value field(slu_value self, slu_str *name) { return slu_get_attribute_or(self, name, SLU_NONE); }

static bool set_field(slu_value self, slu_str *name, slu_value item) {
    if (slu_is(self, SLU_IS_INSTANCE))
        return slu_set_attribute_plainly(self, name, item); // the class may have a slot of that name
    return slu_exception_set_attribute(self, name, item);
}

// `details`: (filename, lineno, offset, text[, end_lineno, end_offset]).
static bool keep_details(slu_value self, slu_value details) {
    slu_str *const names[] = {NAMED(filename), NAMED(lineno),     NAMED(offset),
                              NAMED(text),     NAMED(end_lineno), NAMED(end_offset)};
    const slu_tuple *items = slu_tuple_from(details);
    if (!items)
        return false;
    if (items->length < 4 || items->length > 6)
        return slu_raise(&slu_type_error_type, "function takes at %s %d arguments (%d given)",
                         items->length < 4 ? "least" : "most", INT64_C(4) + 2 * (items->length > 4),
                         (int64_t)items->length);
    if (items->length == 5)
        return slu_raise(&slu_type_error_type, "end_offset must be provided when end_lineno is provided");
    for (uint32_t i = 0; i < 6; i++)
        if (!set_field(self, names[i], i < items->length ? items->items[i] : SLU_NONE))
            return false;
    return true;
}

bool slu_syntax_error_init(slu_value self) {
    const slu_exception *exception = (slu_exception *)slu_object_of(self);
    const slu_tuple *arguments = (slu_tuple *)slu_object_of(exception->arguments);
    if (!slu_is_subtype(exception->type, &slu_syntax_error_type) || !arguments->length)
        return true;
    return set_field(self, NAMED(msg), arguments->items[0]) &&
           (arguments->length != 2 || keep_details(self, arguments->items[1]));
}

// None for what a syntax error has, until it is set; 0 for other names and exceptions.
slu_value slu_syntax_error_field(const slu_exception *exception, const slu_str *name) {
    const slu_str *const names[] = {NAMED(msg),  NAMED(filename),   NAMED(lineno),     NAMED(offset),
                                    NAMED(text), NAMED(end_lineno), NAMED(end_offset), print_name};
    for (uint32_t i = 0; i < 8; i++)
        if (slu_is_subtype(exception->type, &slu_syntax_error_type) && slu_str_equal(name, names[i]))
            return SLU_NONE;
    return 0;
}

// "text (file, line 3)", without what is not known; of the file only the last part of its path.
static slu_value str_of_syntax_error(slu_value self) {
    slu_value file = field(self, NAMED(filename)), line = field(self, NAMED(lineno));
    slu_str *text = slu_str_of(field(self, NAMED(msg)));
    bool has_line = slu_is_int(line) && slu_type_of(line) == &slu_int_type;
    if (!text || (!slu_is_str(file) && !has_line))
        return slu_of(text);
    slu_builder builder;
    slu_builder_start(&builder, 64);
    slu_builder_add_str(&builder, text);
    slu_builder_add_ascii(&builder, " (", 2);
    if (slu_is_str(file)) {
        const slu_str *path = (slu_str *)slu_object_of(file);
        uint32_t start = path->size;
        while (start && path->data[start - 1] != '/')
            start--;
        uint32_t rest = path->size - start;
        slu_builder_add(&builder, path->data + start, rest, slu_count_code_points(path->data + start, rest));
        if (has_line)
            slu_builder_add_ascii(&builder, ", ", 2);
    }
    if (has_line) {
        slu_builder_add_ascii(&builder, "line ", 5);
        slu_builder_add_str(&builder, slu_str_of(line));
    }
    slu_builder_add_ascii(&builder, ")", 1);
    return slu_of(slu_builder_finish(&builder));
}

static slu_value construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                           const slu_tuple *keywords) {
    if (keywords && keywords->length)
        return slu_raise(&slu_type_error_type, "%N() takes no keyword arguments", type);
    slu_value made = slu_new_exception(type, arguments, count);
    return slu_syntax_error_init(made) ? made : 0;
}

#define DEFINE(id, title, ...)                                                                              \
    SLU_EXCEPTION_TYPE(id, title, construct, str_of_syntax_error, slu_exception_get_attribute, __VA_ARGS__, \
                       &slu_base_exception_type, &slu_object_type)

DEFINE(syntax_error, "SyntaxError", &slu_exception_type)
DEFINE(indentation_error, "IndentationError", &slu_syntax_error_type, &slu_exception_type)
DEFINE(tab_error, "TabError", &slu_indentation_error_type, &slu_syntax_error_type, &slu_exception_type)
