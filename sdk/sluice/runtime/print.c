// print(): the items' str() joined, in one write.
#include "names.h"
#include "program.h"

bool slu_print(slu_value separator, slu_value end, int64_t stream, const slu_value *items, uint32_t count) {
    slu_str *between = NULL, *behind = NULL;
    if (separator != SLU_NONE) {
        if (!slu_is_str(separator)) {
            slu_raise(&slu_type_error_type, "sep must be None or a string, not %T", separator);
            return false;
        }
        between = (slu_str *)slu_object_of(separator);
    }
    if (end != SLU_NONE) {
        if (!slu_is_str(end)) {
            slu_raise(&slu_type_error_type, "end must be None or a string, not %T", end);
            return false;
        }
        behind = (slu_str *)slu_object_of(end);
    }
    slu_builder builder;
    slu_builder_start(&builder, 64);
    for (uint32_t i = 0; i < count; i++) {
        slu_str *text = slu_str_of(items[i]);
        if (!text)
            return false;
        if (i && between)
            slu_builder_add_str(&builder, between);
        else if (i)
            slu_builder_add_ascii(&builder, " ", 1);
        slu_builder_add_str(&builder, text);
    }
    if (behind)
        slu_builder_add_str(&builder, behind);
    else
        slu_builder_add_ascii(&builder, "\n", 1);
    slu_str *text = slu_builder_finish(&builder);
    if (!text)
        return false;
    slu_write((int32_t)stream, text->data, text->size);
    return true;
}

bool slu_print_items(const slu_value *items, uint32_t count) {
    return slu_print(SLU_NONE, SLU_NONE, 1, items, count);
}

// print as a value, called with keywords.
bool slu_print_with(slu_value separator, slu_value end, slu_value file, slu_value flush, const slu_value *items,
                    uint32_t count) {
    (void)flush;
    if (file != SLU_NONE) {
        slu_raise(&slu_type_error_type, "print(file=...) takes sys.stdout or sys.stderr where it is written out");
        return false;
    }
    return slu_print(separator, end, 1, items, count);
}
