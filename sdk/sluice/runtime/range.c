// range of any ints, and slice.
#include "range.h"

#include "int.h"
#include "iterator.h"
#include "names.h"
#include "operators.h"

int64_t slu_range_count(int64_t start, int64_t stop, int64_t step) {
    if (step > 0 ? start >= stop : start <= stop)
        return 0;
    uint64_t span = step > 0 ? (uint64_t)stop - (uint64_t)start : (uint64_t)start - (uint64_t)stop;
    uint64_t by = step > 0 ? (uint64_t)step : 0 - (uint64_t)step;
    return (int64_t)((span - 1) / by + 1);
}

slu_range *slu_range_new(slu_value start, slu_value stop, slu_value step) {
    slu_value first = slu_index(start), last = first ? slu_index(stop) : 0, by = last ? slu_index(step) : 0;
    if (!by)
        return NULL;
    if (by == slu_small(0))
        return slu_raise(&slu_value_error_type, "range() arg 3 must not be zero"), NULL;
    slu_range *made = slu_allocate(&slu_range_type, sizeof(slu_range));
    made->start = slu_int_plain(first);
    made->stop = slu_int_plain(last);
    made->step = slu_int_plain(by);
    return made;
}

slu_range *slu_range_of(const slu_value *arguments, uint32_t count) {
    switch (count) {
    case 0:
        return slu_raise(&slu_type_error_type, "range expected at least 1 argument, got 0"), NULL;
    case 1:
        return slu_range_new(slu_small(0), arguments[0], slu_small(1));
    case 2:
        return slu_range_new(arguments[0], arguments[1], slu_small(1));
    case 3:
        return slu_range_new(arguments[0], arguments[1], arguments[2]);
    }
    return slu_raise(&slu_type_error_type, "range expected at most 3 arguments, got %d", (int64_t)count), NULL;
}

static slu_range *as_range(slu_value value) { return (slu_range *)slu_object_of(value); }
static bool is_small_range(const slu_range *range) {
    return slu_is_small(range->start) && slu_is_small(range->stop) && slu_is_small(range->step);
}

// How many numbers there are, an int. 0: raised.
static slu_value count_of(const slu_range *range) {
    if (is_small_range(range))
        return slu_int_from_int64(slu_range_count(slu_small_value(range->start), slu_small_value(range->stop),
                                                  slu_small_value(range->step)));
    bool up = slu_int_greater(range->step, slu_small(0));
    slu_value low = up ? range->start : range->stop, high = up ? range->stop : range->start;
    if (slu_int_greater_equal(low, high))
        return slu_small(0);
    slu_value by = up ? range->step : slu_int_negate(range->step);
    slu_value span = slu_int_subtract(slu_int_subtract(high, low), slu_small(1));
    slu_value steps = span && by ? slu_int_floor_divide(span, by) : 0;
    return steps ? slu_int_add(steps, slu_small(1)) : 0;
}

static slu_value at(const slu_range *range, slu_value place) {
    slu_value offset = slu_int_multiply(place, range->step);
    return offset ? slu_int_add(range->start, offset) : 0;
}

static int64_t length(slu_value self) {
    slu_value count = count_of(as_range(self));
    if (!count)
        return -1;
    int64_t number = slu_int_to_int64(count);
    return slu_error ? -1 : number;
}

static int32_t truth(slu_value self) {
    const slu_range *range = as_range(self);
    bool up = slu_int_greater(range->step, slu_small(0));
    return up ? slu_int_less(range->start, range->stop) : slu_int_greater(range->start, range->stop);
}

int64_t slu_range_start(slu_value start) {
    int64_t number = slu_int_clamp(start);
    if (number > SLU_SMALL_MAX / 2 || number < SLU_SMALL_MIN / 2)
        slu_raise(&slu_overflow_error_type, "a loop over range() starts beyond 2**61");
    return number;
}

