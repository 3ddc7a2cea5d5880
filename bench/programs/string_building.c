// The C peer of string_building.py: buffers of fixed size, lines as pointers into the text.
#include "peer.h"

#define LINES 50000

static char text[LINES * 48], replaced[LINES * 48];
static int64_t users[97];

static char *put(char *to, const char *what) {
    while (*what) *to++ = *what++;
    return to;
}

static const char *find(const char *from, const char *end, char what) {
    while (from < end && *from != what) from++;
    return from;
}

static int starts_with(const char *from, const char *end, const char *what) {
    for (; *what; from++, what++)
        if (from == end || *from != *what) return 0;
    return 1;
}

static uint32_t read_number(const char *from, const char *end) {
    uint32_t number = 0;
    while (from < end) number = number * 10 + (uint32_t)(*from++ - '0');
    return number;
}

void run(void) {
    char *end = text;
    for (uint32_t i = 0; i < LINES; i++) {
        if (i) *end++ = '\n';
        end += write_number(end, i);
        end = put(end, ":user-");
        end += write_number(end, i % 97);
        end = put(end, "@example.org;quota=");
        end += write_number(end, i * 31 % 1000);
    }
    int64_t total = 0;
    for (const char *line = text; line < end;) {
        const char *stop = find(line, end, '\n'), *semicolon = find(line, stop, ';');
        const char *user = find(line, semicolon, ':') + 1, *at = find(user, semicolon, '@');
        users[read_number(user + 5, at)]++;
        if (starts_with(semicolon + 1, stop, "quota=")) total += read_number(semicolon + 7, stop);
        line = stop + 1;
    }
    for (char *each = text; each < end; each++)
        if (*each >= 'a' && *each <= 'z') *each -= 32;
    char *to = replaced;
    for (const char *from = text; from < end;) {
        if (starts_with(from, end, "EXAMPLE")) to = put(to, "sluice"), from += 7;
        else *to++ = *from++;
    }
    int64_t found = 0;
    for (const char *from = replaced; from < to; from++)
        if (starts_with(from, to, "sluice")) found++;
    show_int(end - text);
    show_int(total);
    show_int(sizeof users / sizeof *users);
    show_int(users[5]);
    show_int(found);
    show_text(to - 30, 30);
}
