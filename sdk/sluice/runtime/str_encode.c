// str to bytes: UTF-8, ASCII, Latin-1 with CPython's error handlers.
#include "bytes.h"
#include "codec.h"
#include "int.h"
#include "object.h"

// Bytes that grow.
typedef struct output {
    slu_bytes *bytes;
    uint32_t size;
} output;

static bool add(output *to, const char *data, uint32_t size) {
    if (to->size + (uint64_t)size > to->bytes->size) {
        slu_bytes *larger = slu_bytes_allocate(2 * ((uint64_t)to->size + size));
        if (!larger)
            return false;
        memcpy(larger->data, to->bytes->data, to->size);
        to->bytes = larger;
    }
    memcpy(to->bytes->data + to->size, data, size);
    to->size += size;
    return true;
}

static bool fits(slu_codec codec, uint32_t code_point) {
    return code_point < (codec == SLU_ASCII ? 0x80u : codec == SLU_LATIN1 ? 0x100u : 0x110000u) &&
           !(codec == SLU_UTF8 && code_point >= 0xd800 && code_point < 0xe000);
}

static bool raise_unencodable(slu_codec codec, slu_str *str, uint32_t start, uint32_t end) {
    const char *reason = codec == SLU_UTF8    ? "surrogates not allowed"
                         : codec == SLU_ASCII ? "ordinal not in range(128)"
                                              : "ordinal not in range(256)";
    return slu_raise_unicode_error(&slu_unicode_encode_error_type, slu_codec_name(codec), slu_of(str), start, end, reason);
}

static bool add_reference(output *to, uint32_t code_point) {
    slu_str *number = slu_int64_to_str(code_point);
    return number && add(to, "&#", 2) && add(to, number->data, number->size) && add(to, ";", 1);
}

static bool add_backslash(output *to, uint32_t code_point) {
    uint32_t digits = code_point < 0x100 ? 2 : code_point < 0x10000 ? 4 : 8;
    char escape[10] = {'\\', digits == 2 ? 'x' : digits == 4 ? 'u' : 'U'};
    for (uint32_t i = 0; i < digits; i++)
        escape[1 + digits - i] = "0123456789abcdef"[code_point >> 4 * i & 15];
    return add(to, escape, digits + 2);
}

// One character that does not fit; 1 done, 0 the handler does not help, -1 MemoryError.
static int handle(output *to, slu_error_handler handler, slu_codec codec, uint32_t code_point) {
    char bytes[4];
    switch (handler) {
    case SLU_ERRORS_IGNORE:
        return 1;
    case SLU_ERRORS_REPLACE:
        return add(to, "?", 1) ? 1 : -1;
    case SLU_ERRORS_XMLCHARREFREPLACE:
        return add_reference(to, code_point) ? 1 : -1;
    case SLU_ERRORS_BACKSLASHREPLACE:
        return add_backslash(to, code_point) ? 1 : -1;
    case SLU_ERRORS_SURROGATEESCAPE:
        bytes[0] = (char)code_point;
        return code_point < 0xdc80 || code_point > 0xdcff ? 0 : add(to, bytes, 1) ? 1 : -1;
    case SLU_ERRORS_SURROGATEPASS:
        return codec != SLU_UTF8 ? 0 : add(to, bytes, slu_write_code_point(bytes, code_point)) ? 1 : -1;
    default:
        return 0;
    }
}

static SLU_COLD slu_bytes *encode_slowly(slu_str *str, slu_codec codec, slu_error_handler handler, slu_value errors) {
    output to = {slu_bytes_allocate(str->size + 16), 0};
    if (!to.bytes)
        return NULL;
    uint32_t position = 0;
    for (uint32_t offset = 0; offset < str->size; position++) {
        uint32_t start = offset, code_point = slu_read_code_point(str->data, &offset);
        char byte = (char)code_point;
        bool fitting = fits(codec, code_point);
        if (fitting && !(codec == SLU_UTF8 ? add(&to, str->data + start, offset - start) : add(&to, &byte, 1)))
            return NULL;
        int done = fitting ? 1 : handle(&to, handler, codec, code_point);
        if (done < 0)
            return NULL;
        if (done)
            continue;
        if (handler == SLU_ERRORS_UNKNOWN)
            return (slu_bytes *)slu_refuse_error_handler(errors);
        uint32_t end = position + 1;
        while (offset < str->size && !fits(codec, slu_read_code_point(str->data, &offset)))
            end++;
        raise_unencodable(codec, str, position, end);
        return NULL;
    }
    return slu_bytes_from(to.bytes->data, to.size);
}

static bool has_surrogates(const slu_str *str) {
    for (uint32_t i = 0; i + 1 < str->size; i++)
        if ((unsigned char)str->data[i] == 0xed && (unsigned char)str->data[i + 1] >= 0xa0)
            return true;
    return false;
}

static bool is_surrogate(uint32_t code_point) { return code_point >= 0xd800 && code_point < 0xe000; }

slu_bytes *slu_str_encode_plainly(slu_str *str) {
    if (slu_str_is_ascii(str) || !has_surrogates(str))
        return slu_bytes_from(str->data, str->size);
    uint32_t offset = 0, start = 0, end;
    while (offset < str->size && !is_surrogate(slu_read_code_point(str->data, &offset)))
        start++;
    for (end = start + 1; offset < str->size && is_surrogate(slu_read_code_point(str->data, &offset));)
        end++;
    slu_raise_unicode_error(&slu_unicode_encode_error_type, "utf-8", slu_of(str), start, end, "surrogates not allowed");
    return NULL;
}

slu_bytes *slu_str_encode(slu_str *str, slu_value encoding, slu_value errors) {
    slu_codec codec;
    slu_error_handler handler;
    if (!slu_read_codec(encoding, &codec) || !slu_read_error_handler(errors, &handler))
        return NULL;
    if (codec == SLU_UTF8_SIGNED) {
        slu_str *marked = slu_str_concat(slu_str_from_code_point(0xfeff), str);
        return marked ? slu_str_encode(marked, SLU_NOTHING, errors) : NULL;
    }
    if (slu_str_is_ascii(str) || (codec == SLU_UTF8 && !has_surrogates(str)))
        return slu_bytes_from(str->data, str->size);
    return encode_slowly(str, codec, handler, errors);
}
