// Functions and bound methods as objects.
#include "function.h"

#include "names.h"
#include "object.h"
#include "special.h"

slu_value slu_function_new(slu_entry entry, const slu_function_info *info, const slu_value *captured,
                           uint32_t count) {
    slu_function *made =
        slu_allocate(&slu_function_type, (uint32_t)(sizeof(slu_function) + count * sizeof(slu_value)));
    made->identity = 0;
    made->entry = entry;
    made->info = info;
    made->count = count;
    made->attributes = 0;
    for (uint32_t i = 0; i < count; i++)
        made->captured[i] = captured[i];
    return slu_of(made);
}

slu_value slu_bound_method_new(slu_value function, slu_value receiver) {
    if (slu_is(function, SLU_IS_FUNCTION) && slu_type_of(function) != &slu_function_type)
        return slu_bind_builtin((slu_function *)slu_object_of(function), receiver);
    slu_bound_method *made = slu_allocate(&slu_bound_method_type, sizeof(slu_bound_method));
    made->function = function;
    made->receiver = receiver;
    return slu_of(made);
}

slu_str *(*SLU_REGISTER slu_stored_title)(const slu_function *function, slu_str *name);

slu_str *slu_function_title(const slu_function *function) {
    slu_str *stored = slu_stored_title ? slu_stored_title(function, SLU_NAME(qualname)) : NULL;
    return stored ? stored : function->info->qualified_name;
}

slu_value slu_function_call(slu_value self, const slu_value *arguments, uint32_t count,
                               const slu_tuple *keywords) {
    slu_function *function = (slu_function *)slu_object_of(self);
    return function->entry(function, arguments, count, keywords);
}

static slu_value function_repr(slu_value self) {
    slu_function *function = (slu_function *)slu_object_of(self);
    slu_builder builder;
    slu_builder_start(&builder, 32);
    slu_builder_add_ascii(&builder, "<function ", 10);
    slu_builder_add_str(&builder, slu_function_title(function));
    slu_builder_add_address(&builder, self);
    slu_builder_add_ascii(&builder, ">", 1);
    return slu_of(slu_builder_finish(&builder));
}

slu_value slu_function_attribute(slu_value self, slu_str *name) {
    slu_function *function = (slu_function *)slu_object_of(self);
    if (function->attributes) {
        slu_value item = slu_dict_find_str((slu_dict *)slu_object_of(function->attributes), name);
        if (item)
            return item;
    }
    if (slu_str_equal(name, SLU_NAME(name)))
        return slu_of(function->info->name);
    if (slu_str_equal(name, SLU_NAME(qualname)))
        return slu_of(function->info->qualified_name);
    if (slu_str_equal(name, SLU_NAME(module)))
        return slu_of(function->info->module);
    if (slu_str_equal(name, SLU_NAME(doc)))
        return function->info->doc ? slu_of(function->info->doc) : SLU_NONE;
    if (slu_str_equal(name, SLU_NAME(dict))) {
        if (!function->attributes) {
            function->attributes = slu_of(slu_dict_new());
            slu_barrier(function, function->attributes);
        }
        return function->attributes;
    }
    return 0;
}

static bool set_function_attribute(slu_value self, slu_str *name, slu_value item) {
    slu_function *function = (slu_function *)slu_object_of(self);
    if (!function->attributes) {
        function->attributes = slu_of(slu_dict_new());
        slu_barrier(function, function->attributes);
    }
    slu_dict *dict = (slu_dict *)slu_object_of(function->attributes);
    if (item)
        return slu_dict_set(dict, slu_of(name), item);
    return slu_dict_discard(dict, slu_of(name)) > 0;
}

static int64_t function_hash(slu_value self) {
    return slu_identity_of(slu_object_of(self));
}

const slu_layout slu_function_layout = {.size = sizeof(slu_function),
                                           .counted = offsetof(slu_function, count),
                                           .unit = sizeof(slu_value),
                                           .items_are_values = 1,
                                           .values = offsetof(slu_function, attributes),
                                           .value_count = 1};
