// True chance from the host, for secrets and seeds.
#pragma once

#include "bytes.h"

// So many bytes that nobody can foretell. OSError when the host has none.
slu_bytes *slu_random_bytes(int64_t size);
