// repr(str) and ascii(): quotes chosen and characters escaped as CPython does.
#include "object.h"
#include "str.h"
#include "unicode.h"

static void add_hex(slu_builder *builder, char kind, uint32_t code_point, uint32_t digits) {
    char escape[10] = {'\\', kind};
    for (uint32_t i = 0; i < digits; i++)
        escape[1 + digits - i] = "0123456789abcdef"[code_point >> 4 * i & 15];
    slu_builder_add_ascii(builder, escape, digits + 2);
}

static void add_escaped(slu_builder *builder, uint32_t code_point, char quote, bool ascii) {
    char escape = code_point == '\n' ? 'n' : code_point == '\r' ? 'r' : code_point == '\t' ? 't' : 0;
    if (code_point == (unsigned char)quote || code_point == '\\')
        escape = (char)code_point;
    if (escape)
        slu_builder_add_ascii(builder, (char[]){'\\', escape}, 2);
    else if (code_point < 0x80 ? code_point >= ' ' && code_point != 0x7f : !ascii && slu_is_printable(code_point))
        slu_builder_add_code_point(builder, code_point);
    else if (code_point < 0x100)
        add_hex(builder, 'x', code_point, 2);
    else
        add_hex(builder, code_point < 0x10000 ? 'u' : 'U', code_point, code_point < 0x10000 ? 4 : 8);
}

static bool has_char(const slu_str *str, char wanted) {
    for (uint32_t i = 0; i < str->size; i++)
        if (str->data[i] == wanted)
            return true;
    return false;
}

slu_str *slu_str_repr(slu_str *str) {
    char quote = has_char(str, '\'') && !has_char(str, '"') ? '"' : '\'';
    slu_builder builder;
    slu_builder_start(&builder, str->size + 2);
    slu_builder_add_ascii(&builder, &quote, 1);
    for (uint32_t offset = 0; offset < str->size;)
        add_escaped(&builder, slu_read_code_point(str->data, &offset), quote, false);
    slu_builder_add_ascii(&builder, &quote, 1);
    return slu_builder_finish(&builder);
}

// What repr() left readable beyond ASCII is escaped too.
slu_str *slu_ascii(slu_value value) {
    slu_str *text = slu_repr(value);
    if (!text || slu_str_is_ascii(text))
        return text;
    slu_builder builder;
    slu_builder_start(&builder, text->size * 2);
    for (uint32_t offset = 0; offset < text->size;) {
        uint32_t code_point = slu_read_code_point(text->data, &offset);
        if (code_point < 0x80)
            slu_builder_add_code_point(&builder, code_point);
        else
            add_escaped(&builder, code_point, 0, true);
    }
    return slu_builder_finish(&builder);
}
