// Floats as bytes: what lib/struct.py calls.
#pragma once

#include "bytes.h"

// 2, 4 or 8 bytes of IEEE 754, the lowest first. OverflowError when the number does not fit.
slu_bytes *slu_float_pack(double number, int64_t size);
// The float that 2, 4 or 8 such bytes stand for.
double slu_float_unpack(slu_bytes *data);
