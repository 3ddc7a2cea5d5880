// Exceptions: raised by setting `slu_error`, seen by whoever called through the result (see primitive.py).
#pragma once

#include "type.h"

typedef struct slu_trace_entry slu_trace_entry;

// One frame that an exception has passed; the chain runs from the outermost frame inwards.
struct slu_trace_entry {
    const slu_type *type;
    int32_t line;
    const struct slu_place *place;
    slu_value next;
};

// The head of every exception; instances of the program's own exception classes continue with their slots.
typedef struct slu_exception {
    const slu_type *type;
    slu_value arguments; // a tuple
    slu_value cause;     // __cause__ or 0
    slu_value context;   // __context__ or 0
    slu_value trace;     // a slu_trace (a list of entries, innermost first) or 0
    slu_value suppress;  // __suppress_context__: SLU_NOTHING or small 1
    slu_value extra;     // StopIteration.value, OSError fields…: per type
} slu_exception;

// What is known of a function when it appears in a traceback; static, emitted by the compiler.
typedef struct slu_place {
    const char *file;  // as given on the command line
    const char *title; // co_name
    int32_t line;      // where it is defined
} slu_place;

extern slu_value SLU_REGISTER slu_error;   // the pending exception, 0: none
extern slu_value SLU_REGISTER slu_handled; // the exception being handled (for bare `raise` and __context__), 0: none

// The pending exception as an object; there is one. Clang must not see what becomes of a register that is read (it
// would read half of it, see value.h).
SLU_INLINE slu_exception *slu_pending(void) {
    slu_value error = slu_error;
    __asm__("" : "+r"(error));
    return (slu_exception *)slu_object_of(error);
}

// Raises `exception` with a message and returns 0. Formats: %s C string, %S slu_str *, %T name of the type of a
// slu_value, %d int64_t, %c char, %N slu_type *, %%.
slu_value slu_raise(const slu_type *exception, const char *format, ...) SLU_COLD;
// The same with %R repr of a slu_value and %V str() of a slu_value: it carries how everything is shown.
slu_value slu_raise_showing(const slu_type *exception, const char *format, ...) SLU_COLD;
// Raises an instance of `exception` with one argument, a str, or (NULL) none.
slu_value slu_raise_text(const slu_type *exception, slu_str *text) SLU_COLD;

// Raises an instance of `exception` with these arguments (no formatting): KeyError(key), StopIteration(value).
slu_value slu_raise_with(const slu_type *exception, const slu_value *arguments, uint32_t count) SLU_COLD;

// `raise value` and `raise value from cause` (cause 0: none given; None: suppresses). A class is instantiated.
// Sets __context__ from slu_handled. Always returns 0.
slu_value slu_raise_value(slu_value value, slu_value cause) SLU_COLD;

// As slu_raise_value for an exception object that exists; `cause` is 0, None or an exception object.
slu_value slu_raise_made(slu_value exception, slu_value cause) SLU_COLD;

// Bare `raise`: what is being handled is pending again (0); RuntimeError when there is none (1).
slu_value slu_reraise_handled(void) SLU_COLD;

// Makes an exception that was caught pending again, with its traceback: for `finally`. Returns 0.
slu_value slu_reraise(slu_value exception);

slu_value slu_raise_assertion(slu_value message) SLU_COLD; // 0: no message
slu_value slu_handled_get(void);
slu_value slu_handled_exception(void); // None where no exception is handled
void slu_handled_set(slu_value exception);
// What was being handled where the running generator was resumed. The two for code of generators: 0 stands for
// that one, which may be another when the generator goes on than it was when its handler began.
extern slu_value slu_handled_outside;
slu_value slu_handled_get_inside(void);
void slu_handled_set_inside(slu_value exception);
slu_value slu_exception_traceback(slu_value exception); // a traceback object or None
slu_value slu_new_exception_of(slu_value type, const slu_value *arguments, uint32_t count);
slu_value slu_new_exception_text(slu_value type, slu_str *text); // the same of one str, or nothing
void slu_exception_keep_text(slu_value exception, slu_str *text);
void slu_exception_keep_arguments(slu_value exception, slu_tuple *arguments); // BaseException.__init__

