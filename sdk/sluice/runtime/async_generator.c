// Asynchronous generators: each of `__anext__`, `asend`, `athrow` and `aclose` gives a step, an awaitable that
// drives the generator until it yields itself. What it awaits meanwhile is handed through.
#include "coroutine.h"

#include "names.h"
#include "special.h"

typedef enum step_kind { STEP_SEND, STEP_THROW, STEP_CLOSE, STEP_DEFAULT } step_kind;
typedef enum step_state { STEP_NEW, STEP_RUNNING, STEP_DONE } step_state;

typedef struct slu_async_step {
    const slu_type *type;
    uint32_t identity; // see slu_identity_of
    uint16_t kind;
    uint16_t state;
    slu_value source; // the generator; STEP_DEFAULT: the awaitable that may run out
    slu_value value;  // what is sent or thrown; STEP_DEFAULT: the default
} slu_async_step;

static bool yielded; // the value that came last was yielded by the generator itself

slu_value slu_async_yield(slu_value value) {
    yielded = true;
    return value;
}

static slu_async_step *as_step(slu_value value) { return (slu_async_step *)slu_object_of(value); }

static slu_value new_step(slu_value source, step_kind kind, slu_value value) {
    slu_async_step *made = slu_allocate(&slu_async_step_type, sizeof(slu_async_step));
    made->identity = 0;
    made->kind = (uint16_t)kind;
    made->state = STEP_NEW;
    made->source = source;
    made->value = value;
    return slu_of(made);
}

slu_value slu_async_generator_iterate(slu_value generator) { return generator; }
slu_value slu_async_generator_next(slu_value generator) { return new_step(generator, STEP_SEND, SLU_NONE); }
slu_value slu_async_generator_send(slu_value generator, slu_value sent) {
    return new_step(generator, STEP_SEND, sent);
}
slu_value slu_async_generator_close(slu_value generator) { return new_step(generator, STEP_CLOSE, SLU_NONE); }

slu_value slu_async_generator_throw(slu_value generator, const slu_value *arguments, uint32_t count) {
    if (!count || count > 3)
        return slu_raise(&slu_type_error_type, "athrow expected at least 1 argument, got %d", (int64_t)count);
    slu_value thrown = count > 1 && slu_is(arguments[1], SLU_IS_EXCEPTION) ? arguments[1] : arguments[0];
    return new_step(generator, STEP_THROW, thrown);
}

slu_value slu_anext(slu_value iterator, slu_value otherwise) {
    if (slu_type_of(iterator) != &slu_async_generator_type && !slu_find_special(iterator, SLU_NAME(anext)))
        return slu_raise(&slu_type_error_type, "'%T' object is not an async iterator", iterator);
    slu_value next = slu_async_next(iterator);
    return next && otherwise ? new_step(next, STEP_DEFAULT, otherwise) : next;
}

// --- one step -----------------------------------------------------------------------------------------------------

static slu_value stop_with(slu_value value) {
    if (value == SLU_NONE)
        return slu_raise_with(&slu_stop_iteration_type, NULL, 0);
    return slu_raise_with(&slu_stop_iteration_type, &value, 1);
}

static slu_value end_step(slu_async_step *step) {
    step->state = STEP_DONE;
    return 0;
}

static bool is_pending(const slu_type *type) {
    return slu_error && slu_is_subtype(slu_pending()->type, type);
}

// What the generator has come to: a value of its own ends the step, its end ends the iteration.
static slu_value settle(slu_async_step *step, slu_value item) {
    if (item && !yielded)
        return item;
    if (item) {
        yielded = false;
        if (step->kind == STEP_CLOSE) {
            slu_raise(&slu_runtime_error_type, "async generator ignored GeneratorExit");
            return end_step(step);
        }
        stop_with(item);
        return end_step(step);
    }
    if (!slu_error)
        slu_raise_with(&slu_stop_async_iteration_type, NULL, 0);
    bool ended = is_pending(&slu_stop_async_iteration_type) || is_pending(&slu_generator_exit_type);
    if (ended && step->kind == STEP_CLOSE) {
        slu_error = 0;
        stop_with(SLU_NONE);
    }
    return end_step(step);
}

static slu_value begin(slu_async_step *step, slu_generator *generator, slu_value sent) {
    step->state = STEP_RUNNING;
    if (step->kind == STEP_SEND)
        return generator->resume && !generator->state && step->value != SLU_NONE
                   ? slu_raise(&slu_type_error_type, "can't send non-None value to a just-started async generator")
                   : slu_generator_resume(generator, sent == SLU_NONE ? step->value : sent);
    if (!generator->resume)
        return 0;
    slu_value outside = slu_handled;
    slu_handled = 0;
    if (step->kind == STEP_CLOSE)
        slu_raise_with(&slu_generator_exit_type, NULL, 0);
    else
        slu_raise_value(step->value, 0);
    slu_handled = outside;
    return slu_generator_resume(generator, SLU_NONE);
}

