// Bytes to str: UTF-8, ASCII, Latin-1 with CPython's error handlers.
#include "bytes.h"
#include "codec.h"
#include "object.h"

// Reads one code point of strict UTF-8 at `at`. Returns its size, or minus the size of what is wrong.
static int read_utf8(const unsigned char *at, uint32_t left, uint32_t *code_point, const char **reason) {
    uint32_t first = at[0], size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first < 0x80) {
        *code_point = first;
        return 1;
    }
    if (first < 0xc2 || first > 0xf4) {
        *reason = "invalid start byte";
        return -1;
    }
    uint32_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    uint32_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    *code_point = first & (0x7f >> size);
    for (uint32_t i = 1; i < size; i++, low = 0x80, high = 0xbf) {
        if (i == left) {
            *reason = "unexpected end of data";
            return -(int)i;
        }
        if (at[i] < low || at[i] > high) {
            *reason = "invalid continuation byte";
            return -(int)i;
        }
        *code_point = *code_point << 6 | (at[i] & 0x3f);
    }
    return (int)size;
}

// Every byte that is no UTF-8 becomes a lone surrogate. Needs no error handler's names.
static SLU_COLD slu_str *escape_bytes(const char *data, uint32_t size) {
    slu_builder builder;
    slu_builder_start(&builder, size + 8);
    for (uint32_t at = 0; at < size;) {
        uint32_t code_point;
        const char *reason;
        int step = read_utf8((const unsigned char *)data + at, size - at, &code_point, &reason);
        if (step > 0) {
            slu_builder_add(&builder, data + at, (uint32_t)step, 1);
            at += (uint32_t)step;
        } else
            slu_builder_add_code_point(&builder, 0xdc00 + (unsigned char)data[at++]);
    }
    return slu_builder_finish(&builder);
}

// The number of code points, or -1 when the bytes are not UTF-8.
static int64_t validate(const char *data, uint32_t size) {
    int64_t count = 0;
    for (uint32_t at = 0; at < size; count++) {
        uint32_t code_point;
        const char *reason;
        int step = read_utf8((const unsigned char *)data + at, size - at, &code_point, &reason);
        if (step < 0)
            return -1;
        at += (uint32_t)step;
    }
    return count;
}

slu_str *slu_str_from_bytes(const char *data, uint32_t size) {
    if (SLU_LIKELY(slu_is_ascii_text(data, size)))
        return size ? slu_str_from_ascii(data, size) : slu_empty_str;
    int64_t length = validate(data, size);
    if (length < 0)
        return escape_bytes(data, size);
    slu_str *str = slu_str_from_ascii(data, size);
    if (str)
        str->length = (uint32_t)length;
    return str;
}

slu_str *slu_str_adopt(slu_str *str) {
    str->hash = 0;
    str->length = str->size;
    if (SLU_LIKELY(slu_is_ascii_text(str->data, str->size)))
        return str;
    int64_t length = validate(str->data, str->size);
    if (length < 0)
        return escape_bytes(str->data, str->size);
    str->length = (uint32_t)length;
    return str;
}

// Whether three bytes are a surrogate in UTF-8's manner.
static bool is_surrogate(const char *data, uint32_t left) {
    return left >= 3 && (unsigned char)data[0] == 0xed && ((unsigned char)data[1] & 0xe0) == 0xa0 &&
           ((unsigned char)data[2] & 0xc0) == 0x80;
}

// What stands for the wrong bytes data[at … at + size). Returns how many bytes were dealt with; 0: raised.
static uint32_t handle(slu_builder *builder, slu_error_handler handler, slu_codec codec, const char *data, uint32_t at,
                       uint32_t size, uint32_t total, const char *reason, slu_value object) {
    switch (handler) {
    case SLU_ERRORS_IGNORE:
        return size;
    case SLU_ERRORS_REPLACE:
        slu_builder_add_code_point(builder, 0xfffd);
        return size;
    case SLU_ERRORS_SURROGATEESCAPE:
        for (uint32_t i = 0; i < size; i++)
            slu_builder_add_code_point(builder, 0xdc00 + (unsigned char)data[at + i]);
        return size;
    case SLU_ERRORS_BACKSLASHREPLACE:
        for (uint32_t i = 0; i < size; i++) {
            unsigned char byte = (unsigned char)data[at + i];
            slu_builder_add_ascii(
                builder, (char[]){'\\', 'x', "0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]}, 4);
        }
        return size;
    case SLU_ERRORS_SURROGATEPASS:
        if (codec == SLU_UTF8 && is_surrogate(data + at, total - at)) {
            slu_builder_add(builder, data + at, 3, 1);
            return 3;
        }
        break;
    case SLU_ERRORS_UNKNOWN:
        return 0;
    default:
        break;
    }
    return slu_raise_unicode_error(&slu_unicode_decode_error_type, slu_codec_name(codec), object, at, at + size, reason);
}

static slu_str *decode_latin1(const char *data, uint32_t size) {
    slu_builder builder;
    slu_builder_start(&builder, size + size / 4);
    for (uint32_t i = 0; i < size; i++)
        slu_builder_add_code_point(&builder, (unsigned char)data[i]);
    return slu_builder_finish(&builder);
}

slu_str *slu_decode(const char *data, uint32_t size, slu_value encoding, slu_value errors, slu_value object) {
    slu_codec codec;
    slu_error_handler handler;
    if (!slu_read_codec(encoding, &codec) || !slu_read_error_handler(errors, &handler))
        return NULL;
    if (codec == SLU_UTF8_SIGNED) {
        codec = SLU_UTF8;
        if (size >= 3 && slu_text_equal(data, "\xef\xbb\xbf", 3)) {
            data += 3;
            size -= 3;
        }
    }
    if (slu_is_ascii_text(data, size))
        return size ? slu_str_from_ascii(data, size) : slu_empty_str;
    if (codec == SLU_LATIN1)
        return decode_latin1(data, size);
    slu_builder builder;
    slu_builder_start(&builder, size);
    for (uint32_t at = 0; at < size;) {
        uint32_t code_point;
        const char *reason = "ordinal not in range(128)";
        int step = codec == SLU_ASCII ? ((unsigned char)data[at] < 0x80 ? 1 : -1)
                                      : read_utf8((const unsigned char *)data + at, size - at, &code_point, &reason);
        if (step > 0) {
            slu_builder_add(&builder, data + at, (uint32_t)step, 1);
            at += (uint32_t)step;
            continue;
        }
        uint32_t done = handle(&builder, handler, codec, data, at, (uint32_t)-step, size, reason, object);
        if (!done)
            return handler == SLU_ERRORS_UNKNOWN ? slu_refuse_error_handler(errors) : NULL;
        at += done;
    }
    return slu_builder_finish(&builder);
}
