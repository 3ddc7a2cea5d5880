// bytearray: what changes it.
#include "bytes.h"
#include "int.h"
#include "object.h"
#include "operators.h"
#include "range.h"

slu_bytearray *slu_bytearray_from(const char *data, uint32_t size) {
    slu_bytes *room = slu_bytes_from(data, size);
    if (!room)
        return NULL;
    slu_bytearray *array = slu_allocate(&slu_bytearray_type, sizeof(slu_bytearray));
    array->size = size;
    array->room = room;
    return array;
}

// Makes room for `inserted` bytes in place of `removed` at `at`; the caller fills them. false: MemoryError.
static bool splice(slu_bytearray *array, uint32_t at, uint32_t removed, uint32_t inserted) {
    uint64_t size = (uint64_t)array->size - removed + inserted;
    uint32_t tail = array->size - at - removed;
    slu_bytes *room = array->room;
    if (size > room->size) {
        room = slu_bytes_allocate(size + size / 2 + 8);
        if (!room)
            return false;
        memcpy(room->data, array->room->data, at);
    }
    memmove(room->data + at + inserted, array->room->data + at + removed, tail);
    array->room = room;
    array->size = (uint32_t)size;
    slu_barrier(array, slu_of(room));
    return true;
}

bool slu_bytearray_append(slu_bytearray *array, slu_value item) {
    int32_t byte = slu_byte_of(item);
    uint32_t at = array->size;
    if (byte < 0 || !splice(array, at, 0, 1))
        return false;
    array->room->data[at] = (char)byte;
    return true;
}

bool slu_bytearray_insert(slu_bytearray *array, int64_t index, slu_value item) {
    int32_t byte = slu_byte_of(item);
    index = index < 0 ? index + array->size : index;
    index = index < 0 ? 0 : index > array->size ? array->size : index;
    if (byte < 0 || !splice(array, (uint32_t)index, 0, 1))
        return false;
    array->room->data[index] = (char)byte;
    return true;
}

