// The dict of an instance as a value of its own: only where the compiler took the slots away.
#include "dict.h"
#include "names.h"
#include "object.h"

// Where the dict's word lies; NULL: there is none, and `slu_error` is set when there should be one.
static slu_value *find_word(slu_value receiver) {
    const slu_type *type = slu_type_of(receiver);
    if (slu_is(receiver, SLU_IS_TYPE | SLU_IS_FUNCTION) || (type->dict_place && type->slot_count)) {
        slu_raise(&slu_not_implemented_error_type, "the __dict__ of '%T' object is not kept", receiver);
        return NULL;
    }
    if (slu_is_small(receiver) || !type->dict_place)
        return NULL;
    return slu_slot_at(receiver, type->dict_place - 1);
}

static slu_value load(slu_value receiver, slu_value *word) {
    if (!*word) {
        *word = slu_of(slu_dict_new());
        slu_barrier(slu_object_of(receiver), *word);
    }
    return *word;
}

slu_value slu_kept_dict(slu_value receiver) {
    slu_value *word = find_word(receiver);
    if (word)
        return load(receiver, word);
    if (!slu_error)
        slu_no_attribute(receiver, SLU_NAME(dict));
    return 0;
}

slu_value slu_kept_vars(slu_value receiver) {
    slu_value *word = find_word(receiver);
    if (word)
        return load(receiver, word);
    return slu_error ? 0 : slu_raise(&slu_type_error_type, "vars() argument must have __dict__ attribute");
}

bool slu_keep_dict(slu_value receiver, slu_value dict) {
    slu_value *word = find_word(receiver);
    if (!word) {
        if (!slu_error)
            slu_no_attribute(receiver, SLU_NAME(dict));
        return false;
    }
    if (!slu_is(dict, SLU_IS_DICT)) {
        slu_raise(&slu_type_error_type, "__dict__ must be set to a dictionary, not a '%T'", dict);
        return false;
    }
    *word = dict;
    slu_barrier(slu_object_of(receiver), dict);
    return true;
}
