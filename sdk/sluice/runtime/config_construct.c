// A dataclass of a configuration made by a call with keywords, as Python makes it.
#include "config_reader.h"

slu_value slu_config_construct(const slu_shape *shape, const slu_value *given) {
    slu_list *values = slu_list_new(shape->count), *names = slu_list_new(shape->count);
    for (uint32_t i = 0; values && names && i < shape->count; i++)
        if (given[i] && (!slu_list_append(values, given[i]) || !slu_list_append(names, slu_of(shape->names[i]))))
            return SLU_NOTHING;
    if (!values || !names)
        return SLU_NOTHING;
    return shape->type->construct(shape->type, values->items->values, values->length,
                                  slu_tuple_of(names->items->values, names->length));
}
