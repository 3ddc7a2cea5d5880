// str(…) as a call of the class.
#include "object.h"
#include "str.h"

static slu_str *text_of(slu_value value) { return (slu_str *)slu_object_of(value); }

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
