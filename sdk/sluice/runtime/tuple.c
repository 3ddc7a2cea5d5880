// tuple: making, subscripts, operators, methods, the type.
#include "tuple.h"

#include "iterator.h"
#include "sequence.h"
#include "special.h"

static struct {
    const slu_type *type;
    uint32_t length;
} empty __attribute__((aligned(8))) = {&slu_tuple_type, 0};
slu_tuple *const slu_empty_tuple = (slu_tuple *)&empty;

slu_tuple *slu_tuple_new(uint32_t length) {
    if (!length)
        return (slu_tuple *)&empty;
    slu_tuple *made = slu_allocate_large(&slu_tuple_type, sizeof(slu_tuple) + (uint64_t)length * sizeof(slu_value));
    if (!made)
        return NULL;
    made->length = length;
    for (uint32_t i = 0; i < length; i++)
        made->items[i] = 0;
    return made;
}

slu_tuple *slu_tuple_of(const slu_value *items, uint32_t count) {
    slu_tuple *made = slu_tuple_new(count);
    for (uint32_t i = 0; made && i < count; i++)
        made->items[i] = items[i];
    return made;
}

slu_tuple *slu_tuple_from(slu_value iterable) {
    if (!iterable)
        return (slu_tuple *)&empty;
    if (slu_type_of(iterable) == &slu_tuple_type)
        return (slu_tuple *)slu_object_of(iterable);
    slu_list *list = slu_list_from(iterable);
    return list ? slu_list_to_tuple(list) : NULL;
}

slu_value slu_tuple_get(const slu_tuple *tuple, int64_t index) {
    if (index < 0)
        index += tuple->length;
    if ((uint64_t)index >= tuple->length)
        return slu_index_error(index, "tuple index out of range");
    return tuple->items[index];
}

slu_tuple *slu_tuple_concat(const slu_tuple *left, const slu_tuple *right) {
    if (!right->length && left->type == &slu_tuple_type)
        return (slu_tuple *)left;
    slu_tuple *made = slu_tuple_new(left->length + right->length);
    if (!made)
        return NULL;
    for (uint32_t i = 0; i < left->length; i++)
        made->items[i] = left->items[i];
    for (uint32_t i = 0; i < right->length; i++)
        made->items[left->length + i] = right->items[i];
    return made;
}

slu_tuple *slu_tuple_repeat(const slu_tuple *tuple, int64_t times) {
    if (times <= 0 || !tuple->length)
        return (slu_tuple *)&empty;
    if (times > UINT32_MAX / 8 / tuple->length)
        return slu_raise(&slu_memory_error_type, ""), NULL;
    slu_tuple *made = slu_tuple_new((uint32_t)(tuple->length * times));
    for (uint32_t i = 0; made && i < made->length; i++)
        made->items[i] = tuple->items[i % tuple->length];
    return made;
}

slu_tuple *slu_tuple_slice(slu_tuple *tuple, slu_value start, slu_value stop, slu_value step) {
    slu_slice slice = {&slu_slice_type, start, stop, step};
    int64_t from, by, count;
    if (!slu_slice_bounds(&slice, tuple->length, &from, &by, &count))
        return NULL;
    if (count == tuple->length && by == 1 && tuple->type == &slu_tuple_type)
        return tuple;
    slu_tuple *made = slu_tuple_new((uint32_t)count);
    for (int64_t i = 0; made && i < count; i++)
        made->items[i] = tuple->items[from + i * by];
    return made;
}

slu_value slu_tuple_index(const slu_tuple *tuple, slu_value item, int64_t start, int64_t stop) {
    int64_t place = slu_find_equal(slu_of(tuple), item, start, stop);
    if (place == -1)
        return slu_raise(&slu_value_error_type, "tuple.index(x): x not in tuple");
    return place < 0 ? 0 : slu_small(place);
}

slu_value slu_tuple_count(const slu_tuple *tuple, slu_value item) { return slu_count_equal(slu_of(tuple), item); }
int32_t slu_tuple_contains(const slu_tuple *tuple, slu_value item) {
    return slu_sequence_contains(slu_of(tuple), item);
}