// anext(iterator, default): the awaitable runs; the end of the iteration gives the default.
static slu_value step_default(slu_async_step *step, slu_value sent) {
    if (step->state == STEP_NEW) {
        slu_value inner = slu_awaitable(step->source, SLU_AWAITED);
        if (!inner)
            return end_step(step);
        step->source = inner;
        slu_barrier(step, inner);
        step->state = STEP_RUNNING;
    }
    slu_value item = slu_delegate(step->source, sent);
    if (item)
        return item;
    if (!slu_error)
        stop_with(slu_delegate_result());
    else if (slu_clear_if(&slu_stop_async_iteration_type))
        stop_with(step->value);
    return end_step(step);
}

static slu_value reused(const slu_async_step *step) {
    slu_error = 0;
    return slu_raise(&slu_runtime_error_type, "cannot reuse already awaited %s",
                     step->kind == STEP_SEND ? "__anext__()/asend()" : "aclose()/athrow()");
}

slu_value slu_async_step_send(slu_value self, slu_value sent) {
    slu_async_step *step = as_step(self);
    if (step->state == STEP_DONE)
        return reused(step);
    if (step->kind == STEP_DEFAULT)
        return step_default(step, sent);
    slu_generator *generator = (slu_generator *)slu_object_of(step->source);
    yielded = false;
    slu_value item = step->state == STEP_NEW ? begin(step, generator, sent) : slu_generator_resume(generator, sent);
    return settle(step, item);
}

// An exception that comes from outside while the generator awaits something.
slu_value slu_async_step_throw(slu_value self, const slu_value *arguments, uint32_t count) {
    slu_async_step *step = as_step(self);
    if (!count || count > 3)
        return slu_raise(&slu_type_error_type, "throw expected at least 1 argument, got %d", (int64_t)count);
    if (step->state == STEP_DONE)
        return reused(step);
    slu_value outside = slu_handled;
    slu_handled = 0;
    slu_raise_value(count > 1 && slu_is(arguments[1], SLU_IS_EXCEPTION) ? arguments[1] : arguments[0], 0);
    slu_handled = outside;
    if (step->kind == STEP_DEFAULT)
        return step_default(step, SLU_NONE);
    step->state = STEP_RUNNING;
    yielded = false;
    return settle(step, slu_generator_resume((slu_generator *)slu_object_of(step->source), SLU_NONE));
}

slu_value slu_async_step_close(slu_value self) {
    as_step(self)->state = STEP_DONE;
    return SLU_NONE;
}

slu_value slu_async_step_await(slu_value self) { return self; }

// --- the types ----------------------------------------------------------------------------------------------------

static slu_value iterate(slu_value self) { return self; }
static slu_value next(slu_value self) {
    slu_value item = slu_async_step_send(self, SLU_NONE);
    return item;
}

static slu_value repr(slu_value self) {
    slu_builder builder;
    slu_builder_start(&builder, 32);
    slu_builder_add_ascii(&builder, "<async_generator object ", 24);
    const char *title = slu_generator_title(self);
    slu_builder_add_ascii(&builder, title, (uint32_t)strlen(title));
    slu_builder_add_address(&builder, self);
    slu_builder_add_ascii(&builder, ">", 1);
    return slu_of(slu_builder_finish(&builder));
}

SLU_STR_CONSTANT(generator_name, "async_generator");
static const slu_type *const generator_mro[] = {&slu_async_generator_type, &slu_object_type};
const slu_type slu_async_generator_type = {.type = &slu_type_type,
                                           .name = (slu_str *)&generator_name_object,
                                           .flags = SLU_NO_SUBCLASS,
                                           .mro_count = 2,
                                           .mro = generator_mro,
                                           .layout = &slu_generator_layout,
                                           .repr = repr,
                                           .hash = slu_special_identity_hash};

static const slu_layout step_layout = {
    .size = sizeof(slu_async_step), .values = offsetof(slu_async_step, source), .value_count = 2};
SLU_STR_CONSTANT(step_name, "async_generator_asend");
static const slu_type *const step_mro[] = {&slu_async_step_type, &slu_object_type};
const slu_type slu_async_step_type = {.type = &slu_type_type,
                                      .name = (slu_str *)&step_name_object,
                                      .flags = SLU_IS_ITERATOR | SLU_NO_SUBCLASS,
                                      .mro_count = 2,
                                      .mro = step_mro,
                                      .layout = &step_layout,
                                      .hash = slu_special_identity_hash,
                                      .iterate = iterate,
                                      .next = next};
