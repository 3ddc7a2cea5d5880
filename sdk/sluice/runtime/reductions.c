// Functions that reduce an iterable to one value: sum, any, all, min, max.
#include "iterator.h"
#include "operators.h"

slu_value slu_sum(slu_value iterable, slu_value start) {
    if (slu_is(start, SLU_IS_STR))
        return slu_raise(&slu_type_error_type, "sum() can't sum strings [use ''.join(seq) instead]");
    if (slu_is(start, SLU_IS_BYTES | SLU_IS_BYTEARRAY))
        return slu_raise(&slu_type_error_type, "sum() can't sum %T [use b''.join(seq) instead]", start);
    slu_value iterator = slu_iterate(iterable), item, total = start;
    if (!iterator)
        return 0;
    while ((item = slu_next(iterator)))
        if (!(total = slu_add(total, item)))
            return 0;
    return slu_error ? 0 : total;
}
slu_value slu_sum_of(slu_value iterable) { return slu_sum(iterable, slu_small(0)); }

static int32_t search(slu_value iterable, int32_t wanted) {
    slu_value iterator = slu_iterate(iterable), item;
    if (!iterator)
        return -1;
    while ((item = slu_next(iterator))) {
        int32_t truth = slu_truth(item);
        if (truth < 0 || truth == wanted)
            return truth;
    }
    return slu_error ? -1 : !wanted;
}
int32_t slu_any(slu_value iterable) { return search(iterable, 1); }
int32_t slu_all(slu_value iterable) { return search(iterable, 0); }

// What has been compared so far. `call` is NULL without a key: programs that give none carry no calls of values.
typedef struct extreme {
    slu_comparison operator_; // the first item that no other is `operator_` than
    slu_value key;
    slu_value (*call)(slu_value key, slu_value item);
    slu_value best, best_key;
} extreme;

static bool consider(extreme *among, slu_value item) {
    slu_value own = among->call ? among->call(among->key, item) : item;
    int32_t better = !own ? -1 : among->best ? slu_compare_truth(own, among->best_key, among->operator_) : 1;
    if (better > 0) {
        among->best = item;
        among->best_key = own;
    }
    return better >= 0;
}

// `otherwise` 0: an empty iterable raises.
static slu_value choose(const char *name, extreme *among, slu_value otherwise, const slu_value *items,
                        uint32_t count) {
    if (!count)
        return slu_raise(&slu_type_error_type, "%s expected at least 1 argument, got 0", name);
    if (count > 1 && otherwise)
        return slu_raise(&slu_type_error_type,
                         "Cannot specify a default for %s() with multiple positional arguments", name);
    if (count > 1) {
        for (uint32_t i = 0; i < count; i++)
            if (!consider(among, items[i]))
                return 0;
        return among->best;
    }
    slu_value iterator = slu_iterate(items[0]), item;
    if (!iterator)
        return 0;
    while ((item = slu_next(iterator)))
        if (!consider(among, item))
            return 0;
    if (slu_error)
        return 0;
    if (!among->best && !otherwise)
        return slu_raise(&slu_value_error_type, "%s() arg is an empty sequence", name);
    return among->best ? among->best : otherwise;
}

#define CALL_OF(key) (key == SLU_NONE ? NULL : slu_call1)
slu_value slu_min(slu_value key, slu_value otherwise, const slu_value *items, uint32_t count) {
    return choose("min", &(extreme){SLU_LESS, key, CALL_OF(key)}, otherwise, items, count);
}
slu_value slu_max(slu_value key, slu_value otherwise, const slu_value *items, uint32_t count) {
    return choose("max", &(extreme){SLU_GREATER, key, CALL_OF(key)}, otherwise, items, count);
}
slu_value slu_min_items(const slu_value *items, uint32_t count) {
    return choose("min", &(extreme){SLU_LESS}, 0, items, count);
}
slu_value slu_max_items(const slu_value *items, uint32_t count) {
    return choose("max", &(extreme){SLU_GREATER}, 0, items, count);
}
