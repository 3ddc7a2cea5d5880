// Base 64, for lib/binascii.py and lib/base64.py.
#pragma once

#include "bytes.h"

// What is wrong with a text; a number above is that of data characters where one is too many.
enum {
    SLU_BASE64_PADDING = 0,       // incorrect padding
    SLU_BASE64_LEADING = -1,      // strict: padding before any data
    SLU_BASE64_EXCESS = -2,       // strict: data after the padding
    SLU_BASE64_OTHER = -3,        // strict: another character
    SLU_BASE64_DISCONTINUOUS = -4 // strict: data within the padding
};

// Who asks: the functions of CPython word it differently when they are given something else than text.
// SLU_URLSAFE_BASE64: `-` and `_` stand for `+` and `/`, too.
enum { SLU_BINASCII, SLU_BASE64, SLU_URLSAFE_BASE64 };

// The bytes that an ASCII str or something like bytes stands for, or one of the above as an int. Other characters
// are skipped where it need not be `strict`.
slu_value slu_base64_decode(slu_value text, int32_t strict, int64_t asked_by);
// Base 64 of the data in one line. TypeError when it is not like bytes.
slu_bytes *slu_base64_encode(slu_value data, int32_t newline);
