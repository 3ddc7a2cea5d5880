// `async with` and `async for`: what they look up before anything is awaited.
#include "names.h"
#include "object.h"

static slu_value no_manager(slu_value value, const char *missed) {
    return slu_raise(&slu_type_error_type,
                     "'%T' object does not support the asynchronous context manager protocol%s", value, missed);
}

// The bound `__aexit__`; both methods must be there before anything runs.
slu_value slu_async_with_exit(slu_value manager) {
    if (!slu_find_special(manager, SLU_NAME(aenter)))
        return no_manager(manager, "");
    slu_function *exit = slu_find_special(manager, SLU_NAME(aexit));
    if (!exit)
        return no_manager(manager, " (missed __aexit__ method)");
    return slu_bound_method_new(slu_of(exit), manager);
}

slu_value slu_async_with_enter(slu_value manager) {
    slu_function *enter = slu_find_special(manager, SLU_NAME(aenter));
    return enter ? slu_call_function(enter, &manager, 1, NULL) : no_manager(manager, "");
}

slu_value slu_async_iterate(slu_value value) {
    slu_function *method = slu_find_special(value, SLU_NAME(aiter));
    if (!method)
        return slu_raise(&slu_type_error_type, "'async for' requires an object with __aiter__ method, got %T", value);
    slu_value iterator = slu_call_function(method, &value, 1, NULL);
    if (iterator && !slu_find_special(iterator, SLU_NAME(anext)))
        return slu_raise(&slu_type_error_type,
                         "'async for' received an object from __aiter__ that does not implement __anext__: %T",
                         iterator);
    return iterator;
}

slu_value slu_async_next(slu_value iterator) {
    slu_function *method = slu_find_special(iterator, SLU_NAME(anext));
    return method ? slu_call_function(method, &iterator, 1, NULL)
                  : slu_raise(&slu_type_error_type, "'async for' requires an iterator with __anext__ method, got %T",
                              iterator);
}
