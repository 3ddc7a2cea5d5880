// Resuming generators, send, throw, close, and `yield from`.
#include "generator.h"

#include "names.h"
#include "special.h"

static slu_generator *as_generator(slu_value value) { return (slu_generator *)slu_object_of(value); }

slu_generator *slu_generator_new(slu_resume resume, const slu_place *place, uint32_t count) {
    slu_generator *made =
        slu_allocate(&slu_generator_type, (uint32_t)(sizeof(slu_generator) + count * sizeof(slu_value)));
    made->identity = 0;
    made->resume = resume;
    made->place = place;
    made->state = 0;
    made->running = 0;
    made->kind = SLU_GENERATOR;
    made->count = count;
    made->result = 0;
    made->handled = 0;
    for (uint32_t i = 0; i < count; i++)
        made->words[i] = 0;
    return made;
}

static const char *kind_name(const slu_generator *generator) {
    static const char *const names[] = {"generator", "generator", "coroutine", "async generator"};
    return names[generator->kind];
}

// A StopIteration that leaves a generator would end its caller's loop: RuntimeError instead.
static void check_stop(const slu_generator *generator) {
    if (!slu_error)
        return;
    const slu_type *raised_type = slu_pending()->type;
    bool is_async = generator->kind == SLU_ASYNC_GENERATOR &&
                    slu_is_subtype(raised_type, &slu_stop_async_iteration_type);
    if (!is_async && !slu_is_subtype(raised_type, &slu_stop_iteration_type))
        return;
    slu_value stopped = slu_catch();
    slu_raise(&slu_runtime_error_type, "%s raised %s", kind_name(generator),
              is_async ? "StopAsyncIteration" : "StopIteration");
    slu_exception *raised = slu_pending();
    slu_add_origin = slu_add_origin_of;
    raised->cause = raised->context = stopped;
    raised->suppress = slu_small(1);
    raised->trace = ((slu_exception *)slu_object_of(stopped))->trace;
}

slu_value slu_generator_resume(slu_generator *generator, slu_value sent) {
    if (generator->running) {
        slu_error = 0;
        return slu_raise(&slu_value_error_type, "%s already executing", kind_name(generator));
    }
    if (!generator->resume)
        return 0;
    if (!generator->state && slu_error) { // thrown into before it started
        generator->resume = NULL;
        slu_trace(generator->place, generator->place->line);
        return 0;
    }
    int32_t depth = slu_depth;
    if (!slu_enter(depth, 1))
        return 0;
    slu_value outside = slu_handled, further_outside = slu_handled_outside;
    slu_handled_outside = outside;
    if (generator->handled)
        slu_handled = generator->handled;
    generator->running = 1;
    slu_value item = generator->resume(generator, sent);
    generator->running = 0;
    slu_handled_outside = further_outside;
    generator->handled = slu_handled == outside ? 0 : slu_handled;
    slu_barrier(generator, generator->handled);
    slu_handled = outside;
    slu_leave(depth);
    if (!item) {
        generator->resume = NULL;
        generator->handled = 0;
        check_stop(generator);
    }
    return item;
}

static slu_value next(slu_value self) { return slu_generator_resume(as_generator(self), SLU_NONE); }

slu_value slu_stop_iteration(slu_value iterator) {
    slu_value result = 0;
    if (slu_is(iterator, SLU_IS_GENERATOR)) {
        result = as_generator(iterator)->result;
        as_generator(iterator)->result = 0;
    }
    if (result == SLU_NONE)
        result = 0;
    return slu_raise_with(&slu_stop_iteration_type, &result, result ? 1 : 0);
}

slu_value slu_generator_send(slu_value self, slu_value sent) {
    slu_generator *generator = as_generator(self);
    if (generator->resume && !generator->state && sent != SLU_NONE && !generator->running)
        return slu_raise(&slu_type_error_type, "can't send non-None value to a just-started %s",
                         kind_name(generator));
    if (!generator->resume && generator->kind == SLU_COROUTINE)
        return slu_raise(&slu_runtime_error_type, "cannot reuse already awaited coroutine");
    slu_value item = slu_generator_resume(generator, sent);
    return item || slu_error ? item : slu_stop_iteration(self);
}

slu_value slu_generator_throw(slu_value self, const slu_value *arguments, uint32_t count) {
    if (!count || count > 3)
        return slu_raise(&slu_type_error_type, "throw expected at least 1 argument, got %d", (int64_t)count);
    slu_value thrown = arguments[0];
    if (slu_is(thrown, SLU_IS_TYPE) && count > 1 && arguments[1] != SLU_NONE) {
        if (slu_is(arguments[1], SLU_IS_EXCEPTION))
            thrown = arguments[1];
        else
            thrown = slu_call(thrown, &arguments[1], 1, NULL);
        if (!thrown)
            return 0;
    }
    slu_value outside = slu_handled;
    slu_handled = 0;
    slu_raise_value(thrown, 0);
    slu_handled = outside;
    slu_generator *generator = as_generator(self);
    if (!generator->resume && generator->kind == SLU_COROUTINE) {
        slu_error = 0;
        return slu_raise(&slu_runtime_error_type, "cannot reuse already awaited coroutine");
    }
    slu_value item = slu_generator_resume(generator, SLU_NONE);
    return item || slu_error ? item : slu_stop_iteration(self);
}

