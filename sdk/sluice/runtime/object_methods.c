// What `object` itself does.
#include "object_methods.h"

#include "program.h"

static slu_str *name_of(slu_value name) {
    if (slu_is_str(name))
        return (slu_str *)slu_object_of(name);
    slu_raise(&slu_type_error_type, "attribute name must be string, not '%T'", name);
    return NULL;
}

bool slu_object_set_attribute(slu_value self, slu_value name, slu_value item) {
    slu_str *text = name_of(name);
    return text && slu_set_attribute_plainly(self, text, item);
}

bool slu_object_delete_attribute(slu_value self, slu_value name) {
    slu_str *text = name_of(name);
    return text && slu_set_attribute_plainly(self, text, 0);
}

slu_value slu_new_plain(slu_value class, const slu_value *arguments, uint32_t count) {
    if (!slu_is(class, SLU_IS_TYPE))
        return slu_raise(&slu_type_error_type, "object.__new__(X): X is not a type object (%T)", class);
    const slu_type *type = (const slu_type *)slu_object_of(class);
    if (!(type->flags & SLU_IS_INSTANCE))
        return type->construct ? type->construct(type, arguments, count, NULL)
                               : slu_raise(&slu_type_error_type, "cannot create '%N' instances", type);
    if (type->flags & SLU_IS_ABSTRACT)
        return slu_raise(&slu_type_error_type, "Can't instantiate abstract class %N", type);
    if (type->native == &slu_object_type)
        return slu_of(slu_new_instance(type, type->layout->size));
    return slu_new_of_native(type, arguments, count, NULL, false);
}
