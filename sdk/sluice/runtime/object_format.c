// format(value, spec): `__format__` of the value's type; in a file of its own so that programs without specs
// carry no formatting.
#include "int.h"
#include "names.h"
#include "object.h"

slu_str *slu_str_format_spec(slu_str *str, slu_str *spec);

slu_str *slu_format(slu_value value, slu_str *spec) {
    const slu_type *type = slu_type_of(value);
    if (type == &slu_str_type)
        return slu_str_format_spec((slu_str *)slu_object_of(value), spec);
    if (type == &slu_int_type)
        return (slu_str *)slu_object_of(slu_int_format(value, spec));
    slu_value (*own)(slu_value, slu_str *) = type->format;
    if (!own && !spec->size)
        return slu_str_of(value);
    if (!own && type->native)
        own = type->native->format;
    if (own)
        return (slu_str *)slu_object_of(own(value, spec));
    if (slu_is_str(value))
        return slu_str_format_spec((slu_str *)slu_object_of(value), spec);
    if (slu_is_int(value))
        return (slu_str *)slu_object_of(slu_int_format(value, spec));
    return slu_raise(&slu_type_error_type, "unsupported format string passed to %T.__format__", value), NULL;
}
