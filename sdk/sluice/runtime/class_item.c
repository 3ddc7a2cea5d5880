// `Class[key]` where only the run knows the class, in programs that have a `__class_getitem__` of their own.
#include "names.h"
#include "object.h"
#include "type.h"

SLU_STR_CONSTANT(class_getitem_name, "__class_getitem__");

slu_value slu_get_item_or_class_item(slu_value container, slu_value key) {
    if (slu_type_of(container) != &slu_type_type)
        return slu_get_item(container, key);
    slu_value own = slu_get_attribute_or(container, class_getitem_name, 0);
    if (own)
        return slu_call(own, &key, 1, NULL);
    if (!slu_error)
        slu_raise(&slu_type_error_type, "type '%N' is not subscriptable", slu_object_of(container));
    return 0;
}
