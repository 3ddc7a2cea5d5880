// What C functions are in CPython: functions with types of their own. One that is bound to an object is such a
// function, too: it has captured the function of its type and the object.
#include "function.h"

#include "names.h"
#include "object.h"

static slu_function *as_function(slu_value value) { return (slu_function *)slu_object_of(value); }

static slu_value call_bound(slu_function *self, const slu_value *arguments, uint32_t count,
                            const slu_tuple *keywords) {
    slu_value all[count + 1];
    all[0] = self->captured[1];
    for (uint32_t i = 0; i < count; i++)
        all[i + 1] = arguments[i];
    slu_function *function = as_function(self->captured[0]);
    return function->entry(function, all, count + 1, keywords);
}

static bool is_bound(const slu_function *function) { return function->entry == call_bound; }

slu_value slu_bind_builtin(slu_function *function, slu_value receiver) {
    slu_value captured[] = {slu_of(function), receiver};
    slu_value bound = slu_function_new(call_bound, function->info, captured, 2);
    slu_object_of(bound)->type = function->type == &slu_wrapper_type ? &slu_method_wrapper_type : &slu_builtin_type;
    return bound;
}

// `dict.fromkeys`: bound to its class all the time.
static bool is_of_class(const slu_function *function) {
    const slu_function_info *info = function->info;
    return function->type == &slu_builtin_type && info->qualified_name->size > info->name->size;
}

// `append of list object at 0x…`
static void add_receiver(slu_builder *builder, const slu_function *function) {
    slu_value receiver = is_bound(function) ? function->captured[1] : slu_of(function);
    slu_builder_add_ascii(builder, " of ", 4);
    slu_builder_add_str(builder, is_bound(function) ? slu_type_of(receiver)->name : slu_type_type.name);
    slu_builder_add_ascii(builder, " object", 7);
    slu_builder_add_address(builder, receiver);
}

// `list` of `list.append`
static void add_owner(slu_builder *builder, const slu_function_info *info) {
    slu_builder_add_ascii(builder, info->qualified_name->data, info->qualified_name->size - info->name->size - 1);
}

static slu_value repr(slu_value self) {
    slu_function *function = as_function(self);
    const slu_type *type = function->type;
    bool quoted = type != &slu_builtin_type;
    const char *kind = type == &slu_wrapper_type          ? "<slot wrapper '"
                       : type == &slu_method_type         ? "<method '"
                       : type == &slu_method_wrapper_type ? "<method-wrapper '"
                       : is_bound(function)               ? "<built-in method "
                       : is_of_class(function)            ? "<built-in method "
                                                          : "<built-in function ";
    slu_builder builder;
    slu_builder_start(&builder, 48);
    slu_builder_add_ascii(&builder, kind, (uint32_t)strlen(kind));
    slu_builder_add_str(&builder, function->info->name);
    slu_builder_add_ascii(&builder, "'", quoted);
    if (is_bound(function) || is_of_class(function)) {
        add_receiver(&builder, function);
    } else if (quoted) {
        slu_builder_add_ascii(&builder, " of '", 5);
        add_owner(&builder, function->info);
        slu_builder_add_ascii(&builder, "' objects", 9);
    }
    slu_builder_add_ascii(&builder, ">", 1);
    return slu_of(slu_builder_finish(&builder));
}

// `__qualname__`: through which class a C function was found; that of an operation names the one that has it.
static slu_str *qualified_name(const slu_function *function) {
    const slu_function_info *info = function->info;
    bool known = info->qualified_name->size > info->name->size;
    if (!is_bound(function) || (known && function->type == &slu_method_wrapper_type))
        return info->qualified_name;
    slu_value receiver = function->captured[1];
    bool is_class = slu_is(receiver, SLU_IS_TYPE);
    const slu_type *type = is_class ? (const slu_type *)slu_object_of(receiver) : slu_type_of(receiver);
    slu_builder builder;
    slu_builder_start(&builder, 32);
    slu_builder_add_str(&builder, type->qualified_name ? type->qualified_name : type->name);
    slu_builder_add_ascii(&builder, ".", 1);
    slu_builder_add_str(&builder, info->name);
    return slu_builder_finish(&builder);
}

static slu_value get_attribute(slu_value self, slu_str *name) {
    const slu_function *function = as_function(self);
    if (is_bound(function) && slu_str_equal(name, SLU_NAME(self)))
        return function->captured[1];
    if (slu_str_equal(name, SLU_NAME(qualname)))
        return slu_of(qualified_name(function));
    if (slu_str_equal(name, SLU_NAME(dict)))
        return 0;
    bool of_object = is_bound(function) || is_of_class(function);
    if (slu_str_equal(name, SLU_NAME(module)) && (of_object || function->type != &slu_builtin_type))
        return function->type == &slu_builtin_type ? SLU_NONE : 0;
    return slu_function_attribute(self, name);
}

static slu_value compare(slu_value left, slu_value right, slu_comparison operator_) {
    if (slu_type_of(left) != slu_type_of(right) || (operator_ != SLU_EQUAL && operator_ != SLU_NOT_EQUAL))
        return SLU_NOT_IMPLEMENTED;
    const slu_function *first = as_function(left), *second = as_function(right);
    bool bound = is_bound(first) && is_bound(second);
    bool same = first == second || (bound && first->captured[0] == second->captured[0] &&
                                    first->captured[1] == second->captured[1]);
    return slu_bool(same == (operator_ == SLU_EQUAL));
}

static int64_t hash(slu_value self) {
    slu_function *function = as_function(self);
    return slu_identity_of(is_bound(function) ? as_function(function->captured[0]) : function);
}

#define BUILT_IN_TYPE(identifier, text)                                                                               \
    SLU_STR_CONSTANT(identifier##_name, text);                                                                        \
    static const slu_type *const identifier##_mro[] = {&identifier, &slu_object_type};                                \
    const slu_type identifier = {.type = &slu_type_type,                                                              \
                                 .name = (slu_str *)&identifier##_name_object,                                        \
                                 .flags = SLU_IS_FUNCTION | SLU_NO_SUBCLASS,                                          \
                                 .mro_count = 2,                                                                      \
                                 .mro = identifier##_mro,                                                             \
                                 .layout = &slu_function_layout,                                                      \
                                 .repr = repr,                                                                        \
                                 .compare = compare,                                                                  \
                                 .hash = hash,                                                                        \
                                 .call = slu_function_call,                                                           \
                                 .get_attribute = get_attribute}
BUILT_IN_TYPE(slu_builtin_type, "builtin_function_or_method");
BUILT_IN_TYPE(slu_method_type, "method_descriptor");
BUILT_IN_TYPE(slu_wrapper_type, "wrapper_descriptor");
BUILT_IN_TYPE(slu_method_wrapper_type, "method-wrapper");
