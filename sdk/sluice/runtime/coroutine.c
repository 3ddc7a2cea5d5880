// Coroutines: generators that are awaited instead of iterated over.
#include "generator.h"

#include "names.h"
#include "special.h"

slu_generator *slu_coroutine_new(slu_resume resume, const slu_place *place, uint32_t count) {
    slu_generator *made = slu_generator_new(resume, place, count);
    made->type = &slu_coroutine_type;
    return made;
}

slu_value slu_await(slu_value value) {
    if (slu_is(value, SLU_IS_COROUTINE))
        return value;
    slu_function *method = slu_find_special(value, SLU_NAME(await));
    if (!method)
        return slu_raise(&slu_type_error_type, "object %T can't be used in 'await' expression", value);
    slu_value iterator = slu_call_function(method, &value, 1, NULL);
    if (!iterator)
        return 0;
    if (slu_is(iterator, SLU_IS_COROUTINE))
        return slu_raise(&slu_type_error_type, "__await__() returned a coroutine");
    if (!slu_is(iterator, SLU_IS_ITERATOR))
        return slu_raise(&slu_type_error_type, "__await__() returned non-iterator of type '%T'", iterator);
    return iterator;
}

static slu_value repr(slu_value self) {
    slu_builder builder;
    slu_builder_start(&builder, 32);
    slu_builder_add_ascii(&builder, "<coroutine object ", 18);
    const char *title = ((slu_generator *)slu_object_of(self))->place->title;
    slu_builder_add_ascii(&builder, title, (uint32_t)strlen(title));
    slu_builder_add_ascii(&builder, ">", 1);
    return slu_of(slu_builder_finish(&builder));
}

static const slu_layout layout = {.size = offsetof(slu_generator, words),
                                  .counted = offsetof(slu_generator, count),
                                  .unit = sizeof(slu_value),
                                  .items_are_values = 1,
                                  .values = offsetof(slu_generator, result),
                                  .value_count = 2};
SLU_STR_CONSTANT(coroutine_name, "coroutine");
static const slu_type *const mro[] = {&slu_coroutine_type, &slu_object_type};
const slu_type slu_coroutine_type = {.type = &slu_type_type,
                                     .name = (slu_str *)&coroutine_name_object,
                                     .flags = SLU_IS_GENERATOR | SLU_IS_COROUTINE | SLU_NO_SUBCLASS,
                                     .mro_count = 2,
                                     .mro = mro,
                                     .layout = &layout,
                                     .repr = repr,
                                     .hash = slu_special_identity_hash};
