#include "codec.h"
#include "object.h"

typedef struct alias {
    const char *name;
    slu_codec codec;
} alias;

static const alias aliases[] = {
    {"utf-8", SLU_UTF8},         {"utf8", SLU_UTF8},        {"u8", SLU_UTF8},        {"utf", SLU_UTF8},
    {"utf-8-sig", SLU_UTF8_SIGNED}, {"utf8-sig", SLU_UTF8_SIGNED},
    {"cp65001", SLU_UTF8},       {"ascii", SLU_ASCII},      {"us-ascii", SLU_ASCII}, {"646", SLU_ASCII},
    {"latin-1", SLU_LATIN1},     {"latin1", SLU_LATIN1},    {"latin", SLU_LATIN1},   {"l1", SLU_LATIN1},
    {"iso-8859-1", SLU_LATIN1},  {"iso8859-1", SLU_LATIN1}, {"8859", SLU_LATIN1},    {"cp819", SLU_LATIN1},
};
static const char *const handlers[] = {"strict",         "ignore",        "replace",          "surrogateescape",
                                       "surrogatepass", "backslashreplace", "xmlcharrefreplace"};

// Compares with letters in any case and `_` or ` ` for `-`.
static bool names_codec(const slu_str *text, const char *name) {
    uint32_t i = 0;
    for (; i < text->size && name[i]; i++) {
        char given = text->data[i];
        given = given >= 'A' && given <= 'Z' ? (char)(given | 32) : given == '_' || given == ' ' ? '-' : given;
        if (given != name[i])
            return false;
    }
    return i == text->size && !name[i];
}

bool slu_read_codec(slu_value name, slu_codec *codec) {
    *codec = SLU_UTF8;
    if (!name)
        return true;
    if (!slu_is_str(name))
        return slu_raise(&slu_type_error_type, "encoding must be a string, not %T", name);
    const slu_str *text = (slu_str *)slu_object_of(name);
    for (uint32_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (names_codec(text, aliases[i].name)) {
            *codec = aliases[i].codec;
            return true;
        }
    return slu_raise(&slu_lookup_error_type, "unknown encoding: %S", text);
}

const char *slu_codec_name(slu_codec codec) {
    return codec == SLU_UTF8 ? "utf-8" : codec == SLU_ASCII ? "ascii" : "latin-1";
}

bool slu_read_error_handler(slu_value name, slu_error_handler *handler) {
    *handler = SLU_ERRORS_STRICT;
    if (!name)
        return true;
    if (!slu_is_str(name))
        return slu_raise(&slu_type_error_type, "errors must be a string, not %T", name);
    const slu_str *text = (slu_str *)slu_object_of(name);
    for (uint32_t i = 0; i < SLU_ERRORS_UNKNOWN; i++) {
        *handler = (slu_error_handler)i;
        if (__builtin_strlen(handlers[i]) == text->size && slu_text_equal(handlers[i], text->data, text->size))
            return true;
    }
    *handler = SLU_ERRORS_UNKNOWN;
    return true;
}

slu_str *slu_refuse_error_handler(slu_value name) {
    slu_raise(&slu_lookup_error_type, "unknown error handler name '%S'", (slu_str *)slu_object_of(name));
    return NULL;
}
