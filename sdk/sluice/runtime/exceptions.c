// The built-in exception types: their tree, text, attributes, construction.
#include "exception_type.h"
#include "names.h"
#include "object.h"
#include "special.h"

static slu_exception *as_exception(slu_value value) { return (slu_exception *)slu_object_of(value); }
static slu_tuple *arguments_of(slu_value value) {
    return (slu_tuple *)slu_object_of(as_exception(value)->arguments);
}

slu_value slu_exception_text_of_arguments(slu_value self) {
    slu_tuple *arguments = arguments_of(self);
    bool is_key = slu_is_subtype(as_exception(self)->type, &slu_key_error_type);
    if (arguments->length == 1)
        return slu_of(is_key ? slu_repr(arguments->items[0]) : slu_str_of(arguments->items[0]));
    return slu_of(slu_repr(slu_of(arguments)));
}

slu_value slu_exception_str(slu_value self) {
    slu_tuple *arguments = arguments_of(self);
    if (arguments->length == 0)
        return slu_of(slu_empty_str);
    bool is_text = arguments->length == 1 && slu_is_str(arguments->items[0]) &&
                   (slu_object_of(arguments->items[0])->type == &slu_str_type || !slu_exception_any_text);
    return is_text ? arguments->items[0] : slu_exception_any_text(self);
}

slu_str *slu_exception_text(slu_value self) {
    slu_value text = slu_exception_str(self);
    return text ? (slu_str *)slu_object_of(text) : NULL;
}

static bool add_part(slu_builder *builder, const char *before, slu_str *text) {
    slu_builder_add_ascii(builder, before, (uint32_t)__builtin_strlen(before));
    if (text)
        slu_builder_add_str(builder, text);
    return text != NULL;
}

static bool add_file(slu_builder *builder, const char *before, slu_value file) {
    return file == SLU_NONE || add_part(builder, before, slu_repr(file));
}

// "[Errno 2] No such file: 'a' -> 'b'": two arguments are a number and a text, more are names of files.
slu_value slu_os_error_text_of_arguments(slu_value self) {
    static const char *const names[] = {"errno", "strerror", "filename", "filename2"};
    slu_value fields[4];
    for (uint32_t i = 0; i < 4; i++)
        fields[i] = slu_exception_field(self, slu_str_from_ascii(names[i], (uint32_t)__builtin_strlen(names[i])));
    uint32_t count = arguments_of(self)->length;
    if ((count < 2 || count > 5) && fields[2] == SLU_NONE)
        return slu_exception_str(self);
    slu_builder builder;
    slu_builder_start(&builder, 32);
    bool made = add_part(&builder, "[Errno ", slu_str_of(fields[0])) &&
                add_part(&builder, "] ", slu_str_of(fields[1])) && add_file(&builder, ": ", fields[2]) &&
                (fields[2] == SLU_NONE || add_file(&builder, " -> ", fields[3]));
    return made ? slu_of(slu_builder_finish(&builder)) : 0;
}

static slu_value os_error_str(slu_value self) {
    return slu_os_error_any_text ? slu_os_error_any_text(self) : slu_exception_str(self);
}

static slu_value key_error_str(slu_value self) {
    slu_tuple *arguments = arguments_of(self);
    bool is_text = arguments->length == 1 && slu_is_str(arguments->items[0]) &&
                   slu_object_of(arguments->items[0])->type == &slu_str_type;
    return is_text ? slu_of(slu_str_repr((slu_str *)slu_object_of(arguments->items[0]))) : slu_exception_str(self);
}

slu_value slu_exception_repr(slu_value self) {
    slu_tuple *arguments = arguments_of(self);
    slu_builder builder;
    slu_builder_start(&builder, 32);
    slu_builder_add_str(&builder, slu_object_of(self)->type->name);
    if (arguments->length == 1) {
        slu_str *text = slu_repr(arguments->items[0]);
        if (!text)
            return 0;
        slu_builder_add_ascii(&builder, "(", 1);
        slu_builder_add_str(&builder, text);
        slu_builder_add_ascii(&builder, ")", 1);
    } else {
        slu_str *text = slu_repr(slu_of(arguments));
        if (!text)
            return 0;
        slu_builder_add_str(&builder, text);
    }
    return slu_of(slu_builder_finish(&builder));
}

static slu_value construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                           const slu_tuple *keywords) {
    uint32_t positional = count - (keywords ? keywords->length : 0);
    slu_unicode_error_show = slu_str_of;
    slu_value made = slu_new_exception(type, arguments, positional);
    return !keywords || slu_exception_take_keywords(made, keywords, arguments + positional) ? made : 0;
}

// An OSError keeps the names of files beside `args`.
static slu_value construct_os_error(const slu_type *type, const slu_value *arguments, uint32_t count,
                                    const slu_tuple *keywords) {
    slu_os_error_any_text = slu_os_error_text_of_arguments;
    slu_value made = construct(type, arguments, count, keywords);
    return !made || slu_os_error_take_files(made) ? made : 0;
}

