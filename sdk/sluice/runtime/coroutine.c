// Coroutines, and the protocols of `await`, `async for` and `async with`.
#include "coroutine.h"

#include "names.h"
#include "special.h"

static slu_generator *of_kind(slu_generator *made, const slu_type *type, slu_generator_kind kind) {
    made->type = type;
    made->kind = (uint16_t)kind;
    return made;
}

slu_generator *slu_coroutine_new(slu_resume resume, const slu_place *place, uint32_t count) {
    return of_kind(slu_generator_new(resume, place, count), &slu_coroutine_type, SLU_COROUTINE);
}

slu_generator *slu_awaitable_generator_new(slu_resume resume, const slu_place *place, uint32_t count) {
    return of_kind(slu_generator_new(resume, place, count), &slu_generator_type, SLU_AWAITABLE_GENERATOR);
}

slu_generator *slu_async_generator_new(slu_resume resume, const slu_place *place, uint32_t count) {
    return of_kind(slu_generator_new(resume, place, count), &slu_async_generator_type, SLU_ASYNC_GENERATOR);
}

// --- await --------------------------------------------------------------------------------------------------------

static slu_value not_awaitable(slu_value value, slu_awaited awaited) {
    switch (awaited) {
    case SLU_AWAITED_ENTER:
        return slu_raise(&slu_type_error_type,
                         "'async with' received an object from __aenter__ that does not implement __await__: %T", value);
    case SLU_AWAITED_EXIT:
        return slu_raise(&slu_type_error_type,
                         "'async with' received an object from __aexit__ that does not implement __await__: %T", value);
    case SLU_AWAITED_NEXT:
        return slu_raise(&slu_type_error_type, "'async for' received an invalid object from __anext__: %T", value);
    case SLU_AWAITED:
        break;
    }
    return slu_raise(&slu_type_error_type, "object %T can't be used in 'await' expression", value);
}

// A coroutine can be awaited once.
static slu_value check_fresh(slu_value value) {
    const slu_generator *generator = (slu_generator *)slu_object_of(value);
    if (generator->kind == SLU_COROUTINE && !generator->resume)
        return slu_raise(&slu_runtime_error_type, "cannot reuse already awaited coroutine");
    if (generator->kind == SLU_COROUTINE && generator->state && !generator->running)
        return slu_raise(&slu_runtime_error_type, "coroutine is being awaited already");
    return value;
}

static bool is_coroutine(slu_value value) {
    if (!slu_is(value, SLU_IS_GENERATOR))
        return false;
    uint16_t kind = ((slu_generator *)slu_object_of(value))->kind;
    return kind == SLU_COROUTINE || kind == SLU_AWAITABLE_GENERATOR;
}

slu_value slu_awaitable(slu_value value, int64_t awaited) {
    if (is_coroutine(value))
        return check_fresh(value);
    if (slu_type_of(value) == &slu_async_step_type)
        return value;
    slu_function *await = slu_find_special(value, SLU_NAME(await));
    if (!await)
        return not_awaitable(value, (slu_awaited)awaited);
    slu_value iterator = slu_call_function(await, &value, 1, NULL);
    if (!iterator)
        return 0;
    if (is_coroutine(iterator) && ((slu_generator *)slu_object_of(iterator))->kind == SLU_COROUTINE)
        return slu_raise(&slu_type_error_type, "__await__() returned a coroutine");
    if (!slu_is(iterator, SLU_IS_ITERATOR) && !slu_find_special(iterator, SLU_NAME(next)))
        return slu_raise(&slu_type_error_type, "__await__() returned non-iterator of type '%T'", iterator);
    return iterator;
}

slu_value slu_coroutine_await(slu_value coroutine) { return check_fresh(coroutine); }

// --- async with ---------------------------------------------------------------------------------------------------

static slu_value no_manager(slu_value value, const char *missed) {
    return slu_raise(&slu_type_error_type, "'%T' object does not support the asynchronous context manager protocol%s",
                     value, missed);
}

slu_value slu_async_exit(slu_value manager) {
    if (!slu_find_special(manager, SLU_NAME(aenter)))
        return no_manager(manager, "");
    slu_function *exit = slu_find_special(manager, SLU_NAME(aexit));
    if (!exit)
        return no_manager(manager, " (missed __aexit__ method)");
    return slu_bound_method_new(slu_of(exit), manager);
}

slu_value slu_async_enter(slu_value manager) {
    slu_function *enter = slu_find_special(manager, SLU_NAME(aenter));
    return enter ? slu_call_function(enter, &manager, 1, NULL) : no_manager(manager, "");
}

// --- async for ----------------------------------------------------------------------------------------------------

slu_value slu_async_iterate(slu_value iterable) {
    if (slu_type_of(iterable) == &slu_async_generator_type)
        return iterable;
    slu_function *aiter = slu_find_special(iterable, SLU_NAME(aiter));
    if (!aiter)
        return slu_raise(&slu_type_error_type, "'async for' requires an object with __aiter__ method, got %T", iterable);
    slu_value iterator = slu_call_function(aiter, &iterable, 1, NULL);
    if (!iterator || slu_type_of(iterator) == &slu_async_generator_type ||
        slu_find_special(iterator, SLU_NAME(anext)))
        return iterator;
    return slu_raise(&slu_type_error_type,
                     "'async for' received an object from __aiter__ that does not implement __anext__: %T", iterator);
}

slu_value slu_async_next(slu_value iterator) {
    if (slu_type_of(iterator) == &slu_async_generator_type)
        return slu_async_generator_next(iterator);
    slu_function *anext = slu_find_special(iterator, SLU_NAME(anext));
    if (!anext)
        return slu_raise(&slu_type_error_type, "'async for' requires an iterator with __anext__ method, got %T", iterator);
    return slu_call_function(anext, &iterator, 1, NULL);
}

slu_value slu_aiter(slu_value iterable) {
    if (slu_type_of(iterable) != &slu_async_generator_type && !slu_find_special(iterable, SLU_NAME(aiter)))
        return slu_raise(&slu_type_error_type, "'%T' object is not an async iterable", iterable);
    return slu_async_iterate(iterable);
}

// --- the type -----------------------------------------------------------------------------------------------------

static slu_value repr(slu_value self) {
    slu_builder builder;
    slu_builder_start(&builder, 32);
    slu_builder_add_ascii(&builder, "<coroutine object ", 18);
    const char *title = slu_generator_title(self);
    slu_builder_add_ascii(&builder, title, (uint32_t)strlen(title));
    slu_builder_add_address(&builder, self);
    slu_builder_add_ascii(&builder, ">", 1);
    return slu_of(slu_builder_finish(&builder));
}

SLU_STR_CONSTANT(coroutine_name, "coroutine");
static const slu_type *const mro[] = {&slu_coroutine_type, &slu_object_type};
const slu_type slu_coroutine_type = {.type = &slu_type_type,
                                     .name = (slu_str *)&coroutine_name_object,
                                     .flags = SLU_IS_GENERATOR | SLU_NO_SUBCLASS,
                                     .mro_count = 2,
                                     .mro = mro,
                                     .layout = &slu_generator_layout,
                                     .repr = repr,
                                     .hash = slu_special_identity_hash};
