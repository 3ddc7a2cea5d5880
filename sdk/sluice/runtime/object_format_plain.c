// format(value, ""), which an f-string asks for: the `__format__` of a class of the program, else str(value). In a
// file of its own so that programs without specs carry no formatting.
#include "object.h"

slu_str *slu_format_plain(slu_value value) {
    const slu_type *type = slu_type_of(value);
    slu_value (*own)(slu_value, slu_str *) = SLU_OWN(type, format);
    if (!own)
        return slu_str_of(value);
    SLU_STR_CONSTANT(empty, "");
    return (slu_str *)slu_object_of(own(value, empty));
}
