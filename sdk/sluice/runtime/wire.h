// The functions of sluice/api/wire.py.
#pragma once

#include "bytes.h"
#include "dict.h"
#include "list.h"
#include "str.h"
#include "tuple.h"

slu_str *slu_wire_header_name(slu_str *name);   // NULL: MemoryError
// One ASCII character for another; both are given as strs of length 1. NULL: MemoryError.
slu_str *slu_wire_substitute(slu_str *text, slu_str *old, slu_str *new_);
bool slu_wire_check_header(slu_str *name, slu_str *value); // false: ValueError
slu_list *slu_wire_header_pairs(slu_dict *headers);        // NULL: ValueError, TypeError
// NULL: TypeError.
slu_str *slu_wire_series_name(slu_str *metric, slu_tuple *labels, slu_dict *values, slu_str *instead);
slu_bytes *slu_wire_encode(slu_str *text);      // NULL: ValueError, MemoryError
slu_str *slu_wire_decode(slu_bytes *data);      // NULL: MemoryError
// Surrogates are never UTF-8: where some are, they stand for bytes that are wrong.
bool slu_wire_is_strict(const slu_str *text);
slu_value slu_wire_decode_strictly(slu_bytes *data); // None: not UTF-8. 0: MemoryError
