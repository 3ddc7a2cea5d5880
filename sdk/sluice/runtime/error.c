// Raising, catching, tracebacks. Everything here is off the fast path.
#include "error.h"

#include <stdarg.h>

#include "int.h"
#include "names.h"
#include "object.h"

slu_value SLU_REGISTER slu_error;
slu_value SLU_REGISTER slu_handled;

static const slu_layout entry_layout = {
    .size = sizeof(slu_trace_entry), .values = offsetof(slu_trace_entry, next), .value_count = 1};
SLU_STR_CONSTANT(traceback_name, "traceback");
static const slu_type *const entry_mro[] = {&slu_traceback_type, &slu_object_type};
const slu_type slu_traceback_type = {.type = &slu_type_type,
                                     .name = (slu_str *)&traceback_name_object,
                                     .mro_count = 2,
                                     .mro = entry_mro,
                                     .layout = &entry_layout};

static slu_exception *as_exception(slu_value value) { return (slu_exception *)slu_object_of(value); }

static void set_context(slu_exception *raised) {
    if (!slu_handled || slu_handled == slu_of(raised))
        return;
    // A context chain that leads back here is cut, as CPython does.
    // A chain that runs in a circle elsewhere is left alone: a second walker at half the speed notices.
    slu_exception *inner = as_exception(slu_handled), *slow = inner;
    for (bool step = false; inner->context; step = !step) {
        if (inner->context == slu_of(raised)) {
            inner->context = 0;
            break;
        }
        inner = as_exception(inner->context);
        if (step)
            slow = as_exception(slow->context);
        if (inner == slow)
            break;
    }
    raised->context = slu_handled;
    slu_barrier(raised, slu_handled);
}

slu_value (*SLU_REGISTER slu_exception_any_text)(slu_value exception);
slu_value (*SLU_REGISTER slu_os_error_any_text)(slu_value exception);
slu_str *(*SLU_REGISTER slu_unicode_error_show)(slu_value field);
slu_exception_init_behind SLU_REGISTER slu_exception_init_behind_new;

static slu_value new_exception(const slu_type *type, const slu_value *arguments, uint32_t count) {
    uint32_t size = type->layout->size;
    slu_exception *made = slu_allocate(type, size);
    memset((char *)made + sizeof(slu_object), 0, size - sizeof(slu_object));
    made->arguments = slu_of(slu_tuple_of(arguments, count));
    return slu_of(made);
}

slu_value slu_new_exception(const slu_type *type, const slu_value *arguments, uint32_t count) {
    slu_exception_any_text = slu_exception_text_of_arguments;
    slu_value made = new_exception(type, arguments, count);
    if (count && slu_is_subtype(type, &slu_stop_iteration_type))
        as_exception(made)->extra = arguments[0];
    return made;
}

slu_value slu_new_exception_of(slu_value type, const slu_value *arguments, uint32_t count) {
    return slu_new_exception((const slu_type *)slu_object_of(type), arguments, count);
}

slu_value slu_new_exception_text(slu_value type, slu_str *text) {
    slu_value argument = slu_of(text);
    slu_value made = new_exception((const slu_type *)slu_object_of(type), &argument, text ? 1 : 0);
    if (text && slu_is_subtype((const slu_type *)slu_object_of(type), &slu_stop_iteration_type))
        as_exception(made)->extra = argument;
    return made;
}

void slu_exception_keep_text(slu_value exception, slu_str *text) {
    slu_value argument = slu_of(text);
    slu_tuple *arguments = slu_tuple_of(&argument, 1);
    as_exception(exception)->arguments = slu_of(arguments);
    slu_barrier(as_exception(exception), slu_of(arguments));
}

void slu_exception_keep_arguments(slu_value exception, slu_tuple *arguments) {
    slu_exception_any_text = slu_exception_text_of_arguments;
    as_exception(exception)->arguments = slu_of(arguments);
    slu_barrier(as_exception(exception), slu_of(arguments));
}

static slu_value make_pending(slu_value raised) {
    set_context(as_exception(raised));
    slu_error = raised;
    return 0;
}

slu_value slu_raise_with(const slu_type *exception, const slu_value *arguments, uint32_t count) {
    return make_pending(slu_new_exception(exception, arguments, count));
}

