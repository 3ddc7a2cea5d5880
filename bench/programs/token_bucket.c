// The C peer of token_bucket.py: a table with open addressing from names to buckets.
#include "peer.h"

#define CLIENTS 1000
#define REQUESTS 300000
#define PLACES 2048
#define RATE 5.0
#define BURST 20.0

typedef struct {
    char text[16];
    uint32_t size;
} name;

typedef struct {
    const name *of; // NULL: free
    double tokens, at;
} bucket;

static name names[CLIENTS];
static bucket buckets[PLACES];

static int equal(const name *left, const name *right) {
    if (left->size != right->size) return 0;
    for (uint32_t i = 0; i < left->size; i++)
        if (left->text[i] != right->text[i]) return 0;
    return 1;
}

static bucket *find(const name *of) {
    uint32_t hash = 2166136261u;
    for (uint32_t i = 0; i < of->size; i++) hash = (hash ^ (uint8_t)of->text[i]) * 16777619u;
    uint32_t place = hash % PLACES;
    while (buckets[place].of && !equal(buckets[place].of, of)) place = (place + 1) % PLACES;
    return &buckets[place];
}

static int take(bucket *from, double now) {
    double tokens = from->tokens + (now - from->at) * RATE;
    from->tokens = tokens < BURST ? tokens : BURST;
    from->at = now;
    if (from->tokens < 1.0) return 0;
    from->tokens -= 1.0;
    return 1;
}

void run(void) {
    for (uint32_t i = 0; i < CLIENTS; i++) {
        for (uint32_t j = 0; j < 7; j++) names[i].text[j] = "client-"[j];
        names[i].size = 7 + write_number(names[i].text + 7, i);
    }
    uint32_t seed = 42, clients = 0;
    double now = 0;
    int64_t allowed = 0, refused = 0;
    for (uint32_t i = 0; i < REQUESTS; i++) {
        seed = (seed * 1103515245u + 12345u) & 0x7FFFFFFF;
        const name *of = &names[seed & 0x10000 ? (seed >> 8) % CLIENTS : (seed >> 8) % 16];
        now += (seed & 0xFF) / 1000000.0;
        bucket *found = find(of);
        if (!found->of) *found = (bucket){of, BURST, now}, clients++;
        if (take(found, now)) allowed++;
        else refused++;
    }
    show_int(allowed);
    show_int(refused);
    show_int(clients);
}
