// json.loads and json.dumps. Their Python side is lib/json.py.
#pragma once

#include "error.h"
#include "json_scan.h"
#include "list.h"
#include "str.h"

// Each a callable or None; `error` is json.JSONDecodeError, called with (msg, doc, pos).
typedef struct slu_json_hooks {
    slu_value object_hook, parse_float, parse_int, parse_constant, object_pairs_hook, error;
    slu_value (*call)(slu_value hook, slu_value argument); // NULL: there are no hooks
    slu_value (*raise)(slu_value error, slu_value problem); // NULL: the problem is the result, a tuple
    bool control_allowed;                                   // as in slu_json
} slu_json_hooks;

slu_value slu_json_load_text(slu_str *text, const slu_json_hooks *hooks);
// A str, bytes or bytearray. 0: raised.
slu_value slu_json_loads(slu_value source, const slu_json_hooks *hooks);
// What is not JSON is not raised but given as a tuple, which no JSON is: (problem, text, character).
slu_value slu_json_loads_plain(slu_value source);
slu_value slu_json_loads_hooked(slu_value source, slu_value object_hook, slu_value parse_float, slu_value parse_int,
                                slu_value parse_constant, slu_value object_pairs_hook, slu_value error,
                                slu_value strict);
slu_value slu_json_raw_decode_hooked(slu_str *text, int64_t start, slu_value object_hook, slu_value parse_float,
                                     slu_value parse_int, slu_value parse_constant, slu_value object_pairs_hook,
                                     slu_value error, slu_value strict);
slu_value slu_json_scan(slu_str *text, int64_t end, slu_value strict, slu_value error);
// The value at `json->at` of a text that has been checked; moves behind it.
slu_value slu_json_load_part(slu_json *json);

// The items of an instance of a class on list or tuple, or the pairs of one on dict, sorted; NULL: raised. `hollow`: it is
// true and has none. The pointer is set by programs whose classes may have methods that give others.
slu_list *slu_json_items_of(slu_value value, bool indented, bool (*sort)(slu_list *pairs), bool *hollow);
typedef slu_list *(*slu_json_items)(slu_value value, bool indented, bool (*sort)(slu_list *pairs), bool *hollow);
extern slu_json_items SLU_REGISTER slu_json_own_items;

// With every option at its default.
slu_str *slu_json_dumps_plain(slu_value value);
// `indent`: a str or None. `fallback`: `default`, or None. The flags are truth values.
slu_str *slu_json_dumps(slu_value value, slu_value skip_keys, slu_value ensure_ascii, slu_value check_circular,
                        slu_value allow_nan, slu_value indent, slu_value item_separator, slu_value key_separator,
                        slu_value fallback, slu_value sort_keys);
