// `name in x.__dict__` and `x.__dict__[name]` where x may be a class, whose dict is not kept: its own members are asked.
#include "dict.h"
#include "names.h"
#include "object.h"
#include "type.h"

static bool is_known_class(slu_value value) {
    return slu_is(value, SLU_IS_TYPE) && ((const slu_type *)slu_object_of(value))->flags & SLU_IS_INSTANCE;
}

int32_t slu_in_own_dict(slu_value owner, slu_str *name) {
    if (is_known_class(owner))
        return slu_has_own_member(owner, name);
    slu_value dict = slu_get_attribute(owner, SLU_NAME(dict));
    return dict ? slu_contains(dict, slu_of(name)) : -1;
}

// What the class's own body bound; KeyError, or `otherwise` where it is given.
slu_value slu_from_own_dict(slu_value owner, slu_str *name, slu_value otherwise) {
    if (!is_known_class(owner)) {
        slu_value dict = slu_get_attribute(owner, SLU_NAME(dict));
        if (!dict || !otherwise)
            return dict ? slu_get_item(dict, slu_of(name)) : 0;
        int32_t found = slu_contains(dict, slu_of(name));
        return found < 0 ? 0 : found ? slu_get_item(dict, slu_of(name)) : otherwise;
    }
    const slu_type *type = (const slu_type *)slu_object_of(owner);
    const slu_member *member = slu_find_own_member(type, name);
    if (!member || (member->kind == SLU_VARIABLE && !*member->variable))
        return otherwise ? otherwise : slu_key_error(slu_of(name));
    if (member->kind == SLU_METHOD)
        return slu_of(member->function);
    if (member->kind == SLU_VARIABLE && slu_type_of(*member->variable) != type)
        return *member->variable;
    return slu_raise(&slu_not_implemented_error_type, "'%S' in the __dict__ of class '%N' is an object that is not kept",
                     name, type);
}
