// The special names as static strs; the linker keeps those in use.
#include "names.h"

#define DEFINE(name, text)                                                                                    \
    _Alignas(8) slu_static_name slu_name_##name = {&slu_str_type, sizeof(text) - 1, sizeof(text) - 1, 0, text};
SLU_NAMES(DEFINE)
