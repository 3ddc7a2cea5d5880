// The C peer of jwt_hs256.py. Of JSON it reads the two claims that it needs, by looking for their names.
#include "sha256_core.h"

#define TOKENS 50
#define ROUNDS 100
#define NOW 1790000000

typedef struct {
    char text[320];
    uint32_t size;
} string;

static const char secret[] = "a secret of thirty-two bytes ....";
static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static string tokens[TOKENS];

static void copy(uint8_t *to, const void *from, uint32_t size) {
    for (uint32_t i = 0; i < size; i++) to[i] = ((const uint8_t *)from)[i];
}

static void put(string *to, const char *text) {
    while (*text) to->text[to->size++] = *text++;
}

static void put_base64(string *to, const uint8_t *data, uint32_t size) {
    for (uint32_t i = 0; i < size; i += 3) {
        uint32_t left = size - i, word = (uint32_t)data[i] << 16;
        if (left > 1) word |= (uint32_t)data[i + 1] << 8;
        if (left > 2) word |= data[i + 2];
        for (uint32_t part = 0; part < (left > 2 ? 4 : left + 1); part++)
            to->text[to->size++] = digits[word >> (18 - 6 * part) & 63];
    }
}

static uint32_t read_base64(const char *text, uint32_t size, char *to) {
    static uint8_t values[256];
    if (!values['B'])
        for (uint8_t i = 0; i < 64; i++) values[(uint8_t)digits[i]] = i;
    uint32_t word = 0, bits = 0, count = 0;
    for (uint32_t i = 0; i < size; i++) {
        word = word << 6 | values[(uint8_t)text[i]];
        bits += 6;
        if (bits >= 8) bits -= 8, to[count++] = (char)(word >> bits);
    }
    return count;
}

static void put_signature(string *to, const char *head, uint32_t size) {
    uint8_t block[512], digest[32];
    for (int outer = 0; outer < 2; outer++) {
        uint32_t state[8], used = outer ? 32 : size;
        for (int i = 0; i < 8; i++) state[i] = sha256_start[i];
        for (uint32_t i = 0; i < 64; i++) block[i] = (uint8_t)((i < sizeof secret - 1 ? secret[i] : 0) ^ (outer ? 0x5C : 0x36));
        if (outer) copy(block + 64, digest, 32);
        else copy(block + 64, head, size);
        finish(state, block, 64 + used, 64 + used);
        for (int i = 0; i < 32; i++) digest[i] = (uint8_t)(state[i / 4] >> (24 - i % 4 * 8));
    }
    put_base64(to, digest, 32);
}

static void make(string *to, uint32_t number, uint32_t expires) {
    string claims = {.size = 0};
    put(&claims, "{\"iss\": \"https://login.example.org/\", \"sub\": \"user-");
    claims.size += write_number(claims.text + claims.size, number);
    put(&claims, "\", \"aud\": [\"shop\", \"cart\"], \"exp\": ");
    claims.size += write_number(claims.text + claims.size, expires);
    put(&claims, "}");
    put_base64(to, (const uint8_t *)"{\"alg\":\"HS256\",\"typ\":\"JWT\"}", 27);
    put(to, ".");
    put_base64(to, (const uint8_t *)claims.text, claims.size);
    uint32_t head = to->size;
    put(to, ".");
    put_signature(to, to->text, head);
}

// What stands behind a text; NULL: it is not there.
static const char *behind(const char *text, uint32_t size, const char *wanted) {
    for (uint32_t i = 0; i < size; i++) {
        uint32_t length = 0;
        while (wanted[length] && i + length < size && text[i + length] == wanted[length]) length++;
        if (!wanted[length]) return text + i + length;
    }
    return NULL;
}

enum { SHOP, EXPIRED, FORGED, OTHER };

static int verify(const string *token) {
    uint32_t last = token->size, first = 0, size;
    while (token->text[last - 1] != '.') last--;
    string signature = {.size = 0};
    put_signature(&signature, token->text, last - 1);
    int differs = signature.size != token->size - last;
    for (uint32_t i = 0; i < signature.size; i++) differs |= signature.text[i] ^ token->text[last + i];
    if (differs) return FORGED;
    char text[256];
    while (token->text[first] != '.') first++;
    size = read_base64(token->text, first, text);
    if (!behind(text, size, "\"alg\":\"HS256\"")) return OTHER;
    size = read_base64(token->text + first + 1, last - first - 2, text);
    const char *expires = behind(text, size, "\"exp\": ");
    uint32_t when = 0;
    for (; expires && *expires >= '0' && *expires <= '9'; expires++) when = when * 10 + (uint32_t)(*expires - '0');
    if (when < NOW) return EXPIRED;
    return behind(text, size, "\"shop\"") ? SHOP : OTHER;
}

void run(void) {
    int64_t said[4] = {0};
    for (uint32_t i = 0; i < TOKENS; i++) make(&tokens[i], i, NOW + 60 - i % 5 * 20);
    tokens[7].text[tokens[7].size - 1] = '_';
    for (int round = 0; round < ROUNDS; round++)
        for (uint32_t i = 0; i < TOKENS; i++) said[verify(&tokens[i])]++;
    show_int(said[SHOP]);
    show_int(said[EXPIRED]);
    show_int(said[FORGED]);
}