// The bytes of any iterable of ints, or of a bytes-like object, copied. 0: raised.
static slu_value content(slu_value source, bool assigned) {
    bool number = slu_is_int(source) || slu_is_float(source);
    if (assigned && (number || slu_is_str(source)))
        return slu_raise(&slu_type_error_type,
                         "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
    if (number)
        return slu_raise(&slu_type_error_type, "can't extend bytearray with %T", source);
    if (slu_is_str(source)) // no bytes at all in it: the first character is refused
        return ((slu_str *)slu_object_of(source))->size ? slu_index(source) : slu_of(slu_empty_bytes);
    return slu_bytearray_new(source, SLU_NOTHING, SLU_NOTHING);
}

bool slu_bytearray_extend(slu_bytearray *array, slu_value iterable) {
    slu_value source = content(iterable, false);
    const char *data;
    uint32_t size, at = array->size;
    if (!source || !slu_bytes_view(source, &data, &size) || !splice(array, at, 0, size))
        return false;
    memcpy(array->room->data + at, data, size);
    return true;
}

bool slu_bytearray_fill(slu_bytearray *array, slu_value source, slu_value encoding, slu_value errors) {
    slu_value made = slu_bytearray_new(source, encoding, errors);
    if (!made)
        return false;
    array->size = ((slu_bytearray *)slu_object_of(made))->size;
    array->room = ((slu_bytearray *)slu_object_of(made))->room;
    slu_barrier(array, slu_of(array->room));
    return true;
}

int64_t slu_bytearray_pop(slu_bytearray *array, int64_t index) {
    if (!array->size)
        return (int64_t)slu_raise(&slu_index_error_type, "pop from empty bytearray");
    if (index < 0)
        index += array->size;
    if ((uint64_t)index >= array->size)
        return (int64_t)slu_raise(&slu_index_error_type, "pop index out of range");
    int64_t byte = (unsigned char)array->room->data[index];
    splice(array, (uint32_t)index, 1, 0);
    return byte;
}

bool slu_bytearray_remove(slu_bytearray *array, slu_value item) {
    int32_t byte = slu_byte_of(item);
    char one = (char)byte;
    int64_t at = byte < 0 ? -1 : slu_text_find(array->room->data, array->size, &one, 1);
    if (byte >= 0 && at < 0)
        return slu_raise(&slu_value_error_type, "value not found in bytearray");
    return at >= 0 && splice(array, (uint32_t)at, 1, 0);
}

void slu_bytearray_reverse(slu_bytearray *array) {
    if (array->room == slu_empty_bytes)
        return;
    for (uint32_t i = 0, j = array->size; i + 1 < j; i++) {
        char byte = array->room->data[i];
        array->room->data[i] = array->room->data[--j];
        array->room->data[j] = byte;
    }
}

void slu_bytearray_clear(slu_bytearray *array) { array->size = 0; }

slu_bytearray *slu_bytearray_copy(slu_bytearray *array) { return slu_bytearray_from(array->room->data, array->size); }

static bool set_slice(slu_bytearray *array, const slu_slice *slice, slu_value item) {
    int64_t start, step, count;
    const char *data = "";
    uint32_t size = 0;
    slu_value source = item ? content(item, true) : SLU_NOTHING;
    if ((item && (!source || !slu_bytes_view(source, &data, &size))) ||
        !slu_slice_bounds(slice, array->size, &start, &step, &count))
        return false;
    if (step == 1) {
        if (!splice(array, (uint32_t)start, (uint32_t)count, size))
            return false;
        memcpy(array->room->data + start, data, size);
        return true;
    }
    if (item && size != count)
        return slu_raise(&slu_value_error_type, "attempt to assign bytes of size %d to extended slice of size %d",
                         (int64_t)size, count);
    for (int64_t i = 0; item && i < count; i++)
        array->room->data[start + i * step] = data[i];
    for (int64_t i = 0; !item && i < count; i++) // from the back, so that places stay true
        splice(array, (uint32_t)(step > 0 ? start + (count - 1 - i) * step : start + i * step), 1, 0);
    return true;
}

bool slu_bytearray_set_item(slu_value value, slu_value key, slu_value item) {
    slu_bytearray *array = (slu_bytearray *)slu_object_of(value);
    if (slu_is(key, SLU_IS_SLICE))
        return set_slice(array, (slu_slice *)slu_object_of(key), item);
    if (!slu_is_int(key) && !slu_type_of(key)->index)
        return slu_raise(&slu_type_error_type, "bytearray indices must be integers or slices, not %T", key);
    int64_t index = slu_position_of(key);
    if (slu_error)
        return false;
    int32_t byte = 0;
    if (index != INT64_MIN && index != INT64_MAX && item) // CPython looks at the value before the range
        byte = slu_byte_of(item);
    if (byte < 0)
        return false;
    index = index < 0 ? index + array->size : index;
    if ((uint64_t)index >= array->size)
        return slu_index_error(index, "bytearray index out of range");
    if (!item)
        return splice(array, (uint32_t)index, 1, 0);
    array->room->data[index] = (char)byte;
    return true;
}

slu_value slu_bytearray_in_place(slu_value left, slu_value right, slu_operator operator_) {
    slu_bytearray *array = (slu_bytearray *)slu_object_of(left);
    const char *data;
    uint32_t size;
    if (operator_ == SLU_ADD) {
        if (!slu_bytes_view(right, &data, &size))
            return slu_raise(&slu_type_error_type, "can't concat %T to bytearray", right);
        return slu_bytearray_extend(array, right) ? left : SLU_NOTHING;
    }
    if (operator_ != SLU_MULTIPLY || !slu_repeats(right))
        return SLU_NOT_IMPLEMENTED;
    slu_value times = slu_index(right), repeated = times ? slu_bytes_repeat(left, times) : SLU_NOTHING;
    if (!repeated)
        return SLU_NOTHING;
    const slu_bytearray *source = (slu_bytearray *)slu_object_of(repeated);
    array->room = source->room;
    array->size = source->size;
    slu_barrier(array, slu_of(array->room));
    return left;
}
