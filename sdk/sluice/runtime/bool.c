#include "int.h"
#include "object.h"

int32_t slu_bool_of(slu_value value) { return value ? slu_truth(value) : 0; }
