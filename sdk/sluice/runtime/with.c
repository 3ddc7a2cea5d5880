// The with statement's two methods.
#include "names.h"
#include "object.h"

static slu_value no_manager(slu_value value, bool misses_exit) {
    if (misses_exit)
        return slu_raise(&slu_type_error_type,
                         "'%T' object does not support the context manager protocol (missed __exit__ method)", value);
    return slu_raise(&slu_type_error_type, "'%T' object does not support the context manager protocol", value);
}

// The bound `__exit__`; both methods must be there before anything runs.
slu_value slu_with_exit(slu_value manager) {
    if (!slu_find_special(manager, SLU_NAME(enter)))
        return no_manager(manager, false);
    slu_function *exit = slu_find_special(manager, SLU_NAME(exit));
    if (!exit)
        return no_manager(manager, true);
    return slu_bound_method_new(slu_of(exit), manager);
}

slu_value slu_with_enter(slu_value manager) {
    slu_function *enter = slu_find_special(manager, SLU_NAME(enter));
    return enter ? slu_call_function(enter, &manager, 1, NULL) : no_manager(manager, false);
}