// The sources whose lines tracebacks show: laid out by the compiler for scripts.
typedef struct slu_source {
    const char *file;
    const char *text;
    uint32_t size;
} slu_source;
extern const slu_source slu_sources[];
extern const uint32_t slu_source_count;
// What adds such a line to a traceback; scripts set it, filters carry no sources.
struct slu_builder;
extern void (*SLU_REGISTER slu_add_source_line)(struct slu_builder *builder, const char *file, int32_t line);
void slu_add_line_of_source(struct slu_builder *builder, const char *file, int32_t line);
extern const slu_type slu_traceback_type;

// Takes the pending exception (its traceback complete so far) and clears it.
slu_value slu_catch(void);

// On the way out of a function: this frame saw the exception at this line. Never raises.
void slu_trace(const slu_place *place, int32_t line) SLU_COLD;

// except clause: whether the exception matches a class or tuple of classes. -1: TypeError.
int32_t slu_exception_matches(slu_value exception, slu_value classes);
// The same for one known class; never raises.
SLU_INLINE bool slu_is_exception(slu_value value, const slu_type *type) {
    return slu_is(value, SLU_IS_EXCEPTION) && slu_is_subtype(slu_object_of(value)->type, type);
}

// Consumes a pending exception if it is of this type: `if (slu_clear_if(&slu_stop_iteration_type)) …`.
bool slu_clear_if(const slu_type *type);

// The text that Python prints for an uncaught exception, with causes and contexts, without the last newline.
slu_str *slu_format_exception(slu_value exception);

// What an exception came from, its cause or context, in front of its own traceback. Set by whoever gives one to an
// exception, so that other programs do not carry how that is shown.
extern void (*SLU_REGISTER slu_add_origin)(struct slu_builder *builder, slu_value exception, uint32_t depth);
void slu_add_origin_of(struct slu_builder *builder, slu_value exception, uint32_t depth);

// `  File "…", line …, in …`.
void slu_add_entry(struct slu_builder *builder, const slu_trace_entry *entry);

// Drops the outermost frames whose file starts with `prefix`, as long as another frame remains.
void slu_skip_outer_frames(slu_value exception, const char *prefix);

// `str(exception)`; NULL: that raised. No type but the exception's own is asked.
slu_str *slu_exception_message(slu_value exception);

// The text of an exception whose arguments are not just one str. Set when the first such exception is made, so
// that a program that makes none does not carry how everything is shown.
extern slu_value (*SLU_REGISTER slu_exception_any_text)(slu_value exception);
// The same of an OSError with a number, a text and perhaps names of files: set when a program makes an OSError,
// or gives an exception other arguments or attributes.
extern slu_value (*SLU_REGISTER slu_os_error_any_text)(slu_value exception);
slu_str *slu_exception_text(slu_value exception); // str(exception), where its class shows its arguments
slu_value slu_exception_text_of_arguments(slu_value exception);
slu_value slu_os_error_text_of_arguments(slu_value exception);

// How the fields of a UnicodeError are shown that are no strs: set when a program makes one, or sets its fields.
extern slu_str *(*SLU_REGISTER slu_unicode_error_show)(slu_value field);
// Like slu_raise_with, for exceptions that do not show their arguments as others do: they are `extra`, too.
bool slu_raise_plainly(const slu_type *exception, const slu_value *arguments, uint32_t count);

// A new exception object; raises nothing.
slu_value slu_exception_get_attribute(slu_value self, slu_str *name); // 0 without slu_error: none of them
slu_value slu_new_exception(const slu_type *type, const slu_value *arguments, uint32_t count);

// exception_fields.c: attributes beside `args`. What was set, or 0; the same or what a field of the type begins
// with, or 0; set (item 0: delete; false without slu_error: the exception keeps no such attribute).
slu_value slu_exception_kept(slu_value self, slu_str *name);
slu_value slu_exception_field(slu_value self, slu_str *name);
// The NameError that has been raised keeps the name.
void slu_keep_undefined(const char *name);
// OSError(2, "text", "file"): the names of files leave `args`. false: raised.
bool slu_os_error_take_files(slu_value self);
// What `__init__` of a built-in exception does, behind a `__new__` of the program's: set where such makes one.
typedef bool (*slu_exception_init_behind)(slu_value made, const slu_value *arguments, uint32_t count,
                                          const slu_tuple *keywords);
