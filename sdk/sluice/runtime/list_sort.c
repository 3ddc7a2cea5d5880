// Sorting: a stable merge sort over pairs of key and item, natural runs first (sorted input costs n - 1
// comparisons).
#include "list.h"
#include "operators.h"
#include "steps.h"

typedef struct pair {
    slu_value key, item;
} pair;

// Whether `right` must stand before `left`: only `<` is asked, as CPython does. -1: raised.
static int32_t before(const pair *right, const pair *left) {
    if (slu_are_small(right->key, left->key))
        return (int64_t)right->key < (int64_t)left->key;
    return slu_compare_truth(right->key, left->key, SLU_LESS);
}

// Merges [low, middle) and [middle, high) of `from` into `to`. false: raised.
static bool merge(const pair *from, pair *to, uint32_t low, uint32_t middle, uint32_t high) {
    uint32_t left = low, right = middle;
    for (uint32_t place = low; place < high; place++) {
        bool take_right = left == middle;
        if (left < middle && right < high) {
            int32_t answer = before(&from[right], &from[left]);
            if (answer < 0)
                return false;
            take_right = answer;
        }
        to[place] = take_right ? from[right++] : from[left++];
    }
    return true;
}

static void reverse(pair *pairs, uint32_t low, uint32_t high) {
    while (low + 1 < high) {
        pair kept = pairs[low];
        pairs[low++] = pairs[--high];
        pairs[high] = kept;
    }
}

// The end of the run that starts at `low`; a strictly falling one is turned round. 0: raised.
static uint32_t run_end(pair *pairs, uint32_t low, uint32_t count) {
    uint32_t high = low + 1;
    if (high == count)
        return high;
    int32_t falling = before(&pairs[high], &pairs[low]);
    if (falling < 0)
        return 0;
    for (high++; high < count; high++) {
        int32_t answer = before(&pairs[high], &pairs[high - 1]);
        if (answer < 0)
            return 0;
        if (answer != falling)
            break;
    }
    if (falling)
        reverse(pairs, low, high);
    return high;
}

static bool sort_pairs(pair *pairs, pair *spare, uint32_t *ends, uint32_t count) {
    uint32_t runs = 0;
    for (uint32_t low = 0; low < count; low = ends[runs++])
        if (!(ends[runs] = run_end(pairs, low, count)))
            return false;
    pair *from = pairs, *to = spare;
    while (runs > 1) {
        uint32_t low = 0, merged = 0;
        for (uint32_t i = 0; i < runs; i += 2) {
            uint32_t middle = ends[i], high = i + 1 < runs ? ends[i + 1] : middle;
            if (!merge(from, to, low, middle, high))
                return false;
            low = ends[merged++] = high;
        }
        runs = merged;
        pair *kept = from;
        from = to;
        to = kept;
    }
    if (from != pairs)
        memcpy(pairs, from, count * sizeof(pair));
    return true;
}

typedef slu_value (*key_call)(slu_value key, slu_value item);

// `call` is NULL without a key: programs that give none carry no calls of values.
static bool sort(slu_list *list, slu_value key, key_call call, slu_value reversed) {
    int32_t falling = slu_truth(reversed);
    if (falling < 0)
        return false;
    uint32_t count = list->length;
    slu_spend(count);
    // Scratch memory as tuples without collectable meaning for anybody else: pairs twice, ends of runs.
    slu_tuple *room = slu_tuple_new(count * 4), *numbers = slu_tuple_new(count / 2 + 1);
    if (!room || !numbers)
        return false;
    pair *pairs = (pair *)room->items, *spare = pairs + count;
    for (uint32_t i = 0; i < count; i++) {
        slu_value item = list->items->values[i];
        slu_value own = call ? call(key, item) : item;
        if (!own)
            return false;
        pairs[i] = (pair){own, item};
        if (list->length != count) {
            slu_raise(&slu_value_error_type, "list modified during sort");
            return false;
        }
    }
    if (falling)
        reverse(pairs, 0, count);
    if (count > 1 && !sort_pairs(pairs, spare, (uint32_t *)numbers->items, count))
        return false;
    memset(numbers->items, 0, numbers->length * sizeof(slu_value));
    if (falling)
        reverse(pairs, 0, count);
    if (list->length != count) {
        slu_raise(&slu_value_error_type, "list modified during sort");
        return false;
    }
    for (uint32_t i = 0; i < count; i++)
        slu_list_put(list, i, pairs[i].item);
    return true;
}

bool slu_list_sort(slu_list *list, slu_value key, slu_value reversed) {
    return sort(list, key, key == SLU_NONE ? NULL : slu_call1, reversed);
}
bool slu_list_sort_plainly(slu_list *list, slu_value reversed) { return sort(list, 0, NULL, reversed); }

slu_list *slu_sorted_plainly(slu_value iterable, slu_value reversed) {
    slu_list *list = slu_list_from(iterable);
    return list && slu_list_sort_plainly(list, reversed) ? list : NULL;
}
slu_list *slu_sorted(slu_value iterable, slu_value key, slu_value reversed) {
    slu_list *list = slu_list_from(iterable);
    return list && slu_list_sort(list, key, reversed) ? list : NULL;
}
