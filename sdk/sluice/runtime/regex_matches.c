// What `re.finditer` gives: in CPython `iter(scanner.search, None)`.
#include "iterator.h"
#include "regex.h"

SLU_ITERATOR_TYPE(slu_regex_matches_type, "callable_iterator", slu_next_of_list)

slu_value slu_regex_walk(slu_list *matches) {
    return slu_iterator_new(&slu_regex_matches_type, slu_of(matches), 0, 0, 0);
}