bool slu_raise_plainly(const slu_type *exception, const slu_value *arguments, uint32_t count) {
    slu_value made = new_exception(exception, arguments, count);
    as_exception(made)->extra = as_exception(made)->arguments;
    return make_pending(made);
}

slu_value slu_raise_text(const slu_type *exception, slu_str *text) {
    slu_value argument = slu_of(text);
    return make_pending(new_exception(exception, &argument, text ? 1 : 0));
}

typedef slu_str *(*show_value)(char conversion, slu_value value);

static slu_str *show_any(char conversion, slu_value value) {
    return conversion == 'R' ? slu_repr(value) : slu_str_of(value);
}

// Adds the text of one conversion; false: making the text raised.
static bool add_converted(slu_builder *builder, char conversion, va_list *arguments, show_value show) {
    slu_str *text = NULL;
    switch (conversion) {
    case 's':
        slu_builder_add_text(builder, va_arg(*arguments, const char *));
        return true;
    case 'd':
        text = slu_int64_to_str(va_arg(*arguments, int64_t));
        break;
    case 'c': {
        char letter = (char)va_arg(*arguments, int);
        slu_builder_add_ascii(builder, &letter, 1);
        return true;
    }
    case 'S':
        text = va_arg(*arguments, slu_str *);
        break;
    case 'T':
        text = slu_type_of(va_arg(*arguments, slu_value))->name;
        break;
    case 'N':
        text = va_arg(*arguments, const slu_type *)->name;
        break;
    case 'R':
    case 'V':
        text = show(conversion, va_arg(*arguments, slu_value));
        break;
    default:
        slu_builder_add_ascii(builder, &conversion, 1);
        return true;
    }
    if (!text)
        return false;
    slu_builder_add_str(builder, text);
    return true;
}

static slu_value raise_formatted(const slu_type *exception, const char *format, va_list *arguments, show_value show) {
    slu_builder builder;
    slu_builder_start(&builder, 64);
    bool converted = true;
    while (*format && converted) {
        const char *end = format;
        while (*end && *end != '%')
            end++;
        slu_builder_add_ascii(&builder, format, (uint32_t)(end - format));
        format = end;
        if (*format == '%') {
            converted = add_converted(&builder, format[1], arguments, show);
            format += 2;
        }
    }
    if (!converted)
        return 0; // the exception of the conversion is pending instead
    slu_str *text = slu_builder_finish(&builder);
    slu_value message = slu_of(text);
    return make_pending(new_exception(exception, &message, text && text->size ? 1 : 0));
}

slu_value slu_raise(const slu_type *exception, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_formatted(exception, format, &arguments, NULL);
    va_end(arguments);
    return 0;
}

slu_value slu_raise_showing(const slu_type *exception, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    raise_formatted(exception, format, &arguments, show_any);
    va_end(arguments);
    return 0;
}

// `raise KeyError` is `raise KeyError()`.
static slu_value made_of(slu_value class) {
    const slu_type *type = (const slu_type *)slu_object_of(class);
    return type->construct(type, NULL, 0, NULL);
}

static void keep_cause(slu_exception *raised, slu_value cause) {
    slu_add_origin = slu_add_origin_of;
    raised->cause = cause == SLU_NONE ? 0 : cause;
    raised->suppress = slu_small(1);
    slu_barrier(raised, raised->cause);
}

slu_value slu_raise_value(slu_value value, slu_value cause) {
    if (slu_is(value, SLU_IS_TYPE) && slu_is_subtype((slu_type *)slu_object_of(value), &slu_base_exception_type)) {
        value = made_of(value);
        if (!value)
            return 0;
    }
    if (!slu_is(value, SLU_IS_EXCEPTION))
        return slu_raise(&slu_type_error_type, "exceptions must derive from BaseException");
    slu_exception *raised = as_exception(value);
    if (cause) {
        if (slu_is(cause, SLU_IS_TYPE) &&
            slu_is_subtype((slu_type *)slu_object_of(cause), &slu_base_exception_type)) {
            cause = made_of(cause);
            if (!cause)
                return 0;
        }
        if (cause != SLU_NONE && !slu_is(cause, SLU_IS_EXCEPTION))
            return slu_raise(&slu_type_error_type, "exception causes must derive from BaseException");
        keep_cause(raised, cause);
    }
    set_context(raised);
    slu_error = value;
    return 0;
}

