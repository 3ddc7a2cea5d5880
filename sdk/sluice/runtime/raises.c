// What emitted code raises by itself. Each function returns true, so that it can stand behind `&&`.
#include "program.h"

bool slu_expected(slu_value value, const char *expected) {
    slu_raise(&slu_type_error_type, "expected %s, got %T", expected, value);
    return true;
}
// exception_fields.c: there where the program asks for fields of exceptions.
extern __typeof__(slu_keep_undefined) slu_keep_undefined __attribute__((weak));

bool slu_undefined(const char *name) {
    slu_raise(&slu_name_error_type, "name '%s' is not defined", name);
    if (slu_keep_undefined)
        slu_keep_undefined(name);
    return true;
}
bool slu_unbound_local(const char *name) {
    slu_raise(&slu_unbound_local_error_type,
              "cannot access local variable '%s' where it is not associated with a value", name);
    return true;
}
bool slu_unbound_free(const char *name) {
    slu_raise(&slu_name_error_type,
              "cannot access free variable '%s' where it is not associated with a value in enclosing scope", name);
    if (slu_keep_undefined)
        slu_keep_undefined(name);
    return true;
}
bool slu_raise_unreachable(void) {
    slu_raise(&slu_system_error_type, "code was reached that the type checker takes for unreachable");
    return true;
}
