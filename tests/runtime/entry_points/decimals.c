// Entry points for test_float_decimal.py: floats go in as numbers, digits through the room.
#include "float_decimal.h"

#define EXPORT(name) __attribute__((export_name(#name))) name

static char room[1 << 16];

char *EXPORT(room_address)(void) { return room; }
uint64_t EXPORT(shortest_digits)(double number) { return slu_shortest_decimal(number).digits; }
int32_t EXPORT(shortest_exponent)(double number) { return slu_shortest_decimal(number).exponent; }
double EXPORT(nearest)(uint32_t count, int64_t exponent) { return slu_nearest_double(room, count, exponent); }
uint32_t EXPORT(fixed)(double number, int32_t places) { return slu_fixed_digits(room, number, places); }
int32_t EXPORT(significant)(double number, uint32_t count) { return slu_significant_digits(room, number, count); }