SLU_STR_CONSTANT(function_name, "function");
static const slu_type *const function_mro[] = {&slu_function_type, &slu_object_type};
const slu_type slu_function_type = {.type = &slu_type_type,
                                    .name = (slu_str *)&function_name_object,
                                    .flags = SLU_IS_FUNCTION | SLU_NO_SUBCLASS,
                                    .mro_count = 2,
                                    .mro = function_mro,
                                    .layout = &slu_function_layout,
                                    .repr = function_repr,
                                    .hash = function_hash,
                                    .call = slu_function_call,
                                    .get_attribute = slu_function_attribute,
                                    .set_attribute = set_function_attribute};

// --- bound methods --------------------------------------------------------------------------------------------

static slu_value call_bound(slu_value self, const slu_value *arguments, uint32_t count,
                            const slu_tuple *keywords) {
    slu_bound_method *method = (slu_bound_method *)slu_object_of(self);
    slu_value all[count + 1];
    all[0] = method->receiver;
    for (uint32_t i = 0; i < count; i++)
        all[i + 1] = arguments[i];
    return slu_call(method->function, all, count + 1, keywords);
}

static slu_value bound_repr(slu_value self) {
    slu_bound_method *method = (slu_bound_method *)slu_object_of(self);
    slu_str *receiver = slu_repr(method->receiver);
    if (!receiver)
        return 0;
    slu_builder builder;
    slu_builder_start(&builder, 32);
    slu_builder_add_ascii(&builder, "<bound method ", 14);
    bool is_function = slu_is(method->function, SLU_IS_FUNCTION);
    if (is_function)
        slu_builder_add_str(&builder, slu_function_title((slu_function *)slu_object_of(method->function)));
    else
        slu_builder_add_ascii(&builder, "?", 1);
    slu_builder_add_ascii(&builder, " of ", 4);
    slu_builder_add_str(&builder, receiver);
    slu_builder_add_ascii(&builder, ">", 1);
    return slu_of(slu_builder_finish(&builder));
}

static slu_value bound_attribute(slu_value self, slu_str *name) {
    slu_bound_method *method = (slu_bound_method *)slu_object_of(self);
    if (slu_str_equal(name, SLU_NAME(self)))
        return method->receiver;
    if (slu_str_equal(name, SLU_NAME(func)))
        return method->function;
    return slu_find_attribute(method->function, name);
}

static slu_value bound_compare(slu_value left, slu_value right, slu_comparison operator_) {
    if (slu_type_of(right) != &slu_bound_method_type || (operator_ != SLU_EQUAL && operator_ != SLU_NOT_EQUAL))
        return SLU_NOT_IMPLEMENTED;
    slu_bound_method *first = (slu_bound_method *)slu_object_of(left);
    slu_bound_method *second = (slu_bound_method *)slu_object_of(right);
    bool same = first->function == second->function && first->receiver == second->receiver;
    return slu_bool(same == (operator_ == SLU_EQUAL));
}

static int64_t bound_hash(slu_value self) {
    return slu_hash(((slu_bound_method *)slu_object_of(self))->function);
}

static const slu_layout bound_layout = {.size = sizeof(slu_bound_method),
                                        .values = offsetof(slu_bound_method, function),
                                        .value_count = 2};
SLU_STR_CONSTANT(bound_name, "method");
static const slu_type *const bound_mro[] = {&slu_bound_method_type, &slu_object_type};
const slu_type slu_bound_method_type = {.type = &slu_type_type,
                                        .name = (slu_str *)&bound_name_object,
                                        .mro_count = 2,
                                        .mro = bound_mro,
                                        .layout = &bound_layout,
                                        .repr = bound_repr,
                                        .compare = bound_compare,
                                        .hash = bound_hash,
                                        .call = call_bound,
                                        .get_attribute = bound_attribute};