slu_value slu_generator_close(slu_value self) {
    slu_generator *generator = as_generator(self);
    if (!generator->resume)
        return SLU_NONE;
    if (!generator->state) {
        generator->resume = NULL;
        return SLU_NONE;
    }
    slu_raise_with(&slu_generator_exit_type, NULL, 0);
    slu_value item = slu_generator_resume(generator, SLU_NONE);
    if (item)
        return slu_raise(&slu_runtime_error_type, "%s ignored GeneratorExit", kind_name(generator));
    if (slu_error && !slu_clear_if(&slu_generator_exit_type) && !slu_clear_if(&slu_stop_iteration_type))
        return 0;
    return SLU_NONE;
}

// --- yield from -------------------------------------------------------------------------------------------------

static slu_value delegated; // the result of the inner iterator that has ended last

slu_value slu_delegate_result(void) {
    slu_value result = delegated ? delegated : SLU_NONE;
    delegated = 0;
    return result;
}

// Takes the value of a pending StopIteration; false: something else is pending, or nothing.
static bool take_stop(void) {
    if (!slu_error || !slu_is_subtype(slu_pending()->type, &slu_stop_iteration_type))
        return false;
    delegated = ((slu_exception *)slu_object_of(slu_catch()))->extra;
    return true;
}

// The exception that was thrown into the outer generator goes to the inner iterator.
static slu_value throw_inner(slu_value inner) {
    slu_value thrown = slu_catch();
    bool exit = slu_is_exception(thrown, &slu_generator_exit_type);
    if (slu_is(inner, SLU_IS_GENERATOR)) {
        if (exit) {
            if (slu_generator_close(inner))
                slu_error = thrown;
            return 0;
        }
        slu_error = thrown;
        slu_value item = slu_generator_resume(as_generator(inner), SLU_NONE);
        if (!item && !slu_error)
            delegated = as_generator(inner)->result;
        return item;
    }
    slu_str *name = exit ? SLU_NAME(close) : SLU_NAME(throw);
    slu_value method = slu_get_attribute_or(inner, name, 0);
    if (!method && slu_error)
        return 0;
    if (!method || exit) {
        if (method && !slu_call(method, NULL, 0, NULL))
            return 0;
        slu_error = thrown;
        return 0;
    }
    slu_value item = slu_call1(method, thrown);
    if (!item)
        take_stop();
    return item;
}

slu_value slu_delegate(slu_value inner, slu_value sent) {
    if (slu_error)
        return throw_inner(inner);
    if (slu_is(inner, SLU_IS_GENERATOR)) {
        slu_value item = slu_generator_resume(as_generator(inner), sent);
        if (!item && !slu_error)
            delegated = as_generator(inner)->result;
        return item;
    }
    if (sent == SLU_NONE) {
        slu_value item = slu_next(inner);
        if (!item)
            take_stop();
        return item;
    }
    slu_value arguments[] = {inner, sent};
    slu_value item = slu_call_method(SLU_NAME(send), arguments, 2, NULL);
    if (!item)
        take_stop();
    return item;
}

// --- the type -----------------------------------------------------------------------------------------------------

static slu_value iterate(slu_value self) { return self; }

static slu_value repr(slu_value self) {
    slu_builder builder;
    slu_builder_start(&builder, 32);
    slu_builder_add_ascii(&builder, "<generator object ", 18);
    const char *title = slu_generator_title(self);
    slu_builder_add_ascii(&builder, title, (uint32_t)strlen(title));
    slu_builder_add_address(&builder, self);
    slu_builder_add_ascii(&builder, ">", 1);
    return slu_of(slu_builder_finish(&builder));
}

const slu_layout slu_generator_layout = {.size = offsetof(slu_generator, words),
                                         .counted = offsetof(slu_generator, count),
                                         .unit = sizeof(slu_value),
                                         .items_are_values = 1,
                                         .values = offsetof(slu_generator, result),
                                         .value_count = 2};
SLU_STR_CONSTANT(generator_name, "generator");
static const slu_type *const mro[] = {&slu_generator_type, &slu_object_type};
const slu_type slu_generator_type = {.type = &slu_type_type,
                                     .name = (slu_str *)&generator_name_object,
                                     .flags = SLU_IS_GENERATOR | SLU_IS_ITERATOR | SLU_NO_SUBCLASS,
                                     .mro_count = 2,
                                     .mro = mro,
                                     .layout = &slu_generator_layout,
                                     .repr = repr,
                                     .hash = slu_special_identity_hash,
                                     .iterate = iterate,
                                     .next = next};
