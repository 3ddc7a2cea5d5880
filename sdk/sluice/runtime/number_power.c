#include "float.h"
#include "int.h"
#include "object.h"

slu_value slu_number_power(slu_value left, slu_value right) {
    double first, second;
    if (slu_is_int(left) && slu_is_int(right))
        return slu_int_power(left, right);
    if (slu_number_as_double(left, &first) && slu_number_as_double(right, &second)) {
        double power = slu_float_power(first, second);
        return slu_error ? SLU_NOTHING : slu_float_box(power);
    }
    return slu_error ? SLU_NOTHING : SLU_NOT_IMPLEMENTED;
}