// --- the type -----------------------------------------------------------------------------------------------

static slu_value repr(slu_value self) { return slu_show_items(self, "(", ")", true); }
static int64_t length(slu_value self) { return ((slu_tuple *)slu_object_of(self))->length; }

// CPython's hash of a tuple, so that sets of tuples of ints show in its order.
static int64_t hash(slu_value self) {
    slu_tuple *tuple = (slu_tuple *)slu_object_of(self);
    const uint64_t first = UINT64_C(11400714785074694791), second = UINT64_C(14029467366897019727),
                   fifth = UINT64_C(2870177450012600261);
    uint64_t sum = fifth;
    for (uint32_t i = 0; i < tuple->length; i++) {
        int64_t lane = slu_hash(tuple->items[i]);
        if (lane == -1)
            return -1;
        sum += (uint64_t)lane * second;
        sum = (sum << 31 | sum >> 33) * first;
    }
    sum += tuple->length ^ (fifth ^ UINT64_C(3527539));
    return sum == UINT64_MAX ? 1546275796 : (int64_t)sum;
}

static slu_value get_item(slu_value self, slu_value key) {
    slu_tuple *tuple = (slu_tuple *)slu_object_of(self);
    if (slu_is(key, SLU_IS_SLICE)) {
        slu_slice *slice = (slu_slice *)slu_object_of(key);
        return slu_of(slu_tuple_slice(tuple, slice->start, slice->stop, slice->step));
    }
    if (!slu_is_int(key) && !slu_type_of(key)->index)
        return slu_raise(&slu_type_error_type, "tuple indices must be integers or slices, not %T", key);
    int64_t index = slu_position_of(key);
    return slu_error ? 0 : slu_tuple_get(tuple, index);
}

static slu_value compare(slu_value left, slu_value right, slu_comparison operator_) {
    return slu_is(right, SLU_IS_TUPLE) ? slu_compare_items(left, right, operator_) : SLU_NOT_IMPLEMENTED;
}

static slu_value binary(slu_value left, slu_value right, slu_operator operator_) {
    if (operator_ != SLU_ADD || !slu_is(left, SLU_IS_TUPLE) || !slu_is(right, SLU_IS_TUPLE))
        return SLU_NOT_IMPLEMENTED;
    return slu_of(slu_tuple_concat((slu_tuple *)slu_object_of(left), (slu_tuple *)slu_object_of(right)));
}

static slu_value iterate(slu_value self) {
    return slu_iterator_new(&slu_tuple_iterator_type, self, 0, 0, 0);
}
static int32_t contains(slu_value self, slu_value item) { return slu_sequence_contains(self, item); }

static slu_value construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                           const slu_tuple *keywords) {
    (void)type;
    if (keywords)
        return slu_raise(&slu_type_error_type, "tuple() takes no keyword arguments");
    if (count > 1)
        return slu_raise(&slu_type_error_type, "tuple expected at most 1 argument, got %d", (int64_t)count);
    return slu_of(slu_tuple_from(count ? arguments[0] : 0));
}

static const slu_layout layout = {.size = offsetof(slu_tuple, items),
                                  .counted = offsetof(slu_tuple, length),
                                  .unit = sizeof(slu_value),
                                  .items_are_values = 1};
SLU_STR_CONSTANT(name, "tuple");
static const slu_type *const mro[] = {&slu_tuple_type, &slu_object_type};
const slu_type slu_tuple_type = {.type = &slu_type_type,
                                 .name = (slu_str *)&name_object,
                                 .flags = SLU_IS_TUPLE,
                                 .mro_count = 2,
                                 .mro = mro,
                                 .layout = &layout,
                                 .construct = construct,
                                 .repr = repr,
                                 .hash = hash,
                                 .length = length,
                                 .iterate = iterate,
                                 .contains = contains,
                                 .get_item = get_item,
                                 .compare = compare,
                                 .binary = binary};
