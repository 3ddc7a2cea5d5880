#include "format.h"
#include "object.h"

slu_str *slu_format_checked(slu_value value, slu_value spec) {
    if (slu_is_str(spec))
        return slu_format(value, (slu_str *)slu_object_of(spec));
    slu_raise(&slu_type_error_type, "format() argument 2 must be str, not %T", spec);
    return NULL;
}
