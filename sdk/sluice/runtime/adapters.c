// Iterators over iterators: enumerate, zip, map, filter, reversed, iter(callable, sentinel).
#include "iterator.h"
#include "names.h"
#include "operators.h"
#include "range.h"

static slu_iterator *as_iterator(slu_value value) { return (slu_iterator *)slu_object_of(value); }

// --- enumerate --------------------------------------------------------------------------------------------------

slu_value slu_enumerate(slu_value iterable, slu_value start) {
    slu_value first = slu_index(start), iterator = first ? slu_iterate(iterable) : 0;
    return iterator ? slu_iterator_new(&slu_enumerate_type, iterator, first, 0, 0) : 0;
}

static slu_value next_numbered(slu_value self) {
    slu_iterator *numbered = as_iterator(self);
    slu_value item = slu_next(numbered->source);
    if (!item)
        return 0;
    slu_value pair[] = {numbered->other, item};
    slu_value next = slu_int_add(numbered->other, slu_small(1));
    if (!next)
        return 0;
    numbered->other = next;
    slu_barrier(numbered, next);
    return slu_of(slu_tuple_of(pair, 2));
}

// --- zip ----------------------------------------------------------------------------------------------------------

// The iterators of some iterables as a tuple. 0: raised.
static slu_value iterators_of(const slu_value *iterables, uint32_t count) {
    slu_tuple *iterators = slu_tuple_new(count);
    for (uint32_t i = 0; iterators && i < count; i++) {
        slu_value iterator = slu_iterate(iterables[i]);
        if (!iterator)
            return 0;
        iterators->items[i] = iterator;
        slu_barrier(iterators, iterator);
    }
    return slu_of(iterators);
}

slu_value slu_zip(const slu_value *iterables, uint32_t count, bool strict) {
    slu_value iterators = iterators_of(iterables, count);
    return iterators ? slu_iterator_new(&slu_zip_type, iterators, 0, 0, strict) : 0;
}
slu_value slu_zip_items(const slu_value *iterables, uint32_t count) { return slu_zip(iterables, count, false); }
slu_value slu_zip_strict(int32_t strict, const slu_value *iterables, uint32_t count) {
    return slu_zip(iterables, count, strict);
}

static const char *plural_argument(uint32_t place) { return place == 1 ? " " : "s 1-"; }

// Argument `place` (from 0) has ended: all must have, if strict.
static slu_value end_of_zip(slu_iterator *zip, slu_tuple *iterators, uint32_t place) {
    zip->source = 0;
    if (!zip->limit)
        return 0;
    if (place > 0)
        return slu_raise(&slu_value_error_type, "zip() argument %d is shorter than argument%s%d",
                         (int64_t)place + 1, plural_argument(place), (int64_t)place);
    for (uint32_t i = 1; i < iterators->length; i++) {
        if (slu_next(iterators->items[i]))
            return slu_raise(&slu_value_error_type, "zip() argument %d is longer than argument%s%d", (int64_t)i + 1,
                             plural_argument(i), (int64_t)i);
        if (slu_error)
            return 0;
    }
    return 0;
}

static slu_value next_zipped(slu_value self) {
    slu_iterator *zip = as_iterator(self);
    if (!zip->source)
        return 0;
    slu_tuple *iterators = (slu_tuple *)slu_object_of(zip->source);
    if (!iterators->length)
        return 0;
    slu_tuple *items = slu_tuple_new(iterators->length);
    for (uint32_t i = 0; items && i < iterators->length; i++) {
        slu_value item = slu_next(iterators->items[i]);
        if (!item)
            return slu_error ? 0 : end_of_zip(zip, iterators, i);
        items->items[i] = item;
        slu_barrier(items, item);
    }
    return slu_of(items);
}

// --- map, filter ----------------------------------------------------------------------------------------------

