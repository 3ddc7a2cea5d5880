// Which encodings and error handlers there are.
#pragma once

#include "str.h"

// SLU_UTF8_SIGNED: with a byte order mark, which decoding may find and encoding writes.
typedef enum slu_codec { SLU_UTF8, SLU_ASCII, SLU_LATIN1, SLU_UTF8_SIGNED } slu_codec;

typedef enum slu_error_handler {
    SLU_ERRORS_STRICT,
    SLU_ERRORS_IGNORE,
    SLU_ERRORS_REPLACE,
    SLU_ERRORS_SURROGATEESCAPE,
    SLU_ERRORS_SURROGATEPASS,
    SLU_ERRORS_BACKSLASHREPLACE,
    SLU_ERRORS_XMLCHARREFREPLACE,
    SLU_ERRORS_UNKNOWN
} slu_error_handler;

// The codec of a name as Python normalises it; SLU_NOTHING is UTF-8. false: TypeError or LookupError.
bool slu_read_codec(slu_value name, slu_codec *codec);
const char *slu_codec_name(slu_codec codec);
// An unknown handler is refused only when it is needed, as in CPython. false: TypeError.
bool slu_read_error_handler(slu_value name, slu_error_handler *handler);
// LookupError; returns NULL.
slu_str *slu_refuse_error_handler(slu_value name) SLU_COLD;

// Raises UnicodeDecodeError or UnicodeEncodeError; returns false. Lives where their texts are made, so that
// whoever raises them links those (exceptions.c names them weakly).
bool slu_raise_unicode_error(const slu_type *type, const char *codec, slu_value object, uint32_t start, uint32_t end,
                             const char *reason) SLU_COLD;
slu_value slu_unicode_error_str(slu_value exception);
slu_value slu_unicode_error_get_attribute(slu_value exception, slu_str *name);
