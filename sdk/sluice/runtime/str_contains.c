#include "object.h"
#include "str.h"

int32_t slu_str_contains_value(slu_value str, slu_value piece) {
    if (slu_is_str(piece))
        return slu_str_contains((slu_str *)slu_object_of(str), (slu_str *)slu_object_of(piece));
    slu_raise(&slu_type_error_type, "'in <string>' requires string as left operand, not %T", piece);
    return -1;
}