slu_value slu_map(slu_value function, const slu_value *iterables, uint32_t count) {
    if (!count)
        return slu_raise(&slu_type_error_type, "map() must have at least two arguments.");
    slu_value iterators = iterators_of(iterables, count);
    return iterators ? slu_iterator_new(&slu_map_type, iterators, function, 0, 0) : 0;
}
slu_value slu_map_items(slu_value function, const slu_value *iterables, uint32_t count) {
    return slu_map(function, iterables, count);
}

static slu_value next_mapped(slu_value self) {
    slu_iterator *map = as_iterator(self);
    slu_tuple *iterators = (slu_tuple *)slu_object_of(map->source);
    slu_value items[iterators->length];
    for (uint32_t i = 0; i < iterators->length; i++)
        if (!(items[i] = slu_next(iterators->items[i])))
            return 0;
    return slu_call(map->other, items, iterators->length, NULL);
}

slu_value slu_filter(slu_value function, slu_value iterable) {
    slu_value iterator = slu_iterate(iterable);
    return iterator ? slu_iterator_new(&slu_filter_type, iterator, function, 0, 0) : 0;
}

static slu_value next_filtered(slu_value self) {
    slu_iterator *filter = as_iterator(self);
    slu_value item;
    while ((item = slu_next(filter->source))) {
        slu_value kept = filter->other == SLU_NONE ? item : slu_call1(filter->other, item);
        int32_t truth = kept ? slu_truth(kept) : -1;
        if (truth)
            return truth < 0 ? 0 : item;
    }
    return 0;
}

// --- reversed ---------------------------------------------------------------------------------------------------

slu_value slu_reversed(slu_value sequence) {
    slu_function *own = slu_find_special(sequence, SLU_NAME(reversed));
    if (own)
        return slu_call_function(own, &sequence, 1, NULL);
    if (slu_find_member(slu_type_of(sequence), SLU_NAME(reversed)) && slu_is(sequence, SLU_IS_INSTANCE))
        return slu_raise(&slu_type_error_type, "'%T' object is not reversible", sequence); // set to None
    const slu_type *type = slu_type_of(sequence), *native = type->native ? type->native : type;
    if (native->reversed)
        return native->reversed(sequence);
    if (slu_is(sequence, SLU_IS_TYPE)) { // a class: an enumeration, else TypeError
        slu_list *members = slu_list_from(sequence);
        return members ? slu_type_of(slu_of(members))->reversed(slu_of(members)) : 0;
    }
    bool has_items = slu_is(sequence, SLU_IS_STR) || type->get_item || (native != type && native->get_item);
    if (!has_items)
        return slu_raise(&slu_type_error_type, "'%T' object is not reversible", sequence);
    int64_t length = slu_length(sequence);
    return length < 0 ? 0 : slu_iterator_new(&slu_reversed_type, sequence, 0, length - 1, 0);
}

static slu_value next_reversed(slu_value self) {
    slu_iterator *iterator = as_iterator(self);
    if (!iterator->source || iterator->position < 0)
        return 0;
    return slu_get_item(iterator->source, slu_small(iterator->position--));
}

// --- iter(callable, sentinel) -------------------------------------------------------------------------------------

slu_value slu_iterate_until(slu_value function, slu_value sentinel) {
    if (!slu_is_callable(function))
        return slu_raise(&slu_type_error_type, "iter(v, w): v must be callable");
    return slu_iterator_new(&slu_callable_iterator_type, function, sentinel, 0, 0);
}

static slu_value next_called(slu_value self) {
    slu_iterator *iterator = as_iterator(self);
    if (!iterator->source)
        return 0;
    slu_value item = slu_call(iterator->source, NULL, 0, NULL);
    if (!item) {
        slu_clear_if(&slu_stop_iteration_type);
        if (!slu_error)
            iterator->source = 0;
        return 0;
    }
    if (!iterator->source) // the function has used up the iterator that calls it
        return 0;
    int32_t same = slu_equal(item, iterator->other);
    if (same > 0)
        iterator->source = 0;
    return same ? 0 : item;
}

