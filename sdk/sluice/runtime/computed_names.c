// `getattr(x, name, default)` and `hasattr(x, name)` where the name is computed. Of the members of built-in types a
// program has those that it spells; another one is an error here, and no "it is not there".
#include "object.h"

// Names of members of CPython's built-in types, each before a line's end.
extern const char slu_left_out_names[];

static bool is_special(const slu_str *name) {
    return name->size > 4 && !memcmp(name->data, "__", 2) && !memcmp(name->data + name->size - 2, "__", 2);
}

static bool is_left_out(slu_value receiver, const slu_str *name) {
    if ((slu_type_of(receiver)->flags & SLU_IS_INSTANCE) && !is_special(name))
        return false;
    for (const char *at = slu_left_out_names, *end = at; *at; at = ++end) {
        while (*end != '\n')
            end++;
        if ((size_t)(end - at) == name->size && !memcmp(at, name->data, name->size))
            return true;
    }
    return false;
}

// The attribute; 0: there is none, or an error.
static slu_value look_up(slu_value receiver, slu_str *name) {
    slu_value found = slu_get_attribute_or(receiver, name, 0);
    if (!found && !slu_error && is_left_out(receiver, name))
        slu_raise(&slu_not_implemented_error_type,
                  "whether '%T' has an attribute '%S' is not known here; write `.%S` instead of a computed name", receiver, name, name);
    return found;
}

slu_value slu_getattr_computed(slu_value receiver, slu_value name, slu_value otherwise) {
    if (!otherwise || !slu_is_str(name))
        return slu_getattr(receiver, name, otherwise);
    slu_value found = look_up(receiver, (slu_str *)slu_object_of(name));
    return found || slu_error ? found : otherwise;
}

int32_t slu_hasattr_computed(slu_value receiver, slu_value name) {
    if (!slu_is_str(name))
        return slu_hasattr(receiver, name);
    if (look_up(receiver, (slu_str *)slu_object_of(name)))
        return 1;
    return slu_error ? -1 : 0;
}
