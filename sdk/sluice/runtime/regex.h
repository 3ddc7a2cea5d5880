// Running compiled regular expressions: what lib/re calls.
#pragma once

#include "bytes.h"
#include "list.h"

enum { SLU_REGEX_MATCH, SLU_REGEX_FULL_MATCH, SLU_REGEX_SEARCH };

// Positions count code points (bytes of a bytes object). A match is a tuple: the last closed group or -1, then
// start and end of the match and of every group, -1 where a group took no part. None: no match.
// Raises TypeError (no text), RuntimeError (over the budget of steps), MemoryError.
slu_value slu_regex_match(slu_bytes *program, slu_value subject, int64_t start, int64_t end, int64_t mode);
// All matches that do not overlap, at most `most` (0: all).
slu_list *slu_regex_all(slu_bytes *program, slu_value subject, int64_t start, int64_t end, int64_t most);
// An iterator over such a list, of the class that CPython's has.
slu_value slu_regex_walk(slu_list *matches);
extern const slu_type slu_regex_matches_type;
