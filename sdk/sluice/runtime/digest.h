// Message digests: what lib/hashlib.py calls. A state is a bytes object that is never changed.
#pragma once

#include "bytes.h"

enum { SLU_MD5, SLU_SHA1, SLU_SHA224, SLU_SHA256, SLU_SHA384, SLU_SHA512, SLU_BLAKE2B };

// The state before any data; `kind` as above. For BLAKE2b `parameters` are its 64 bytes, for others empty.
slu_bytes *slu_digest_start(int64_t kind, slu_bytes *parameters);
// The state after more data. TypeError when `data` is not like bytes.
slu_bytes *slu_digest_update(slu_bytes *state, slu_value data);
// The digest of all data so far.
slu_bytes *slu_digest_finish(slu_bytes *state);
