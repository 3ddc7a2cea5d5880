#include "int.h"

slu_value slu_int_unary(slu_value value, char operator_) {
    value = slu_int_plain(value);
    return operator_ == '-'   ? slu_int_negate(value)
           : operator_ == '~' ? slu_int_invert(value)
           : operator_ == 'a' ? slu_int_absolute(value)
                              : value;
}
