#include "config_reader.h"

slu_value slu_decode_list(slu_config_reader *reader, const slu_shape *shape) {
    if (slu_config_kind(reader) != '[')
        return slu_config_mismatch(reader, shape);
    slu_list *list = slu_list_new(4);
    int32_t index = 0;
    for (bool more = list && slu_config_enter(&reader->json, ']'); more; more = slu_json_next(&reader->json, ']') > 0) {
        slu_value item = slu_config_decode(reader, shape->members[0], NULL, index++);
        if (!item || !slu_list_append(list, item))
            return SLU_NOTHING;
    }
    if (!list || !shape->as_tuple)
        return slu_of(list);
    return slu_of(slu_tuple_of(list->items->values, list->length));
}
