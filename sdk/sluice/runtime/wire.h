// The functions of sluice/api/wire.py.
#pragma once

#include "bytes.h"
#include "str.h"

slu_str *slu_wire_header_name(slu_str *name);   // NULL: MemoryError
slu_bytes *slu_wire_encode(slu_str *text);      // NULL: UnicodeEncodeError, MemoryError
slu_str *slu_wire_decode(slu_bytes *data);      // NULL: MemoryError
slu_value slu_wire_decode_strictly(slu_bytes *data); // None: not UTF-8. 0: MemoryError
