// Base 64 as CPython's binascii reads and writes it.
#include "base64.h"

#include "error.h"
#include "int.h"

static uint32_t value_of(uint8_t code, bool urlsafe) {
    if (code >= 'A' && code <= 'Z')
        return code - 'A';
    if (code >= 'a' && code <= 'z')
        return code - 'a' + 26u;
    if (code >= '0' && code <= '9')
        return code - '0' + 52u;
    if (code == '+' || (urlsafe && code == '-'))
        return 62;
    return code == '/' || (urlsafe && code == '_') ? 63 : 64;
}

static slu_value finished(const slu_bytes *found, uint32_t size) {
    slu_bytes *whole = slu_bytes_from(found->data, size);
    return whole ? slu_of(whole) : 0;
}

static bool read_text(slu_value text, int64_t asked_by, const char **data, uint32_t *length) {
    if (slu_bytes_view(text, data, length))
        return true;
    if (!slu_is_str(text)) {
        slu_raise(&slu_type_error_type, "argument should be %s or ASCII string, not '%T'",
                  asked_by == SLU_BINASCII ? "bytes, buffer" : "a bytes-like object", text);
        return false;
    }
    slu_str *str = (slu_str *)slu_object_of(text);
    if (str->size != str->length) {
        slu_raise(&slu_value_error_type, "string argument should contain only ASCII characters");
        return false;
    }
    *data = str->data;
    *length = str->size;
    return true;
}

slu_value slu_base64_decode(slu_value text, int32_t strict, int64_t asked_by) {
    const char *data;
    uint32_t length;
    if (!read_text(text, asked_by, &data, &length))
        return 0;
    if (strict && length && data[0] == '=')
        return slu_small(SLU_BASE64_LEADING);
    slu_bytes *found = slu_bytes_allocate((uint64_t)length / 4 * 3 + 3);
    if (!found)
        return 0;
    uint32_t size = 0, position = 0, pads = 0, left = 0;
    bool padding_started = false;
    for (uint32_t at = 0; at < length; at++) {
        uint8_t code = (uint8_t)data[at];
        if (code == '=') {
            padding_started = true;
            if (position >= 2 && position + ++pads >= 4)
                return strict && at + 1 < length ? slu_small(SLU_BASE64_EXCESS) : finished(found, size);
            continue;
        }
        uint32_t value = value_of(code, asked_by == SLU_URLSAFE_BASE64);
        if (value == 64) {
            if (strict)
                return slu_small(SLU_BASE64_OTHER);
            continue;
        }
        if (strict && padding_started)
            return slu_small(SLU_BASE64_DISCONTINUOUS);
        pads = 0;
        left = left << 6 | value;
        if (position) // two bits of the byte were there already, or four, or six
            found->data[size++] = (char)(left >> (6 - 2 * position));
        position = (position + 1) & 3;
    }
    if (position == 1)
        return slu_small((int64_t)size / 3 * 4 + 1);
    return position ? slu_small(SLU_BASE64_PADDING) : finished(found, size);
}

slu_bytes *slu_base64_encode(slu_value data, int32_t newline) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *given;
    uint32_t size;
    if (!slu_bytes_like(data, &given, &size))
        return NULL;
    slu_bytes *found = slu_bytes_allocate(((uint64_t)size + 2) / 3 * 4 + (newline ? 1 : 0));
    if (!found)
        return NULL;
    const uint8_t *bytes = (const uint8_t *)given;
    char *to = found->data;
    for (uint32_t at = 0; at < size; at += 3) {
        uint32_t rest = size - at;
        uint32_t group = (uint32_t)bytes[at] << 16;
        group |= rest > 1 ? (uint32_t)bytes[at + 1] << 8 : 0;
        group |= rest > 2 ? bytes[at + 2] : 0;
        *to++ = digits[group >> 18];
        *to++ = digits[group >> 12 & 63];
        *to++ = rest > 1 ? digits[group >> 6 & 63] : '=';
        *to++ = rest > 2 ? digits[group & 63] : '=';
    }
    if (newline)
        *to = '\n';
    return found;
}
