#include "descriptor.h"

#include "names.h"

static slu_function *find(slu_value found, slu_str *name) {
    return slu_is(found, SLU_IS_INSTANCE) ? slu_find_special(found, name) : NULL;
}

static slu_value get(slu_value found, slu_value instance, const slu_type *owner) {
    slu_function *function = find(found, SLU_NAME(descriptor_get));
    if (!function)
        return found;
    slu_value arguments[] = {found, instance ? instance : SLU_NONE, slu_of(owner)};
    return slu_call_function(function, arguments, 3, NULL);
}

static bool is_data(slu_value found) {
    return find(found, SLU_NAME(descriptor_set)) || find(found, SLU_NAME(descriptor_delete));
}

static bool set(slu_value found, slu_value instance, slu_value item) {
    slu_str *wanted = item ? SLU_NAME(descriptor_set) : SLU_NAME(descriptor_delete);
    slu_function *function = find(found, wanted);
    if (!function) {
        slu_raise(&slu_attribute_error_type, "%S", wanted);
        return false;
    }
    slu_value arguments[] = {found, instance, item};
    return slu_call_function(function, arguments, item ? 3 : 2, NULL) != 0;
}

static const slu_descriptors descriptors = {get, is_data, set};

static bool raise_from_naming(const slu_value *arguments) {
    slu_value cause = slu_error;
    slu_error = 0;
    slu_raise(&slu_runtime_error_type, "Error calling __set_name__ on '%T' instance '%S' in '%N'", arguments[0],
              slu_object_of(arguments[2]), slu_object_of(arguments[1]));
    slu_exception *raised = slu_pending();
    slu_add_origin = slu_add_origin_of;
    raised->cause = cause;
    slu_barrier(raised, cause);
    return false;
}

bool slu_descriptor_tell_names(slu_value class) {
    slu_program_descriptors = &descriptors;
    const slu_type *type = (const slu_type *)slu_object_of(class);
    for (uint32_t i = 0; i < type->member_count; i++) {
        const slu_member *member = &type->members[i];
        if (member->kind != SLU_VARIABLE || !*member->variable)
            continue;
        slu_function *function = find(*member->variable, SLU_NAME(set_name));
        slu_value arguments[] = {*member->variable, class, slu_of(member->name)};
        if (function && !slu_call_function(function, arguments, 3, NULL))
            return raise_from_naming(arguments);
    }
    return true;
}