// The same for an exception object that exists, `cause` 0, None or an exception object: calls nothing.
slu_value slu_raise_made(slu_value exception, slu_value cause) {
    slu_exception *raised = as_exception(exception);
    if (cause) {
        keep_cause(raised, cause);
    }
    set_context(raised);
    slu_error = exception;
    return 0;
}

// Bare `raise`: what is being handled is pending again and 0 comes back; 1: there is none (RuntimeError).
slu_value slu_reraise_handled(void) {
    if (slu_handled) {
        slu_error = slu_handled;
        return 0;
    }
    slu_raise(&slu_runtime_error_type, "No active exception to reraise");
    return 1;
}

slu_value slu_reraise(slu_value exception) {
    slu_error = exception;
    return 0;
}

slu_value slu_raise_assertion(slu_value message) {
    return slu_raise_with(&slu_assertion_error_type, &message, message ? 1 : 0);
}

slu_value slu_catch(void) {
    slu_value caught = slu_error;
    slu_error = 0;
    return caught;
}

slu_value slu_handled_get(void) { return slu_handled; }
slu_value slu_handled_exception(void) { return slu_handled ? slu_handled : SLU_NONE; }
slu_value slu_handled_outside;
slu_value slu_handled_get_inside(void) { return slu_handled == slu_handled_outside ? 0 : slu_handled; }

void slu_trace(const slu_place *place, int32_t line) {
    slu_exception *passing = as_exception(slu_error);
    slu_trace_entry *entry = slu_allocate(&slu_traceback_type, sizeof(slu_trace_entry));
    entry->line = line;
    entry->place = place;
    entry->next = passing->trace;
    passing->trace = slu_of(entry);
    slu_barrier(passing, passing->trace);
}

slu_value slu_exception_traceback(slu_value exception) {
    slu_value trace = as_exception(exception)->trace;
    return trace ? trace : SLU_NONE;
}

static int32_t matches_one(slu_value exception, slu_value class) {
    if (slu_is(class, SLU_IS_TYPE) &&
        slu_is_subtype((slu_type *)slu_object_of(class), &slu_base_exception_type))
        return slu_is_subtype(slu_object_of(exception)->type, (slu_type *)slu_object_of(class));
    slu_raise(&slu_type_error_type,
              "catching classes that do not inherit from BaseException is not allowed");
    return -1;
}

int32_t slu_exception_matches(slu_value exception, slu_value classes) {
    if (!slu_is(classes, SLU_IS_TUPLE))
        return matches_one(exception, classes);
    slu_tuple *tuple = (slu_tuple *)slu_object_of(classes);
    int32_t matches = 0;
    for (uint32_t i = 0; i < tuple->length; i++) {
        int32_t one = matches_one(exception, tuple->items[i]);
        if (one < 0)
            return -1;
        matches |= one;
    }
    return matches;
}

bool slu_clear_if(const slu_type *type) {
    if (!slu_error || !slu_is_subtype(slu_pending()->type, type))
        return false;
    slu_error = 0;
    return true;
}

// --- the text of an uncaught exception ------------------------------------------------------------------------

slu_str *slu_exception_message(slu_value exception) {
    const slu_type *type = slu_object_of(exception)->type;
    if (!type->str && type->native)
        type = type->native;
    slu_value text = type->str ? type->str(exception) : slu_of(slu_empty_str);
    return slu_is_str(text) ? (slu_str *)slu_object_of(text) : NULL;
}

// `module.Name: message`; modules that Python leaves out are left out.
static void add_headline(slu_builder *builder, slu_value exception) {
    const slu_type *type = slu_object_of(exception)->type;
    if (type->flags & SLU_IS_INSTANCE && type->module) {
        SLU_STR_CONSTANT(main_name, "__main__");
        if (!slu_str_equal(type->module, main_name)) {
            slu_builder_add_str(builder, type->module);
            slu_builder_add_text(builder, ".");
        }
    }
    slu_builder_add_str(builder, type->qualified_name ? type->qualified_name : type->name);
    slu_str *text = slu_exception_message(exception);
    if (!text) {
        slu_error = 0;
        slu_builder_add_text(builder, ": <exception str() failed>");
    } else if (text->size) {
        slu_builder_add_text(builder, ": ");
        slu_builder_add_str(builder, text);
    }
}