extern slu_exception_init_behind SLU_REGISTER slu_exception_init_behind_new;
bool slu_exception_init_of_call(slu_value made, const slu_value *arguments, uint32_t count, const slu_tuple *keywords);
bool slu_exception_keep(slu_value self, slu_str *name, slu_value item);
bool slu_exception_take_keywords(slu_value self, const slu_tuple *keywords, const slu_value *values);
bool slu_exception_add_note(slu_value self, slu_value note);

// The built-in exception types.
#define SLU_EXCEPTIONS(X)                                                                                     \
    X(base_exception, "BaseException") X(exception, "Exception") X(generator_exit, "GeneratorExit")           \
    X(keyboard_interrupt, "KeyboardInterrupt") X(system_exit, "SystemExit")                                   \
    X(arithmetic_error, "ArithmeticError") X(floating_point_error, "FloatingPointError")                      \
    X(overflow_error, "OverflowError") X(zero_division_error, "ZeroDivisionError")                            \
    X(assertion_error, "AssertionError") X(attribute_error, "AttributeError") X(buffer_error, "BufferError")  \
    X(eof_error, "EOFError") X(import_error, "ImportError") X(module_not_found_error, "ModuleNotFoundError")  \
    X(lookup_error, "LookupError") X(index_error, "IndexError") X(key_error, "KeyError")                      \
    X(memory_error, "MemoryError") X(name_error, "NameError") X(unbound_local_error, "UnboundLocalError")     \
    X(os_error, "OSError") X(connection_error, "ConnectionError") X(timeout_error, "TimeoutError")            \
    X(permission_error, "PermissionError") X(file_not_found_error, "FileNotFoundError")                       \
    X(reference_error, "ReferenceError") X(runtime_error, "RuntimeError")                                     \
    X(not_implemented_error, "NotImplementedError") X(recursion_error, "RecursionError")                      \
    X(stop_iteration, "StopIteration") X(stop_async_iteration, "StopAsyncIteration")                          \
    X(syntax_error, "SyntaxError") X(system_error, "SystemError") X(type_error, "TypeError")                  \
    X(value_error, "ValueError") X(unicode_error, "UnicodeError")                                             \
    X(unicode_decode_error, "UnicodeDecodeError") X(unicode_encode_error, "UnicodeEncodeError")               \
    X(unicode_translate_error, "UnicodeTranslateError") X(warning, "Warning")                                 \
    X(user_warning, "UserWarning") X(deprecation_warning, "DeprecationWarning")                               \
    X(runtime_warning, "RuntimeWarning") X(blocking_io_error, "BlockingIOError")                           \
    X(broken_pipe_error, "BrokenPipeError") X(bytes_warning, "BytesWarning")                               \
    X(child_process_error, "ChildProcessError") X(connection_aborted_error, "ConnectionAbortedError")      \
    X(connection_refused_error, "ConnectionRefusedError")                                                  \
    X(connection_reset_error, "ConnectionResetError") X(encoding_warning, "EncodingWarning")               \
    X(file_exists_error, "FileExistsError") X(future_warning, "FutureWarning")                             \
    X(import_warning, "ImportWarning") X(indentation_error, "IndentationError")                            \
    X(interrupted_error, "InterruptedError") X(is_a_directory_error, "IsADirectoryError")                  \
    X(not_a_directory_error, "NotADirectoryError")                                                         \
    X(pending_deprecation_warning, "PendingDeprecationWarning")                                            \
    X(process_lookup_error, "ProcessLookupError") X(resource_warning, "ResourceWarning")                   \
    X(syntax_warning, "SyntaxWarning") X(tab_error, "TabError") X(unicode_warning, "UnicodeWarning")

#define SLU_DECLARE_EXCEPTION(name, title) extern const slu_type slu_##name##_type;
SLU_EXCEPTIONS(SLU_DECLARE_EXCEPTION)
