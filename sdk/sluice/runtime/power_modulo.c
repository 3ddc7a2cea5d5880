// pow(base, exponent, modulus) on anything.
#include "float.h"
#include "int.h"
#include "object.h"
#include "operators.h"

slu_value slu_power_modulo(slu_value base, slu_value exponent, slu_value modulus) {
    if (modulus == SLU_NONE)
        return slu_power(base, exponent);
    if (slu_is_int(base) && slu_is_int(exponent) && slu_is_int(modulus))
        return slu_int_power_modulo(base, exponent, modulus);
    const uint32_t numbers = SLU_IS_INT | SLU_IS_FLOAT;
    bool all = (slu_is_small(base) || slu_is(base, numbers)) && (slu_is_small(exponent) || slu_is(exponent, numbers));
    if (all && (slu_is_small(modulus) || slu_is(modulus, numbers)))
        return slu_raise(&slu_type_error_type, "pow() 3rd argument not allowed unless all arguments are integers");
    SLU_STR_CONSTANT(name, "__pow__");
    slu_function *special = slu_find_special(base, name);
    if (special)
        return slu_call_function(special, (slu_value[]){base, exponent, modulus}, 3, NULL);
    return slu_raise(&slu_type_error_type, "unsupported operand type(s) for ** or pow(): '%T', '%T', '%T'", base,
                     exponent, modulus);
}