void (*SLU_REGISTER slu_add_source_line)(slu_builder *builder, const char *file, int32_t line);

void slu_add_line_of_source(slu_builder *builder, const char *file, int32_t line) {
    for (uint32_t i = 0; i < slu_source_count; i++) {
        const slu_source *source = &slu_sources[i];
        uint32_t at = 0;
        while (file[at] && file[at] == source->file[at])
            at++;
        if (file[at] != source->file[at])
            continue;
        const char *text = source->text, *end = text + source->size;
        for (int32_t number = 1; number < line && text < end; text++)
            number += *text == '\n';
        const char *stop = text;
        while (stop < end && *stop != '\n' && *stop != '\r')
            stop++;
        while (text < stop && (*text == ' ' || *text == '\t' || *text == '\f'))
            text++;
        while (stop > text && (stop[-1] == ' ' || stop[-1] == '\t'))
            stop--;
        if (text == stop)
            return;
        slu_builder_add_text(builder, "    ");
        uint32_t size = (uint32_t)(stop - text);
        slu_builder_add(builder, text, size, slu_count_code_points(text, size));
        slu_builder_add_text(builder, "\n");
        return;
    }
}

void slu_add_entry(slu_builder *builder, const slu_trace_entry *entry) {
    slu_builder_add_text(builder, "  File \"");
    slu_builder_add_text(builder, entry->place->file);
    slu_builder_add_text(builder, "\", line ");
    slu_builder_add_str(builder, slu_int64_to_str(entry->line));
    slu_builder_add_text(builder, ", in ");
    slu_builder_add_text(builder, entry->place->title);
    slu_builder_add_text(builder, "\n");
    if (slu_add_source_line)
        slu_add_source_line(builder, entry->place->file, entry->line);
}

void slu_skip_outer_frames(slu_value exception, const char *prefix) {
    slu_exception *shown = as_exception(exception);
    size_t size = strlen(prefix);
    while (shown->trace) {
        slu_trace_entry *entry = (slu_trace_entry *)slu_object_of(shown->trace);
        size_t same = 0;
        while (same < size && entry->place->file[same] == prefix[same])
            same++;
        if (same < size || !entry->next)
            return;
        shown->trace = entry->next;
    }
}

// Defined where frames may come many times (trace.c): only what is linked for another reason counts.
extern void slu_add_repeating_trace(slu_builder *builder, slu_value trace) __attribute__((weak));

static void add_trace(slu_builder *builder, slu_value trace) {
    if (slu_add_repeating_trace) {
        slu_add_repeating_trace(builder, trace);
        return;
    }
    for (const slu_trace_entry *entry; trace; trace = entry->next)
        slu_add_entry(builder, entry = (const slu_trace_entry *)slu_object_of(trace));
}

void (*SLU_REGISTER slu_add_origin)(slu_builder *builder, slu_value exception, uint32_t depth);

// Without the newline at the end.
static void add_exception(slu_builder *builder, slu_value exception, uint32_t depth) {
    slu_exception *shown = as_exception(exception);
    if (slu_add_origin && depth < 100)
        slu_add_origin(builder, exception, depth);
    if (shown->trace) {
        slu_builder_add_text(builder, "Traceback (most recent call last):\n");
        add_trace(builder, shown->trace);
    }
    add_headline(builder, exception);
}

void slu_add_origin_of(slu_builder *builder, slu_value exception, uint32_t depth) {
    slu_exception *shown = as_exception(exception);
    if (shown->cause) {
        add_exception(builder, shown->cause, depth + 1);
        slu_builder_add_text(builder,
                             "\n\nThe above exception was the direct cause of the following exception:\n\n");
    } else if (shown->context && !shown->suppress) {
        add_exception(builder, shown->context, depth + 1);
        slu_builder_add_text(builder,
                             "\n\nDuring handling of the above exception, another exception occurred:\n\n");
    }
}

slu_str *slu_format_exception(slu_value exception) {
    slu_builder builder;
    slu_builder_start(&builder, 512);
    add_exception(&builder, exception, 0);
    return slu_builder_finish(&builder);
}
