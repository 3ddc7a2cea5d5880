// What the generic operations call for strs: operators, comparison, items, iteration, construction.
#include "bytes.h"
#include "int.h"
#include "iterator.h"
#include "object.h"
#include "range.h"

static slu_str *text_of(slu_value value) { return (slu_str *)slu_object_of(value); }

slu_value slu_str_binary(slu_value left, slu_value right, slu_operator operator_) {
    if (operator_ == SLU_ADD && slu_is_str(left) && slu_is_str(right))
        return slu_of(slu_str_concat(text_of(left), text_of(right)));
    if (operator_ == SLU_MULTIPLY && slu_is_str(left) && slu_is_int(right))
        return slu_of(slu_str_repeat(text_of(left), right));
    if (operator_ == SLU_MULTIPLY && slu_is_int(left) && slu_is_str(right))
        return slu_of(slu_str_repeat(text_of(right), left));
    return SLU_NOT_IMPLEMENTED;
}

slu_value slu_str_compare_slot(slu_value left, slu_value right, slu_comparison operator_) {
    if (!slu_is_str(left) || !slu_is_str(right))
        return SLU_NOT_IMPLEMENTED;
    if (operator_ == SLU_EQUAL || operator_ == SLU_NOT_EQUAL)
        return slu_bool(slu_str_equal(text_of(left), text_of(right)) == (operator_ == SLU_EQUAL));
    int64_t order = slu_str_compare(text_of(left), text_of(right));
    return slu_bool(operator_ == SLU_LESS         ? order < 0
                    : operator_ == SLU_LESS_EQUAL ? order <= 0
                    : operator_ == SLU_GREATER    ? order > 0
                                                  : order >= 0);
}

int32_t slu_str_contains_value(slu_value str, slu_value piece) {
    if (slu_is_str(piece))
        return slu_str_contains(text_of(str), text_of(piece));
    slu_raise(&slu_type_error_type, "'in <string>' requires string as left operand, not %T", piece);
    return -1;
}

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
    int64_t index = slu_index_of(key);
    return slu_error ? SLU_NOTHING : slu_of(slu_str_get(text_of(str), index));
}

// position: the byte offset of the next character.
static slu_value next_character(slu_value value) {
    slu_iterator *iterator = (slu_iterator *)slu_object_of(value);
    if (!iterator->source)
        return SLU_NOTHING;
    slu_str *str = text_of(iterator->source);
    uint32_t offset = (uint32_t)iterator->position;
    if (offset >= str->size) {
        iterator->source = SLU_NOTHING;
        return SLU_NOTHING;
    }
    uint32_t code_point = slu_read_code_point(str->data, &offset);
    iterator->position = offset;
    return slu_of(slu_str_from_code_point(code_point));
}

static slu_value iterate_self(slu_value value) { return value; }

SLU_STR_CONSTANT(iterator_name, "str_iterator");
SLU_STR_CONSTANT(builtins_name, "builtins");
static const slu_type str_iterator_type;
static const slu_type *const iterator_mro[] = {&str_iterator_type, &slu_object_type};
static const slu_type *const iterator_bases[] = {&slu_object_type, NULL};
static const slu_layout iterator_layout = {
    .size = sizeof(slu_iterator), .values = offsetof(slu_iterator, source), .value_count = 2};
static const slu_type str_iterator_type = {
    .type = &slu_type_type,
    .name = (slu_str *)&iterator_name_object,
    .qualified_name = (slu_str *)&iterator_name_object,
    .module = (slu_str *)&builtins_name_object,
    .flags = SLU_IS_ITERATOR,
    .mro_count = 2,
    .mro = iterator_mro,
    .bases = iterator_bases,
    .layout = &iterator_layout,
    .iterate = iterate_self,
    .next = next_character,
};

slu_value slu_str_iterate(slu_value str) {
    return slu_iterator_new(&str_iterator_type, str, SLU_NOTHING, 0, 0);
}

slu_value slu_str_format_slot(slu_value value, slu_str *spec) {
    return slu_of(slu_str_format_spec(text_of(value), spec));
}

static bool take_arguments(const slu_value *arguments, uint32_t count, const slu_tuple *keywords,
                           slu_value taken[3]) {
    static const char *const names[] = {"object", "encoding", "errors"};
    uint32_t named = keywords ? keywords->length : 0, positional = count - named;
    if (count > 3)
        return slu_raise(&slu_type_error_type, "str() takes at most 3 arguments (%d given)", (int64_t)count);
    for (uint32_t i = 0; i < 3; i++)
        taken[i] = i < positional ? arguments[i] : SLU_NOTHING;
    for (uint32_t i = 0; i < named; i++) {
        const slu_str *name = text_of(keywords->items[i]);
        uint32_t place = name->size == 8 ? 1 : name->data[0] == 'o' ? 0 : 2;
        if (name->size != (place == 1 ? 8u : 6u) || !slu_text_equal(name->data, names[place], name->size))
            return slu_raise(&slu_type_error_type, "'%S' is an invalid keyword argument for str()", name);
        taken[place] = arguments[positional + i];
    }
    return true;
}

slu_value slu_str_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                            const slu_tuple *keywords) {
    slu_value taken[3];
    (void)type;
    return take_arguments(arguments, count, keywords, taken) ? slu_of(slu_str_new(taken[0], taken[1], taken[2]))
                                                             : SLU_NOTHING;
}

slu_str *slu_str_new(slu_value object, slu_value encoding, slu_value errors) {
    if (!object)
        return slu_empty_str;
    if (!encoding && !errors)
        return slu_str_of(object);
    const char *data;
    uint32_t size;
    if (slu_is_str(object))
        slu_raise(&slu_type_error_type, "decoding str is not supported");
    else if (!slu_bytes_view(object, &data, &size))
        slu_raise(&slu_type_error_type, "decoding to str: need a bytes-like object, %T found", object);
    else
        return slu_decode(data, size, encoding, errors, object);
    return NULL;
}
