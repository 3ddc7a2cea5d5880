// MD5, SHA-1, SHA-2 and BLAKE2b over states that are plain bytes objects: copying a hash object costs nothing.
#include "digest.h"

#include "error.h"

typedef struct state {
    uint64_t words[8]; // 32-bit digests use the lower halves
    uint64_t size;     // bytes so far
    // How a block is mixed in: a program carries those of the digests that it starts.
    void (*mix)(struct state *s, const uint8_t *block);
    // BLAKE2b keeps a full block back: its last block is mixed differently. NULL: padded, and mixed as others.
    void (*mix_last)(struct state *s);
    uint8_t digest_size, pending, block_size;
    bool little_endian;
    uint8_t block[128];
} state;

SLU_INLINE uint32_t rotate32(uint32_t word, int by) { return word << by | word >> (32 - by); }
SLU_INLINE uint64_t rotate64(uint64_t word, int by) { return word >> by | word << (64 - by); }
SLU_INLINE uint32_t little32(const uint8_t *at) {
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}
SLU_INLINE uint32_t big32(const uint8_t *at) { return __builtin_bswap32(little32(at)); }
SLU_INLINE uint64_t little64(const uint8_t *at) { return little32(at) | (uint64_t)little32(at + 4) << 32; }
SLU_INLINE uint64_t big64(const uint8_t *at) { return __builtin_bswap64(little64(at)); }

// --- MD5

static const uint32_t md5_sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

static void md5_block(state *s, const uint8_t *block) {
    uint64_t *words = s->words;
    static const uint8_t shifts[16] = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};
    uint32_t a = (uint32_t)words[0], b = (uint32_t)words[1], c = (uint32_t)words[2], d = (uint32_t)words[3];
    for (int i = 0; i < 64; i++) {
        uint32_t mixed;
        int place;
        if (i < 16)
            mixed = (b & c) | (~b & d), place = i;
        else if (i < 32)
            mixed = (d & b) | (~d & c), place = (5 * i + 1) & 15;
        else if (i < 48)
            mixed = b ^ c ^ d, place = (3 * i + 5) & 15;
        else
            mixed = c ^ (b | ~d), place = (7 * i) & 15;
        uint32_t sum = a + mixed + md5_sines[i] + little32(block + 4 * place);
        a = d;
        d = c;
        c = b;
        b += rotate32(sum, shifts[(i >> 4) * 4 + (i & 3)]);
    }
    words[0] = (uint32_t)words[0] + a;
    words[1] = (uint32_t)words[1] + b;
    words[2] = (uint32_t)words[2] + c;
    words[3] = (uint32_t)words[3] + d;
}

// --- SHA-1