static slu_value get_item(slu_value self, slu_value key) {
    slu_range *range = as_range(self);
    slu_value count = count_of(range);
    if (!count)
        return 0;
    if (slu_is(key, SLU_IS_SLICE)) {
        slu_value indices = slu_slice_indices(key, count);
        if (!indices)
            return 0;
        const slu_value *items = ((slu_tuple *)slu_object_of(indices))->items; // start, stop, step
        slu_value first = at(range, items[0]), last = at(range, items[1]);
        slu_value by = slu_int_multiply(range->step, items[2]);
        return first && last && by ? slu_of(slu_range_new(first, last, by)) : 0;
    }
    if (!slu_is_int(key) && !slu_type_of(key)->index)
        return slu_raise(&slu_type_error_type, "range indices must be integers or slices, not %T", key);
    slu_value place = slu_index(key);
    if (place && slu_int_less(place, slu_small(0)))
        place = slu_int_add(place, count);
    if (!place)
        return 0;
    if (slu_int_less(place, slu_small(0)) || slu_int_greater_equal(place, count))
        return slu_raise(&slu_index_error_type, "range object index out of range");
    return at(range, place);
}

// The place of an int in the range, -1 as a small int: not in it. 0: raised.
static slu_value place_of(const slu_range *range, slu_value number) {
    bool up = slu_int_greater(range->step, slu_small(0));
    bool inside = up ? slu_int_less_equal(range->start, number) && slu_int_less(number, range->stop)
                     : slu_int_greater_equal(range->start, number) && slu_int_greater(number, range->stop);
    if (!inside)
        return slu_small(-1);
    slu_value offset = slu_int_subtract(number, range->start);
    slu_value rest = offset ? slu_int_modulo(offset, range->step) : 0;
    if (!rest)
        return 0;
    return rest == slu_small(0) ? slu_int_floor_divide(offset, range->step) : slu_small(-1);
}

static int32_t contains(slu_value self, slu_value item) {
    if (slu_is_int(item)) {
        slu_value place = place_of(as_range(self), item);
        return place ? place != slu_small(-1) : -1;
    }
    slu_value iterator = slu_iterate(self), found;
    while ((found = slu_next(iterator))) {
        int32_t same = slu_equal(found, item);
        if (same)
            return same;
    }
    return slu_error ? -1 : 0;
}

slu_value slu_range_index(const slu_range *range, slu_value item) {
    if (slu_is_int(item)) {
        slu_value place = place_of(range, item);
        if (place != slu_small(-1))
            return place;
    }
    return slu_raise_showing(&slu_value_error_type, "%R is not in range", item);
}

slu_value slu_range_count_of(const slu_range *range, slu_value item) {
    int32_t found = contains(slu_of(range), item);
    return found < 0 ? 0 : slu_small(found);
}

static slu_value repr(slu_value self) {
    slu_range *range = as_range(self);
    slu_builder builder;
    slu_builder_start(&builder, 24);
    slu_builder_add_ascii(&builder, "range(", 6);
    slu_str *first = slu_repr(range->start), *last = slu_repr(range->stop), *by = slu_repr(range->step);
    if (!first || !last || !by)
        return 0;
    slu_builder_add_str(&builder, first);
    slu_builder_add_ascii(&builder, ", ", 2);
    slu_builder_add_str(&builder, last);
    if (range->step != slu_small(1)) {
        slu_builder_add_ascii(&builder, ", ", 2);
        slu_builder_add_str(&builder, by);
    }
    slu_builder_add_ascii(&builder, ")", 1);
    return slu_of(slu_builder_finish(&builder));
}

// Equal ranges give the same numbers: (length, first, step) decide.
static slu_value essence(const slu_range *range) {
    slu_value parts[] = {count_of(range), SLU_NONE, SLU_NONE};
    if (!parts[0])
        return 0;
    if (parts[0] != slu_small(0))
        parts[1] = range->start;
    if (parts[0] != slu_small(0) && parts[0] != slu_small(1))
        parts[2] = range->step;
    return slu_of(slu_tuple_of(parts, 3));
}

