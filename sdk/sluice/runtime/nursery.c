// The large blocks of memory that every program has. Linked last: what lies before them has short addresses, which
// are short in code too.
#ifdef SLU_SMALL
#include "memory.h"

_Alignas(16) char slu_nursery[SLU_NURSERY_SIZE];
_Alignas(8) uintptr_t slu_remembered[SLU_REMEMBERED_PLACES];
#else
#include "collector.h"

_Alignas(8) uintptr_t slu_remembered[2 * SLU_MOST_REMEMBERED];
#endif