static void sha1_block(state *s, const uint8_t *block) {
    uint64_t *words = s->words;
    uint32_t w[80];
    for (int i = 0; i < 16; i++)
        w[i] = big32(block + 4 * i);
    for (int i = 16; i < 80; i++)
        w[i] = rotate32(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    uint32_t a = (uint32_t)words[0], b = (uint32_t)words[1], c = (uint32_t)words[2], d = (uint32_t)words[3],
             e = (uint32_t)words[4];
    for (int i = 0; i < 80; i++) {
        uint32_t mixed, constant;
        if (i < 20)
            mixed = (b & c) | (~b & d), constant = 0x5a827999;
        else if (i < 40)
            mixed = b ^ c ^ d, constant = 0x6ed9eba1;
        else if (i < 60)
            mixed = (b & c) | (b & d) | (c & d), constant = 0x8f1bbcdc;
        else
            mixed = b ^ c ^ d, constant = 0xca62c1d6;
        uint32_t sum = rotate32(a, 5) + mixed + e + constant + w[i];
        e = d;
        d = c;
        c = rotate32(b, 30);
        b = a;
        a = sum;
    }
    words[0] = (uint32_t)words[0] + a;
    words[1] = (uint32_t)words[1] + b;
    words[2] = (uint32_t)words[2] + c;
    words[3] = (uint32_t)words[3] + d;
    words[4] = (uint32_t)words[4] + e;
}

// --- SHA-2. The constants of SHA-256 are the upper halves of the first 64 of SHA-512.

static const uint64_t sha512_constants[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538,
    0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe,
    0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
    0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5, 0x983e5152ee66dfab,
    0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
    0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed,
    0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
    0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8, 0x19a4c116b8d2d0c8, 0x1e376c085141ab53,
    0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373,
    0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c,
    0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6,
    0x113f9804bef90dae, 0x1b710b35131c471b, 0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
    0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817};

static void sha256_block(state *digest, const uint8_t *block) {
    uint64_t *words = digest->words;
    uint32_t w[64], s[8];
    for (int i = 0; i < 16; i++)
        w[i] = big32(block + 4 * i);
    for (int i = 16; i < 64; i++) {
        uint32_t early = w[i - 15], late = w[i - 2];
        uint32_t low = rotate32(early, 25) ^ rotate32(early, 14) ^ early >> 3;
        uint32_t high = rotate32(late, 15) ^ rotate32(late, 13) ^ late >> 10;
        w[i] = w[i - 16] + low + w[i - 7] + high;
    }
    for (int i = 0; i < 8; i++)
        s[i] = (uint32_t)words[i];
    for (int i = 0; i < 64; i++) {
        uint32_t high = rotate32(s[4], 26) ^ rotate32(s[4], 21) ^ rotate32(s[4], 7);
        uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        uint32_t first = s[7] + high + choice + (uint32_t)(sha512_constants[i] >> 32) + w[i];
        uint32_t low = rotate32(s[0], 30) ^ rotate32(s[0], 19) ^ rotate32(s[0], 10);
        uint32_t second = low + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        s[7] = s[6];
        s[6] = s[5];
        s[5] = s[4];
        s[4] = s[3] + first;
        s[3] = s[2];
        s[2] = s[1];
        s[1] = s[0];
        s[0] = first + second;
    }
    for (int i = 0; i < 8; i++)
        words[i] = (uint32_t)words[i] + s[i];
}

static void sha512_block(state *digest, const uint8_t *block) {
    uint64_t *words = digest->words;
    uint64_t w[80], s[8];
    for (int i = 0; i < 16; i++)
        w[i] = big64(block + 8 * i);
    for (int i = 16; i < 80; i++) {
        uint64_t early = w[i - 15], late = w[i - 2];
        uint64_t low = rotate64(early, 1) ^ rotate64(early, 8) ^ early >> 7;
        uint64_t high = rotate64(late, 19) ^ rotate64(late, 61) ^ late >> 6;
        w[i] = w[i - 16] + low + w[i - 7] + high;
    }
    __builtin_memcpy(s, words, sizeof s);
    for (int i = 0; i < 80; i++) {
        uint64_t high = rotate64(s[4], 14) ^ rotate64(s[4], 18) ^ rotate64(s[4], 41);
        uint64_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        uint64_t first = s[7] + high + choice + sha512_constants[i] + w[i];
        uint64_t low = rotate64(s[0], 28) ^ rotate64(s[0], 34) ^ rotate64(s[0], 39);
        uint64_t second = low + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        s[7] = s[6];
        s[6] = s[5];
        s[5] = s[4];
        s[4] = s[3] + first;
        s[3] = s[2];
        s[2] = s[1];
        s[1] = s[0];
        s[0] = first + second;
    }
    for (int i = 0; i < 8; i++)
        words[i] += s[i];
}

// --- BLAKE2b

static const uint64_t sha512_start[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                         0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                         0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

static const uint8_t blake_orders[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

static void blake_mix(uint64_t v[16], int a, int b, int c, int d, uint64_t x, uint64_t y) {
    v[a] += v[b] + x;
    v[d] = rotate64(v[d] ^ v[a], 32);
    v[c] += v[d];
    v[b] = rotate64(v[b] ^ v[c], 24);
    v[a] += v[b] + y;
    v[d] = rotate64(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = rotate64(v[b] ^ v[c], 63);
}

static void blake2b_mix(state *s, const uint8_t *block, bool last) {
    uint64_t *words = s->words;
    uint64_t v[16], m[16];
    for (int i = 0; i < 16; i++)
        m[i] = little64(block + 8 * i);
    for (int i = 0; i < 8; i++) {
        v[i] = words[i];
        v[i + 8] = sha512_start[i];
    }
    v[12] ^= s->size;
    if (last)
        v[14] = ~v[14];
    for (int round = 0; round < 12; round++) {
        const uint8_t *order = blake_orders[round % 10];
        for (int i = 0; i < 4; i++)
            blake_mix(v, i, i + 4, i + 8, i + 12, m[order[2 * i]], m[order[2 * i + 1]]);
        for (int i = 0; i < 4; i++)
            blake_mix(v, i, 4 + ((i + 1) & 3), 8 + ((i + 2) & 3), 12 + ((i + 3) & 3), m[order[8 + 2 * i]],
                      m[order[9 + 2 * i]]);
    }
    for (int i = 0; i < 8; i++)
        words[i] ^= v[i] ^ v[i + 8];
}

static void blake2b_block(state *s, const uint8_t *block) { blake2b_mix(s, block, false); }
static void blake2b_last(state *s) {
    __builtin_memset(s->block + s->pending, 0, s->block_size - s->pending);
    blake2b_mix(s, s->block, true);
}

// --- states

// Of MD5 the first four.
static const uint64_t short_start[8] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

// A fresh bytes object that holds a copy of `from`, or zeros.
static state *new_state(const slu_bytes *from, slu_bytes **object) {
    *object = slu_bytes_allocate(sizeof(state));
    if (!*object)
        return NULL;
    state *s = (state *)(void *)(*object)->data;
    if (from)
        __builtin_memcpy(s, from->data, sizeof *s);
    else
        __builtin_memset(s, 0, sizeof *s);
    return s;
}

static state *start(slu_bytes **object, const uint64_t words[8], uint8_t digest_size, uint8_t block_size,
                    void (*mix)(state *, const uint8_t *)) {
    state *s = new_state(NULL, object);
    if (!s)
        return NULL;
    __builtin_memcpy(s->words, words, sizeof s->words);
    s->digest_size = digest_size;
    s->block_size = block_size;
    s->mix = mix;
    return s;
}

slu_bytes *slu_digest_md5(void) {
    slu_bytes *object;
    state *s = start(&object, short_start, 16, 64, md5_block);
    if (!s)
        return NULL;
    s->words[4] = 0;
    s->little_endian = true;
    return object;
}
slu_bytes *slu_digest_sha1(void) {
    slu_bytes *object;
    return start(&object, short_start, 20, 64, sha1_block) ? object : NULL;
}
slu_bytes *slu_digest_sha224(void) {
    static const uint64_t words[8] = {0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939,
                                      0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4};
    slu_bytes *object;
    return start(&object, words, 28, 64, sha256_block) ? object : NULL;
}
slu_bytes *slu_digest_sha256(void) {
    slu_bytes *object;
    state *s = start(&object, sha512_start, 32, 64, sha256_block);
    for (int i = 0; s && i < 8; i++)
        s->words[i] >>= 32;
    return s ? object : NULL;
}
slu_bytes *slu_digest_sha384(void) {
    static const uint64_t words[8] = {0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17,
                                      0x152fecd8f70e5939, 0x67332667ffc00b31, 0x8eb44a8768581511,
                                      0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4};
    slu_bytes *object;
    return start(&object, words, 48, 128, sha512_block) ? object : NULL;
}
slu_bytes *slu_digest_sha512(void) {
    slu_bytes *object;
    return start(&object, sha512_start, 64, 128, sha512_block) ? object : NULL;
}
slu_bytes *slu_digest_blake2b(slu_bytes *parameters) {
    const uint8_t *given = (const uint8_t *)parameters->data;
    slu_bytes *object;
    state *s = start(&object, sha512_start, given[0], 128, blake2b_block);
    if (!s)
        return NULL;
    s->mix_last = blake2b_last;
    s->little_endian = true;
    for (int i = 0; i < 8; i++)
        s->words[i] ^= little64(given + 8 * i);
    return object;
}

slu_bytes *slu_digest_update(slu_bytes *old, slu_value data) {
    const char *bytes;
    uint32_t size;
    if (!slu_bytes_like(data, &bytes, &size))
        return NULL;
    slu_bytes *object;
    state *s = new_state(old, &object);
    if (!s)
        return NULL;
    bool lazy = s->mix_last != NULL;
    while (size) {
        if (lazy && s->pending == s->block_size) {
            s->mix(s, s->block);
            s->pending = 0;
        }
        uint32_t room = s->block_size - s->pending;
        uint32_t taken = size < room ? size : room;
        __builtin_memcpy(s->block + s->pending, bytes, taken);
        s->pending += (uint8_t)taken;
        s->size += taken;
        bytes += taken;
        size -= taken;
        if (!lazy && s->pending == s->block_size) {
            s->mix(s, s->block);
            s->pending = 0;
        }
    }
    return object;
}

static void pad(state *s) {
    if (s->mix_last) {
        s->mix_last(s);
        return;
    }
    uint32_t tail = s->block_size == 128 ? 16 : 8;
    s->block[s->pending++] = 0x80;
    if (s->pending > s->block_size - tail) {
        __builtin_memset(s->block + s->pending, 0, s->block_size - s->pending);
        s->mix(s, s->block);
        s->pending = 0;
    }
    __builtin_memset(s->block + s->pending, 0, s->block_size - s->pending);
    uint64_t bits = s->size << 3;
    for (int i = 0; i < 8; i++)
        s->block[s->block_size - 8 + i] = (uint8_t)(s->little_endian ? bits >> 8 * i : bits >> 8 * (7 - i));
    if (tail == 16)
        s->block[s->block_size - 9] = (uint8_t)(s->size >> 61);
    s->mix(s, s->block);
}

slu_bytes *slu_digest_finish(slu_bytes *old) {
    state s;
    __builtin_memcpy(&s, old->data, sizeof s);
    pad(&s);
    slu_bytes *digest = slu_bytes_allocate(s.digest_size);
    if (!digest)
        return NULL;
    int width = s.block_size == 128 ? 8 : 4;
    for (int i = 0; i < s.digest_size; i++) {
        int byte = s.little_endian ? i % width : width - 1 - i % width;
        digest->data[i] = (char)(s.words[i / width] >> 8 * byte);
    }
    return digest;
}

int64_t slu_digest_size(slu_bytes *object) { return ((state *)(void *)object->data)->digest_size; }
int64_t slu_digest_block_size(slu_bytes *object) { return ((state *)(void *)object->data)->block_size; }

slu_bytes *slu_digest_plain(slu_value data) {
    const char *bytes;
    uint32_t size;
    return slu_bytes_like(data, &bytes, &size) ? slu_bytes_from(bytes, size) : NULL;
}

slu_bytes *slu_digest_pad(slu_bytes *key, int64_t size, int64_t mask) {
    slu_bytes *padded = slu_bytes_allocate((uint64_t)size);
    for (uint32_t i = 0; padded && i < padded->size; i++)
        padded->data[i] = (char)((i < key->size ? key->data[i] : 0) ^ mask);
    return padded;
}

static bool is_ascii_text(slu_value value, const char **data, uint32_t *size) {
    slu_str *text = (slu_str *)slu_object_of(value);
    *data = text->data;
    *size = text->size;
    return text->size == text->length;
}

int32_t slu_compare_digest(slu_value left, slu_value right) {
    const char *first, *second;
    uint32_t first_size, second_size;
    if (slu_is_str(left) && slu_is_str(right)) {
        if (!is_ascii_text(left, &first, &first_size) || !is_ascii_text(right, &second, &second_size)) {
            slu_raise(&slu_type_error_type, "comparing strings with non-ASCII characters is not supported");
            return -1;
        }
    } else if (!slu_is(left, SLU_IS_BYTES | SLU_IS_BYTEARRAY) && !slu_is(right, SLU_IS_BYTES | SLU_IS_BYTEARRAY)) {
        slu_raise(&slu_type_error_type, "unsupported operand types(s) or combination of types: '%T' and '%T'", left,
                  right);
        return -1;
    } else if (!slu_bytes_like(left, &first, &first_size) || !slu_bytes_like(right, &second, &second_size)) {
        return -1;
    }
    uint32_t different = first_size ^ second_size;
    if (different)
        second = first;
    for (uint32_t i = 0; i < first_size; i++)
        different |= (uint32_t)(uint8_t)(first[i] ^ second[i]);
    return different == 0;
}