static slu_value or_none(slu_value value) { return value ? value : SLU_NONE; }

// SystemExit(1, 2).code is all of it.
static slu_value code_of_exit(slu_value self) {
    slu_tuple *arguments = arguments_of(self);
    return !arguments->length ? SLU_NONE : arguments->length == 1 ? arguments->items[0] : slu_of(arguments);
}

slu_value slu_exception_get_attribute(slu_value self, slu_str *name) {
    slu_exception *exception = as_exception(self);
    if (slu_str_equal(name, SLU_NAME(args)))
        return exception->arguments;
    if (slu_str_equal(name, SLU_NAME(cause)))
        return or_none(exception->cause);
    if (slu_str_equal(name, SLU_NAME(context)))
        return or_none(exception->context);
    if (slu_str_equal(name, SLU_NAME(traceback)))
        return or_none(exception->trace);
    if (slu_str_equal(name, SLU_NAME(suppress_context)))
        return slu_bool(exception->suppress != 0);
    bool has_value = slu_is_subtype(exception->type, &slu_stop_iteration_type);
    if (has_value && slu_str_equal(name, SLU_NAME(value)))
        return or_none(exception->extra);
    if (slu_is_subtype(exception->type, &slu_system_exit_type) && slu_str_equal(name, SLU_NAME(code)))
        return code_of_exit(self);
    return has_value ? 0 : slu_exception_field(self, name);
}

// Attributes of the head; false without slu_error: the name is none of them.
bool slu_exception_set_attribute(slu_value self, slu_str *name, slu_value item) {
    slu_exception *exception = as_exception(self);
    slu_value none_as_nothing = item == SLU_NONE ? 0 : item;
    bool is_cause = slu_str_equal(name, SLU_NAME(cause));
    if (is_cause || slu_str_equal(name, SLU_NAME(context))) {
        slu_add_origin = slu_add_origin_of;
        const char *title = is_cause ? "cause" : "context";
        if (!item)
            return slu_raise(&slu_type_error_type, "__%s__ may not be deleted", title), false;
        if (item != SLU_NONE && !slu_is(item, SLU_IS_EXCEPTION))
            return slu_raise(&slu_type_error_type, "exception %s must be None or derive from BaseException", title),
                   false;
    }
    if (is_cause) {
        exception->cause = none_as_nothing;
        exception->suppress = slu_small(1);
    } else if (slu_str_equal(name, SLU_NAME(context))) {
        exception->context = none_as_nothing;
    } else if (slu_str_equal(name, SLU_NAME(traceback))) {
        exception->trace = none_as_nothing;
    } else if (slu_str_equal(name, SLU_NAME(suppress_context))) {
        int32_t truth = slu_truth(item);
        if (truth < 0)
            return false;
        exception->suppress = truth ? slu_small(1) : 0;
    } else if (slu_str_equal(name, SLU_NAME(args))) {
        slu_tuple *arguments = slu_tuple_from(item);
        if (!arguments)
            return false;
        exception->arguments = item = slu_of(arguments);
        slu_exception_any_text = slu_exception_text_of_arguments;
        slu_unicode_error_show = slu_str_of;
        slu_os_error_any_text = slu_os_error_text_of_arguments;
    } else {
        return slu_exception_keep(self, name, item);
    }
    slu_barrier(exception, item);
    return true;
}

// unicode_error.c, unicode_error_new.c
slu_value slu_unicode_error_str(slu_value self) __attribute__((weak));
slu_value slu_unicode_error_get_attribute(slu_value self, slu_str *name) __attribute__((weak));
slu_value slu_unicode_error_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                                      const slu_tuple *keywords) __attribute__((weak));

const slu_layout slu_exception_layout = {.size = sizeof(slu_exception),
                                         .values = offsetof(slu_exception, arguments),
                                         .value_count = 6};

#define DEFINE_WITH(id, title, str_, ...)                                                                   \
    SLU_EXCEPTION_TYPE(id, title, construct, str_, slu_exception_get_attribute, __VA_ARGS__)
#define DEFINE(id, title, ...) DEFINE_WITH(id, title, slu_exception_str, __VA_ARGS__)

#define DEFINE_OS(id, title, ...)                                                                           \
    SLU_EXCEPTION_TYPE(id, title, construct_os_error, os_error_str, slu_exception_get_attribute, __VA_ARGS__)

#define DEFINE_UNICODE(id, title)                                                                           \
    SLU_EXCEPTION_TYPE(id, title, slu_unicode_error_construct, slu_unicode_error_str,                      \
                       slu_unicode_error_get_attribute, UNICODE)

