// Message digests: what lib/hashlib.py calls. A state is a bytes object that is never changed.
#pragma once

#include "bytes.h"

// The state before any data. For BLAKE2b `parameters` are its 64 bytes.
slu_bytes *slu_digest_md5(void);
slu_bytes *slu_digest_sha1(void);
slu_bytes *slu_digest_sha224(void);
slu_bytes *slu_digest_sha256(void);
slu_bytes *slu_digest_sha384(void);
slu_bytes *slu_digest_sha512(void);
slu_bytes *slu_digest_blake2b(slu_bytes *parameters);
// The state after more data. TypeError when `data` is not like bytes.
slu_bytes *slu_digest_update(slu_bytes *state, slu_value data);
// The digest of all data so far.
slu_bytes *slu_digest_finish(slu_bytes *state);
int64_t slu_digest_size(slu_bytes *state);
int64_t slu_digest_block_size(slu_bytes *state);
// Something like bytes as bytes. TypeError for anything else.
slu_bytes *slu_digest_plain(slu_value data);
// The key of an HMAC with zeros behind it up to `size`, each byte with the bits of `mask` flipped.
slu_bytes *slu_digest_pad(slu_bytes *key, int64_t size, int64_t mask);
// hmac.compare_digest: takes as long wherever the two differ. -1: raised.
int32_t slu_compare_digest(slu_value left, slu_value right);
