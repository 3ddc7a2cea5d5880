// slice objects and the bounds they mean.
#include "names.h"
#include "operators.h"
#include "range.h"

static slu_slice *as_slice(slu_value value) { return (slu_slice *)slu_object_of(value); }

slu_value slu_slice_new(slu_value start, slu_value stop, slu_value step) {
    slu_slice *made = slu_allocate(&slu_slice_type, sizeof(slu_slice));
    made->start = start;
    made->stop = stop;
    made->step = step;
    return slu_of(made);
}

slu_value slu_slice_of(const slu_value *arguments, uint32_t count) {
    switch (count) {
    case 1:
        return slu_slice_new(SLU_NONE, arguments[0], SLU_NONE);
    case 2:
        return slu_slice_new(arguments[0], arguments[1], SLU_NONE);
    case 3:
        return slu_slice_new(arguments[0], arguments[1], arguments[2]);
    }
    if (!count)
        return slu_raise(&slu_type_error_type, "slice expected at least 1 argument, got 0");
    return slu_raise(&slu_type_error_type, "slice expected at most 3 arguments, got %d", (int64_t)count);
}

// A bound as a machine number, clamped to 62 bits. false: TypeError.
static bool read_bound(slu_value bound, int64_t *number) {
    if (slu_is_small(bound)) {
        *number = slu_small_value(bound);
        return true;
    }
    if (!slu_is_int(bound) && !slu_type_of(bound)->index) {
        slu_raise(&slu_type_error_type, "slice indices must be integers or None or have an __index__ method");
        return false;
    }
    slu_value whole = slu_index(bound);
    if (!whole)
        return false;
    *number = slu_int_clamp(whole);
    return true;
}

static int64_t clamp(int64_t bound, int64_t length, int64_t lowest, int64_t highest) {
    if (bound < 0)
        bound += length;
    return bound < lowest ? lowest : bound > highest ? highest : bound;
}

bool slu_slice_bounds(const slu_slice *slice, int64_t length, int64_t *start, int64_t *step, int64_t *count) {
    *step = 1;
    if (slice->step != SLU_NONE && !read_bound(slice->step, step))
        return false;
    if (*step == 0) {
        slu_raise(&slu_value_error_type, "slice step cannot be zero");
        return false;
    }
    bool up = *step > 0;
    int64_t lowest = up ? 0 : -1, highest = up ? length : length - 1, stop = up ? length : -1;
    *start = up ? 0 : length - 1;
    if (slice->start != SLU_NONE) {
        if (!read_bound(slice->start, start))
            return false;
        *start = clamp(*start, length, lowest, highest);
    }
    if (slice->stop != SLU_NONE) {
        if (!read_bound(slice->stop, &stop))
            return false;
        stop = clamp(stop, length, lowest, highest);
    }
    *count = slu_range_count(*start, stop, *step);
    return true;
}

// A bound of any size, an int; `otherwise` where it is None. 0: raised.
static slu_value whole_bound(slu_value bound, slu_value length, slu_value lowest, slu_value highest,
                             slu_value otherwise) {
    int64_t ignored;
    if (bound == SLU_NONE)
        return otherwise;
    slu_value whole = read_bound(bound, &ignored) ? slu_index(bound) : 0;
    if (whole && slu_int_less(whole, slu_small(0)))
        whole = slu_int_add(whole, length);
    if (!whole)
        return 0;
    return slu_int_less(whole, lowest) ? lowest : slu_int_greater(whole, highest) ? highest : whole;
}

slu_value slu_slice_indices(slu_value slice, slu_value length) {
    slu_slice *bounds = as_slice(slice);
    slu_value whole = slu_index(length), step = slu_small(1), zero = slu_small(0);
    int64_t ignored;
    if (!whole)
        return 0;
    if (slu_int_less(whole, zero))
        return slu_raise(&slu_value_error_type, "length should not be negative");
    if (bounds->step != SLU_NONE)
        step = read_bound(bounds->step, &ignored) ? slu_index(bounds->step) : 0;
    if (!step)
        return 0;
    if (step == zero)
        return slu_raise(&slu_value_error_type, "slice step cannot be zero");
    bool up = slu_int_greater(step, zero);
    slu_value lowest = up ? zero : slu_small(-1), highest = up ? whole : slu_int_subtract(whole, slu_small(1));
    slu_value start = whole_bound(bounds->start, whole, lowest, highest, up ? lowest : highest);
    slu_value stop = start ? whole_bound(bounds->stop, whole, lowest, highest, up ? highest : lowest) : 0;
    slu_value parts[] = {start, stop, step};
    return stop ? slu_of(slu_tuple_of(parts, 3)) : 0;
}

static slu_value repr(slu_value self) {
    slu_slice *slice = as_slice(self);
    slu_value parts[] = {slice->start, slice->stop, slice->step};
    slu_str *text = slu_repr(slu_of(slu_tuple_of(parts, 3)));
    if (!text)
        return 0;
    slu_builder builder;
    slu_builder_start(&builder, 24);
    slu_builder_add_ascii(&builder, "slice", 5);
    slu_builder_add_str(&builder, text);
    return slu_of(slu_builder_finish(&builder));
}

static slu_value get_attribute(slu_value self, slu_str *name) {
    slu_slice *slice = as_slice(self);
    if (slu_str_equal(name, SLU_NAME(start)))
        return slice->start;
    if (slu_str_equal(name, SLU_NAME(stop)))
        return slice->stop;
    return slu_str_equal(name, SLU_NAME(step)) ? slice->step : 0;
}

static slu_value compare(slu_value left, slu_value right, slu_comparison operator_) {
    if (!slu_is(right, SLU_IS_SLICE))
        return SLU_NOT_IMPLEMENTED;
    slu_value first[] = {as_slice(left)->start, as_slice(left)->stop, as_slice(left)->step};
    slu_value second[] = {as_slice(right)->start, as_slice(right)->stop, as_slice(right)->step};
    return slu_compare(slu_of(slu_tuple_of(first, 3)), slu_of(slu_tuple_of(second, 3)), operator_);
}

static slu_value construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                           const slu_tuple *keywords) {
    if (keywords)
        return slu_raise(&slu_type_error_type, "%N() takes no keyword arguments", type);
    return slu_slice_of(arguments, count);
}

static const slu_layout layout = {.size = sizeof(slu_slice), .values = offsetof(slu_slice, start), .value_count = 3};
SLU_STR_CONSTANT(slice_name, "slice");
static const slu_type *const mro[] = {&slu_slice_type, &slu_object_type};
const slu_type slu_slice_type = {.type = &slu_type_type,
                                 .name = (slu_str *)&slice_name_object,
                                 .flags = SLU_IS_SLICE | SLU_NO_SUBCLASS,
                                 .mro_count = 2,
                                 .mro = mro,
                                 .layout = &layout,
                                 .construct = construct,
                                 .repr = repr,
                                 .compare = compare,
                                 .get_attribute = get_attribute};
