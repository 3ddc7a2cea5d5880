// Coroutines and what `await`, `async for` and `async with` ask for. A coroutine is a generator of another type.
#pragma once

#include "generator.h"

// Where an awaitable came from, for the message when it is none.
typedef enum slu_awaited { SLU_AWAITED, SLU_AWAITED_ENTER, SLU_AWAITED_EXIT, SLU_AWAITED_NEXT } slu_awaited;

extern const slu_type slu_coroutine_type, slu_async_generator_type, slu_async_step_type;

slu_generator *slu_coroutine_new(slu_resume resume, const slu_place *place, uint32_t count);
slu_generator *slu_awaitable_generator_new(slu_resume resume, const slu_place *place, uint32_t count);
slu_generator *slu_async_generator_new(slu_resume resume, const slu_place *place, uint32_t count);

// The iterator that `await value` runs through; TypeError where there is none.
slu_value slu_awaitable(slu_value value, int64_t awaited);
slu_value slu_coroutine_await(slu_value coroutine);
// The bound `__aexit__`, and the awaitable that `__aenter__` gives.
slu_value slu_async_exit(slu_value manager);
slu_value slu_async_enter(slu_value manager);
// The iterator of `async for`, and the awaitable of its next item.
slu_value slu_async_iterate(slu_value iterable);
slu_value slu_async_next(slu_value iterator);
// `aiter(x)` and `anext(x)`, `otherwise` 0: no default.
slu_value slu_aiter(slu_value iterable);
slu_value slu_anext(slu_value iterator, slu_value otherwise);

// Marks what an async generator yields itself, so that it is told from what its awaitables hand through.
slu_value slu_async_yield(slu_value value);
slu_value slu_async_generator_next(slu_value generator);
slu_value slu_async_generator_iterate(slu_value generator);
slu_value slu_async_generator_send(slu_value generator, slu_value sent);
slu_value slu_async_generator_throw(slu_value generator, const slu_value *arguments, uint32_t count);
slu_value slu_async_generator_close(slu_value generator);
slu_value slu_async_step_send(slu_value step, slu_value sent);
slu_value slu_async_step_throw(slu_value step, const slu_value *arguments, uint32_t count);
slu_value slu_async_step_close(slu_value step);
slu_value slu_async_step_await(slu_value step);
