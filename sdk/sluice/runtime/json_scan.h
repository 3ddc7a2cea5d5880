// JSON text as CPython's decoder reads it: its grammar, its messages, its positions. Makes no objects but strs.
#pragma once

#include "str.h"

typedef struct slu_json {
    const char *data;
    uint32_t size;
    uint32_t at;         // the next byte
    const char *problem; // what is wrong, in CPython's words; NULL so far
    uint32_t place;      // the byte that the problem is shown at; SLU_JSON_NO_PLACE: nowhere
    uint32_t depth;
    bool control_allowed; // control characters in strings (`strict=False`)
} slu_json;

#define SLU_JSON_NO_PLACE UINT32_MAX
// Nesting that CPython's recursion limit allows, about.
#define SLU_JSON_DEPTH 990

// Each returns false with `problem` set when the text is wrong.
bool slu_json_fail(slu_json *json, const char *problem, uint32_t place);
void slu_json_skip_space(slu_json *json);
// Over the string whose quote stands at `at`; *plain: it has no escapes.
bool slu_json_scan_string(slu_json *json, bool *plain);
// Over the number at `at`. *whole: it has neither fraction nor exponent.
bool slu_json_scan_number(slu_json *json, bool *whole);
// Over one value of any kind. NaN and Infinity are refused.
bool slu_json_scan_value(slu_json *json);
// The whole text: one value and nothing else.
bool slu_json_check(slu_json *json);
// The first byte of an object's next member is at `at`: moves behind the colon and the space after it.
bool slu_json_expect_colon(slu_json *json);
// After a member or item: 1 a comma follows (moved behind it and space), 0 the end `close` (moved behind it),
// -1 neither.
int slu_json_next(slu_json *json, char close);

// The string at `at`, which scans; moves behind it. NULL: MemoryError.
slu_str *slu_json_read_string(slu_json *json);
// `problem: line 1 column 5 (char 4)`.
slu_str *slu_json_describe(const slu_json *json);
// Line, column and character (from 1, 1 and 0) of the problem.
void slu_json_locate(const slu_json *json, int64_t *line, int64_t *column, int64_t *character);
