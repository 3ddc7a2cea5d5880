// Static data of a filter lies compressed in its module; `toolchain/data_packing.py` says how.
#pragma once

#include "value.h"

// Puts the data where the linker has placed it, before anything reads it. Nothing where it lies there already.
void slu_unpack_data(void);
