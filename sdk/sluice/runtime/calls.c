// Calls of anything callable.
#include "names.h"
#include "object.h"
#include "special.h"

int32_t SLU_REGISTER slu_depth;

static slu_value not_callable(slu_value callee) {
    return slu_raise(&slu_type_error_type, "'%T' object is not callable", callee);
}

slu_value slu_call_function(slu_function *function, const slu_value *arguments, uint32_t count,
                            const slu_tuple *keywords) {
    int32_t depth = slu_depth;
    if (!slu_enter(depth, 1))
        return 0;
    slu_value result = function->entry(function, arguments, count, keywords);
    slu_leave(depth);
    return result;
}

slu_value slu_call(slu_value callee, const slu_value *arguments, uint32_t count, const slu_tuple *keywords) {
    if (SLU_UNLIKELY(slu_is_small(callee)))
        return not_callable(callee);
    slu_object *object = slu_object_of(callee);
    int32_t depth = slu_depth;
    if (!slu_enter(depth, 1))
        return 0;
    slu_value result;
    if (SLU_LIKELY(object->type == &slu_function_type))
        result = ((slu_function *)object)->entry((slu_function *)object, arguments, count, keywords);
    else if ((object->type->flags & SLU_IS_TYPE) && ((const slu_type *)object)->construct)
        result = ((const slu_type *)object)->construct((const slu_type *)object, arguments, count, keywords);
    else if (object->type->flags & SLU_IS_TYPE)
        result = slu_raise(&slu_type_error_type, "cannot create '%N' instances", object);
    else if (object->type->call)
        result = object->type->call(callee, arguments, count, keywords);
    else
        result = not_callable(callee);
    slu_leave(depth);
    return result;
}

slu_value slu_call1(slu_value callee, slu_value argument) { return slu_call(callee, &argument, 1, NULL); }

slu_value slu_call_method(slu_str *name, const slu_value *arguments, uint32_t count, const slu_tuple *keywords) {
    slu_value receiver = arguments[0];
    const slu_type *type = slu_type_of(receiver);
    if (!(type->flags & SLU_IS_TYPE) && !type->get_attribute && !type->dict_place) {
        const slu_member *member = slu_find_member(type, name);
        if (member && member->kind == SLU_METHOD)
            return slu_call_function(member->function, arguments, count, keywords);
    }
    slu_value method = slu_get_attribute(receiver, name);
    if (!method)
        return 0;
    if (slu_type_of(method) == &slu_bound_method_type) {
        slu_bound_method *bound = (slu_bound_method *)slu_object_of(method);
        if (bound->receiver == receiver)
            return slu_call(bound->function, arguments, count, keywords);
    }
    return slu_call(method, arguments + 1, count - 1, keywords);
}

slu_value slu_call_unpacked(slu_value callee, slu_value arguments, slu_value keywords) {
    slu_tuple *positional = slu_tuple_from(arguments);
    if (!positional)
        return 0;
    slu_dict *named = keywords ? (slu_dict *)slu_object_of(keywords) : NULL;
    if (!named || named->length == 0)
        return slu_call(callee, positional->items, positional->length, NULL);
    uint32_t count = positional->length + named->length;
    slu_tuple *all = slu_tuple_new(count), *names = slu_tuple_new(named->length);
    if (!all || !names)
        return 0;
    for (uint32_t i = 0; i < positional->length; i++)
        all->items[i] = positional->items[i];
    uint32_t position = 0, place = 0;
    const slu_dict_entry *entry;
    while ((entry = slu_dict_next(named, &position))) {
        names->items[place] = entry->key;
        all->items[positional->length + place++] = entry->item;
    }
    return slu_call(callee, all->items, count, names);
}

static slu_str *joined(slu_str *module, slu_str *name) {
    SLU_STR_CONSTANT(builtins_name, "builtins");
    if (!module || slu_str_equal(module, builtins_name))
        return name;
    slu_builder builder;
    slu_builder_start(&builder, module->size + name->size + 1);
    slu_builder_add_str(&builder, module);
    slu_builder_add_ascii(&builder, ".", 1);
    slu_builder_add_str(&builder, name);
    return slu_builder_finish(&builder);
}

// How messages name a callee: `module.qualname`.
static slu_str *callee_name(slu_value callee) {
    if (slu_is(callee, SLU_IS_FUNCTION)) {
        const slu_function *function = (slu_function *)slu_object_of(callee);
        slu_str *stored = slu_stored_title ? slu_stored_title(function, SLU_NAME(module)) : NULL;
        return joined(stored ? stored : function->info->module, slu_function_title(function));
    }
    if (slu_is(callee, SLU_IS_TYPE)) {
        const slu_type *type = (const slu_type *)slu_object_of(callee);
        return joined(type->module, type->qualified_name ? type->qualified_name : type->name);
    }
    if (slu_type_of(callee) == &slu_bound_method_type)
        return callee_name(((slu_bound_method *)slu_object_of(callee))->function);
    return slu_type_of(callee)->name;
}

// f(*iterable) alone: its items as a list.
slu_list *slu_arguments_from(slu_value iterable, slu_value callee) {
    if (slu_is_iterable(iterable))
        return slu_list_from(iterable);
    return slu_raise(&slu_type_error_type, "%S() argument after * must be an iterable, not %T", callee_name(callee),
                     iterable),
           NULL;
}

bool slu_dict_merge_keywords(slu_dict *keywords, slu_value mapping, slu_value callee) {
    if (!slu_is(mapping, SLU_IS_DICT) && !slu_find_special(mapping, SLU_NAME(keys))) {
        slu_raise(&slu_type_error_type, "%S() argument after ** must be a mapping, not %T", callee_name(callee),
                  mapping);
        return false;
    }
    slu_dict *more = slu_dict_new();
    if (!slu_dict_update(more, mapping))
        return false;
    uint32_t position = 0;
    const slu_dict_entry *entry;
    while ((entry = slu_dict_next(more, &position))) {
        if (!slu_is_str(entry->key)) {
            slu_raise(&slu_type_error_type, "keywords must be strings");
            return false;
        }
        if (slu_dict_find(keywords, entry->key)) {
            slu_raise_showing(&slu_type_error_type, "%S() got multiple values for keyword argument '%V'",
                      callee_name(callee), entry->key);
            return false;
        }
        if (!slu_dict_set(keywords, entry->key, entry->item))
            return false;
    }
    return true;
}

bool slu_list_extend_arguments(slu_list *list, slu_value iterable) {
    if (slu_list_extend(list, iterable))
        return true;
    if (slu_error && slu_pending()->type == &slu_type_error_type && !slu_is_iterable(iterable)) {
        slu_error = 0;
        slu_raise(&slu_type_error_type, "Value after * must be an iterable, not %T", iterable);
    }
    return false;
}

int32_t slu_is_callable(slu_value value) {
    const slu_type *type = slu_type_of(value);
    return (type->flags & SLU_IS_TYPE) || type->call != NULL;
}