#define BASE &slu_base_exception_type, &slu_object_type
#define EXCEPTION &slu_exception_type, BASE
#define ARITHMETIC &slu_arithmetic_error_type, EXCEPTION
#define LOOKUP &slu_lookup_error_type, EXCEPTION
#define OS &slu_os_error_type, EXCEPTION
#define CONNECTION &slu_connection_error_type, OS
#define RUNTIME &slu_runtime_error_type, EXCEPTION
#define VALUE &slu_value_error_type, EXCEPTION
#define UNICODE &slu_unicode_error_type, VALUE
#define WARNING &slu_warning_type, EXCEPTION

DEFINE(base_exception, "BaseException", &slu_object_type)
DEFINE(exception, "Exception", BASE)
DEFINE(generator_exit, "GeneratorExit", BASE)
DEFINE(keyboard_interrupt, "KeyboardInterrupt", BASE)
DEFINE(system_exit, "SystemExit", BASE)
DEFINE(arithmetic_error, "ArithmeticError", EXCEPTION)
DEFINE(floating_point_error, "FloatingPointError", ARITHMETIC)
DEFINE(overflow_error, "OverflowError", ARITHMETIC)
DEFINE(zero_division_error, "ZeroDivisionError", ARITHMETIC)
DEFINE(assertion_error, "AssertionError", EXCEPTION)
DEFINE(attribute_error, "AttributeError", EXCEPTION)
DEFINE(buffer_error, "BufferError", EXCEPTION)
DEFINE(eof_error, "EOFError", EXCEPTION)
DEFINE(import_error, "ImportError", EXCEPTION)
DEFINE(module_not_found_error, "ModuleNotFoundError", &slu_import_error_type, EXCEPTION)
DEFINE(lookup_error, "LookupError", EXCEPTION)
DEFINE(index_error, "IndexError", LOOKUP)
DEFINE_WITH(key_error, "KeyError", key_error_str, LOOKUP)
DEFINE(memory_error, "MemoryError", EXCEPTION)
DEFINE(name_error, "NameError", EXCEPTION)
DEFINE(unbound_local_error, "UnboundLocalError", &slu_name_error_type, EXCEPTION)
DEFINE_OS(os_error, "OSError", EXCEPTION)
DEFINE_OS(connection_error, "ConnectionError", OS)
DEFINE_OS(blocking_io_error, "BlockingIOError", OS)
DEFINE_OS(broken_pipe_error, "BrokenPipeError", CONNECTION)
DEFINE_OS(child_process_error, "ChildProcessError", OS)
DEFINE_OS(connection_aborted_error, "ConnectionAbortedError", CONNECTION)
DEFINE_OS(connection_refused_error, "ConnectionRefusedError", CONNECTION)
DEFINE_OS(connection_reset_error, "ConnectionResetError", CONNECTION)
DEFINE_OS(file_exists_error, "FileExistsError", OS)
DEFINE_OS(interrupted_error, "InterruptedError", OS)
DEFINE_OS(is_a_directory_error, "IsADirectoryError", OS)
DEFINE_OS(not_a_directory_error, "NotADirectoryError", OS)
DEFINE_OS(process_lookup_error, "ProcessLookupError", OS)
DEFINE_OS(timeout_error, "TimeoutError", OS)
DEFINE_OS(permission_error, "PermissionError", OS)
DEFINE_OS(file_not_found_error, "FileNotFoundError", OS)
DEFINE(reference_error, "ReferenceError", EXCEPTION)
DEFINE(runtime_error, "RuntimeError", EXCEPTION)
DEFINE(not_implemented_error, "NotImplementedError", RUNTIME)
DEFINE(recursion_error, "RecursionError", RUNTIME)
DEFINE(stop_iteration, "StopIteration", EXCEPTION)
DEFINE(stop_async_iteration, "StopAsyncIteration", EXCEPTION)
DEFINE(system_error, "SystemError", EXCEPTION)
DEFINE(type_error, "TypeError", EXCEPTION)
DEFINE(value_error, "ValueError", EXCEPTION)
DEFINE(unicode_error, "UnicodeError", VALUE)
DEFINE_UNICODE(unicode_decode_error, "UnicodeDecodeError")
DEFINE_UNICODE(unicode_encode_error, "UnicodeEncodeError")
DEFINE_UNICODE(unicode_translate_error, "UnicodeTranslateError")
DEFINE(warning, "Warning", EXCEPTION)
DEFINE(user_warning, "UserWarning", WARNING)
DEFINE(deprecation_warning, "DeprecationWarning", WARNING)
DEFINE(runtime_warning, "RuntimeWarning", WARNING)
DEFINE(bytes_warning, "BytesWarning", WARNING)
DEFINE(encoding_warning, "EncodingWarning", WARNING)
DEFINE(future_warning, "FutureWarning", WARNING)
DEFINE(import_warning, "ImportWarning", WARNING)
DEFINE(pending_deprecation_warning, "PendingDeprecationWarning", WARNING)
DEFINE(resource_warning, "ResourceWarning", WARNING)
DEFINE(syntax_warning, "SyntaxWarning", WARNING)
DEFINE(unicode_warning, "UnicodeWarning", WARNING)