static slu_value compare(slu_value left, slu_value right, slu_comparison operator_) {
    if (!slu_is(right, SLU_IS_RANGE) || (operator_ != SLU_EQUAL && operator_ != SLU_NOT_EQUAL))
        return SLU_NOT_IMPLEMENTED;
    slu_value first = essence(as_range(left)), second = essence(as_range(right));
    return first && second ? slu_compare(first, second, operator_) : 0;
}

static int64_t hash(slu_value self) {
    slu_value parts = essence(as_range(self));
    return parts ? slu_hash(parts) : -1;
}

// What CPython has in machine numbers: bounds and count fit into 64 bits.
static bool fits_machine(const slu_range *range, slu_value count) {
    slu_value low = slu_int_from_int64(INT64_MIN), high = slu_int_from_int64(INT64_MAX);
    slu_value bounds[] = {range->start, range->stop, range->step, count};
    for (uint32_t i = 0; i < 4; i++)
        if (slu_int_less(bounds[i], low) || slu_int_greater(bounds[i], high))
            return false;
    return true;
}

static slu_value iterate(slu_value self) {
    slu_range *range = as_range(self);
    if (is_small_range(range)) {
        int64_t count = slu_range_count(slu_small_value(range->start), slu_small_value(range->stop),
                                        slu_small_value(range->step));
        return slu_iterator_new(&slu_range_iterator_type, self, 0, 0, count);
    }
    slu_value count = count_of(range);
    if (!count)
        return 0;
    const slu_type *type = fits_machine(range, count) ? &slu_range_iterator_type : &slu_long_range_iterator_type;
    return slu_iterator_new(type, self, count, 0, INT64_MAX);
}

static slu_value reversed(slu_value self) {
    const slu_range *range = as_range(self);
    slu_value count = count_of(range), last = count ? slu_int_subtract(count, slu_small(1)) : 0;
    slu_value start = last ? at(range, last) : 0, stop = start ? slu_int_subtract(range->start, range->step) : 0;
    slu_value step = stop ? slu_int_negate(range->step) : 0;
    return step ? iterate(slu_of(slu_range_new(start, stop, step))) : 0;
}

static slu_value next(slu_value self) {
    slu_iterator *iterator = (slu_iterator *)slu_object_of(self);
    if (!iterator->source || iterator->position >= iterator->limit)
        return 0;
    slu_range *range = as_range(iterator->source);
    slu_value place = slu_small(iterator->position);
    if (iterator->other && slu_int_greater_equal(place, iterator->other)) {
        iterator->source = 0;
        return 0;
    }
    iterator->position++;
    return at(range, place);
}

static slu_value get_attribute(slu_value self, slu_str *name) {
    slu_range *range = as_range(self);
    if (slu_str_equal(name, SLU_NAME(start)))
        return range->start;
    if (slu_str_equal(name, SLU_NAME(stop)))
        return range->stop;
    return slu_str_equal(name, SLU_NAME(step)) ? range->step : 0;
}

static slu_value construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                           const slu_tuple *keywords) {
    if (keywords)
        return slu_raise(&slu_type_error_type, "%N() takes no keyword arguments", type);
    return slu_of(slu_range_of(arguments, count));
}

static const slu_layout layout = {.size = sizeof(slu_range), .values = offsetof(slu_range, start), .value_count = 3};
SLU_STR_CONSTANT(range_name, "range");
static const slu_type *const mro[] = {&slu_range_type, &slu_object_type};
const slu_type slu_range_type = {.type = &slu_type_type,
                                 .name = (slu_str *)&range_name_object,
                                 .flags = SLU_IS_RANGE | SLU_NO_SUBCLASS,
                                 .mro_count = 2,
                                 .mro = mro,
                                 .layout = &layout,
                                 .construct = construct,
                                 .repr = repr,
                                 .hash = hash,
                                 .length = length,
                                 .truth = truth,
                                 .iterate = iterate,
                                 .reversed = reversed,
                                 .contains = contains,
                                 .get_item = get_item,
                                 .compare = compare,
                                 .get_attribute = get_attribute};
SLU_ITERATOR_TYPE(slu_range_iterator_type, "range_iterator", next)
SLU_ITERATOR_TYPE(slu_long_range_iterator_type, "longrange_iterator", next)
