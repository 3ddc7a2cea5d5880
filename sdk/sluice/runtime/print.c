// print(): the items' str() joined, in one write.
#include "names.h"
#include "program.h"

static bool check_text(slu_value text, const char *name) {
    if (text == SLU_NONE || slu_is_str(text))
        return true;
    slu_raise(&slu_type_error_type, "%s must be None or a string, not %T", name, text);
    return false;
}

// What is printed, or NULL.
static slu_str *join(slu_value separator, slu_value end, const slu_value *items, uint32_t count) {
    if (!check_text(separator, "sep") || !check_text(end, "end"))
        return NULL;
    slu_builder builder;
    slu_builder_start(&builder, 64);
    for (uint32_t i = 0; i < count; i++) {
        slu_str *text = slu_str_of(items[i]);
        if (!text)
            return NULL;
        if (i && separator != SLU_NONE)
            slu_builder_add_str(&builder, (slu_str *)slu_object_of(separator));
        else if (i)
            slu_builder_add_ascii(&builder, " ", 1);
        slu_builder_add_str(&builder, text);
    }
    if (end != SLU_NONE)
        slu_builder_add_str(&builder, (slu_str *)slu_object_of(end));
    else
        slu_builder_add_ascii(&builder, "\n", 1);
    return slu_builder_finish(&builder);
}

bool slu_print(slu_value separator, slu_value end, int64_t stream, const slu_value *items, uint32_t count) {
    slu_str *text = join(separator, end, items, count);
    if (!text)
        return false;
    slu_write((int32_t)stream, text->data, text->size);
    return true;
}

bool slu_print_items(const slu_value *items, uint32_t count) {
    return slu_print(SLU_NONE, SLU_NONE, 1, items, count);
}

void slu_write_text(int64_t stream, slu_str *text) { slu_write((int32_t)stream, text->data, text->size); }

static bool write_to(slu_value file, slu_str *text) {
    SLU_STR_CONSTANT(write_name, "write");
    slu_value arguments[] = {file, slu_of(text)};
    return text && slu_call_method(write_name, arguments, 2, NULL);
}

// print with keywords: `file` is anything that has `write`.
bool slu_print_with(slu_value separator, slu_value end, slu_value file, slu_value flush, const slu_value *items,
                    uint32_t count) {
    (void)flush;
    if (file == SLU_NONE)
        return slu_print(separator, end, 1, items, count);
    if (!check_text(separator, "sep") || !check_text(end, "end"))
        return false;
    SLU_STR_CONSTANT(space, " ");
    SLU_STR_CONSTANT(newline, "\n");
    for (uint32_t i = 0; i < count; i++) {
        if (i && !write_to(file, separator == SLU_NONE ? space : (slu_str *)slu_object_of(separator)))
            return false;
        if (!write_to(file, slu_str_of(items[i])))
            return false;
    }
    return write_to(file, end == SLU_NONE ? newline : (slu_str *)slu_object_of(end));
}