// iter and next as values: the second argument may be left out.
slu_value slu_iter_with(slu_value object, slu_value sentinel) {
    return sentinel ? slu_iterate_until(object, sentinel) : slu_iterate(object);
}
slu_value slu_next_with(slu_value iterator, slu_value otherwise) {
    return otherwise ? slu_next_or(iterator, otherwise) : slu_next_or_raise(iterator);
}

// --- the classes, called as values --------------------------------------------------------------------------------

// The value of the only keyword a call may have, or `otherwise`. 0: TypeError.
static slu_value only_keyword(const slu_type *type, const slu_tuple *keywords, const slu_value *arguments,
                              uint32_t positional, const char *name, slu_value otherwise) {
    if (!keywords)
        return otherwise;
    for (uint32_t i = 0; i < keywords->length; i++) {
        slu_str *given = (slu_str *)slu_object_of(keywords->items[i]);
        if (given->size != strlen(name) || memcmp(given->data, name, given->size))
            return slu_raise(&slu_type_error_type, "%N() got an unexpected keyword argument '%S'", type, given);
    }
    return arguments[positional];
}

static slu_value new_zip(const slu_type *type, const slu_value *arguments, uint32_t count, const slu_tuple *keywords) {
    uint32_t positional = count - (keywords ? keywords->length : 0);
    slu_value strict = only_keyword(type, keywords, arguments, positional, "strict", slu_bool(0));
    int32_t truth = strict ? slu_truth(strict) : -1;
    return truth < 0 ? 0 : slu_zip(arguments, positional, truth);
}

static slu_value new_enumerate(const slu_type *type, const slu_value *arguments, uint32_t count,
                               const slu_tuple *keywords) {
    uint32_t positional = count - (keywords ? keywords->length : 0);
    if (!positional || positional > 2)
        return slu_raise(&slu_type_error_type, "enumerate() missing required argument 'iterable'");
    slu_value start = positional == 2 ? arguments[1] : slu_small(0);
    start = only_keyword(type, keywords, arguments, positional, "start", start);
    return start ? slu_enumerate(arguments[0], start) : 0;
}

static slu_value new_map(const slu_type *type, const slu_value *arguments, uint32_t count, const slu_tuple *keywords) {
    if (keywords)
        return slu_raise(&slu_type_error_type, "%N() takes no keyword arguments", type);
    return count < 2 ? slu_map(0, NULL, 0) : slu_map(arguments[0], arguments + 1, count - 1);
}

static slu_value new_filter(const slu_type *type, const slu_value *arguments, uint32_t count,
                            const slu_tuple *keywords) {
    if (keywords || count != 2)
        return slu_raise(&slu_type_error_type, "%N expected 2 arguments, got %d", type, (int64_t)count);
    return slu_filter(arguments[0], arguments[1]);
}

static slu_value new_reversed(const slu_type *type, const slu_value *arguments, uint32_t count,
                              const slu_tuple *keywords) {
    if (keywords || count != 1)
        return slu_raise(&slu_type_error_type, "%N expected 1 argument, got %d", type, (int64_t)count);
    return slu_reversed(arguments[0]);
}

SLU_ITERATOR_CLASS(slu_enumerate_type, "enumerate", next_numbered, new_enumerate)
SLU_ITERATOR_CLASS(slu_zip_type, "zip", next_zipped, new_zip)
SLU_ITERATOR_CLASS(slu_map_type, "map", next_mapped, new_map)
SLU_ITERATOR_CLASS(slu_filter_type, "filter", next_filtered, new_filter)
SLU_ITERATOR_CLASS(slu_reversed_type, "reversed", next_reversed, new_reversed)
SLU_ITERATOR_TYPE(slu_callable_iterator_type, "callable_iterator", next_called)
