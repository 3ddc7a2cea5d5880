// Generators: a frame of words and the function that goes on from where it was suspended.
#pragma once

#include "object.h"

typedef struct slu_generator slu_generator;
// Runs until the next yield (its value), the end (0, `result` set) or an exception (0, slu_error set). With
// slu_error set on entry, that exception is raised where the generator stands.
typedef slu_value (*slu_resume)(slu_generator *generator, slu_value sent);

typedef enum slu_generator_kind {
    SLU_GENERATOR,
    SLU_AWAITABLE_GENERATOR, // made by a function under `types.coroutine`
    SLU_COROUTINE,
    SLU_ASYNC_GENERATOR
} slu_generator_kind;

typedef struct slu_generator_place {
    slu_place place;
    const char *qualified_name;
} slu_generator_place;

struct slu_generator {
    const slu_type *type;
    uint32_t identity; // see slu_identity_of
    slu_resume resume; // NULL: finished
    const slu_place *place; // of a slu_generator_place
    uint32_t state; // 0: not started
    uint16_t running;
    uint16_t kind; // see slu_generator_kind
    uint32_t count; // words
    slu_value result;  // what it returned
    slu_value handled; // the exception that it handles while suspended
    slu_value words[];
};

// The function's `__qualname__`, for reprs.
SLU_INLINE const char *slu_generator_title(slu_value self) {
    const slu_generator *generator = (const slu_generator *)slu_object_of(self);
    return ((const slu_generator_place *)generator->place)->qualified_name;
}

extern const slu_layout slu_generator_layout;
slu_generator *slu_generator_new(slu_resume resume, const slu_place *place, uint32_t count);

SLU_INLINE void slu_frame_set(slu_generator *generator, uint32_t place, slu_value word) {
    generator->words[place] = word;
    slu_barrier(generator, word);
}
// A double as two small ints.
SLU_INLINE void slu_frame_set_double(slu_generator *generator, uint32_t place, double number) {
    uint64_t bits;
    __builtin_memcpy(&bits, &number, sizeof bits);
    generator->words[place] = slu_small((int64_t)(bits >> 32));
    generator->words[place + 1] = slu_small((int64_t)(bits & UINT32_MAX));
}
SLU_INLINE double slu_frame_double(const slu_generator *generator, uint32_t place) {
    uint64_t bits = (uint64_t)slu_small_value(generator->words[place]) << 32 |
                    (uint64_t)slu_small_value(generator->words[place + 1]);
    double number;
    __builtin_memcpy(&number, &bits, sizeof number);
    return number;
}
SLU_INLINE void slu_generator_finish(slu_generator *generator, slu_value result) {
    generator->resume = NULL;
    generator->result = result;
    slu_barrier(generator, result);
}

// Runs to the next yield, for those that drive a generator themselves; slu_error may be set: it is thrown in.
slu_value slu_generator_resume(slu_generator *generator, slu_value sent);
slu_value slu_generator_send(slu_value generator, slu_value sent);
slu_value slu_generator_throw(slu_value generator, const slu_value *arguments, uint32_t count);
slu_value slu_generator_close(slu_value generator);
// One step of `yield from`: 0 without slu_error when the inner iterator has ended (see slu_delegate_result).
slu_value slu_delegate(slu_value inner, slu_value sent);
slu_value slu_delegate_result(void);
