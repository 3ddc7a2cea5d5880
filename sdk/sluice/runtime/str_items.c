// Slices with a step, and `str[key]`.
#include "int.h"
#include "object.h"
#include "range.h"

static slu_str *text_of(slu_value value) { return (slu_str *)slu_object_of(value); }

// `count` code points from position `start` on, every `step`th.
static slu_str *pick(slu_str *str, int64_t start, int64_t step, int64_t count) {
    if (count <= 0)
        return slu_empty_str;
    if (step == 1)
        return slu_str_slice(str, start, start + count);
    slu_builder builder;
    slu_builder_start(&builder, (uint32_t)count);
    if (slu_str_is_ascii(str)) {
        char *to = slu_builder_room(&builder, (uint32_t)count);
        for (int64_t i = 0; to && i < count; i++)
            to[i] = str->data[start + i * step];
        builder.size = builder.length = (uint32_t)count;
        return slu_builder_finish(&builder);
    }
    uint32_t at = slu_str_offset(str, (uint32_t)start);
    for (int64_t i = 0; i < count; i++) {
        uint32_t offset = at;
        slu_builder_add_code_point(&builder, slu_read_code_point(str->data, &offset));
        if (i + 1 == count)
            break;
        for (int64_t moved = 0; moved < (step < 0 ? -step : step);) {
            at = step < 0 ? at - 1 : at + 1;
            moved += (str->data[at] & 0xc0) != 0x80;
        }
    }
    return slu_builder_finish(&builder);
}

slu_str *slu_str_slice_step(slu_str *str, slu_value start, slu_value end, slu_value step) {
    slu_slice slice = {&slu_slice_type, start, end, step};
    int64_t first, stride, count;
    if (!slu_slice_bounds(&slice, str->length, &first, &stride, &count))
        return NULL;
    return pick(str, first, stride, count);
}

slu_value slu_str_get_item(slu_value str, slu_value key) {
    if (slu_is(key, SLU_IS_SLICE)) {
        const slu_slice *slice = (slu_slice *)slu_object_of(key);
        return slu_of(slu_str_slice_step(text_of(str), slice->start, slice->stop, slice->step));
    }
    if (!slu_is_int(key) && !slu_type_of(key)->index)
        return slu_raise(&slu_type_error_type, "string indices must be integers, not '%T'", key);
    int64_t index = slu_position_of(key);
    return slu_error ? SLU_NOTHING : slu_of(slu_str_get(text_of(str), index));
}
