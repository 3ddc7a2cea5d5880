// A light HTTP/1.1 load generator: keep-alive connections, one request in flight on each, one thread, epoll.
//
//     client PORT CONNECTIONS REQUESTS < request.txt
//
// sends the bytes of request.txt over and over to 127.0.0.1:PORT and prints one line of JSON:
//
//     {"requests": 20000, "seconds": 0.912, "statuses": {"200": 20000}, "p50_us": 41.0, "p99_us": 96.0}
//
// It reads what Envoy sends to HTTP/1.1 clients: a head, Content-Length, a body. Anything else ends it with
// status 1, so that a figure never rests on answers that were not understood.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_REQUEST = 65536, MAX_RESPONSE = 65536, MAX_EVENTS = 256 };

typedef struct {
    int socket;
    size_t filled;
    double sent_at;
    char buffer[MAX_RESPONSE + 1];
} connection;

static char request[MAX_REQUEST];
static size_t request_size;
static long wanted, sent, answered;
static long statuses[1000];
static double *latencies;

static void fail(const char *what) {
    fprintf(stderr, "client: %s: %s\n", what, errno ? strerror(errno) : "unexpected answer");
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void send_next(connection *c) {
    if (sent == wanted)
        return;
    sent++;
    c->sent_at = now();
    // A request is far smaller than a socket's buffer that was just drained, so it is taken whole.
    if (send(c->socket, request, request_size, MSG_NOSIGNAL) != (ssize_t)request_size)
        fail("send");
}

static void open_connection(connection *c, int poll, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    int yes = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (c->socket < 0 || connect(c->socket, (struct sockaddr *)&address, sizeof address) != 0)
        fail("connect");
    setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (epoll_ctl(poll, EPOLL_CTL_ADD, c->socket, &event) != 0)
        fail("epoll_ctl");
}

// The size of the answer at the start of the buffer, 0 when its end has not come yet.
static size_t answer_size(const connection *c) {
    const char *end = memmem(c->buffer, c->filled, "\r\n\r\n", 4);
    if (end == NULL)
        return 0;
    const char *length = strcasestr(c->buffer, "\r\ncontent-length:");
    if (length == NULL || length > end)
        fail("answer without content-length");
    size_t size = (size_t)(end - c->buffer) + 4 + strtoul(length + 17, NULL, 10);
    if (size > MAX_RESPONSE)
        fail("answer over 64 KiB");
    return c->filled >= size ? size : 0;
}

static void receive(connection *c) {
    ssize_t got = recv(c->socket, c->buffer + c->filled, MAX_RESPONSE - c->filled, 0);
    if (got <= 0)
        fail("connection closed");
    c->filled += (size_t)got;
    c->buffer[c->filled] = 0;
    size_t size = answer_size(c);
    if (size == 0)
        return;
    int status = atoi(c->buffer + 9);
    if (size != c->filled || status < 100 || status > 999)
        fail("answer");
    latencies[answered++] = now() - c->sent_at;
    statuses[status]++;
    c->filled = 0;
    send_next(c);
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void report(double seconds) {
    qsort(latencies, (size_t)answered, sizeof *latencies, by_size);
    printf("{\"requests\": %ld, \"seconds\": %.6f, \"statuses\": {", answered, seconds);
    const char *comma = "";
    for (int status = 100; status < 1000; status++)
        if (statuses[status]) {
            printf("%s\"%d\": %ld", comma, status, statuses[status]);
            comma = ", ";
        }
    printf("}, \"p50_us\": %.1f, \"p99_us\": %.1f}\n", latencies[answered / 2] * 1e6,
           latencies[answered * 99 / 100] * 1e6);
}

int main(int count, char **arguments) {
    int port = count == 4 ? atoi(arguments[1]) : 0;
    int connections = count == 4 ? atoi(arguments[2]) : 0;
    wanted = count == 4 ? atol(arguments[3]) : 0;
    if (port <= 0 || connections <= 0 || wanted < connections) {
        fprintf(stderr, "usage: client PORT CONNECTIONS REQUESTS < request.txt\n");
        return 2;
    }
    request_size = fread(request, 1, sizeof request, stdin);
    latencies = calloc((size_t)wanted, sizeof *latencies);
    connection *all = calloc((size_t)connections, sizeof *all);
    int poll = epoll_create1(0);
    if (latencies == NULL || all == NULL || poll < 0)
        fail("start");
    for (int i = 0; i < connections; i++)
        open_connection(&all[i], poll, port);
    double start = now();
    for (int i = 0; i < connections; i++)
        send_next(&all[i]);
    while (answered < wanted) {
        struct epoll_event events[MAX_EVENTS];
        int ready = epoll_wait(poll, events, MAX_EVENTS, 10000);
        if (ready <= 0)
            fail("no answer for 10 s");
        for (int i = 0; i < ready; i++)
            receive(events[i].data.ptr);
    }
    report(now() - start);
    return 0;
}
