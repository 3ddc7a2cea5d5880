// Entry points for test_mathematics.py: double to double.
#include "double_pair.h"

#define EXPORT(name) __attribute__((export_name(#name))) name

static char room[64];
char *EXPORT(room_address)(void) { return room; }

double EXPORT(log)(double number) { return slu_log_pair(number).high; }
double EXPORT(exp)(double number) { return slu_exp_of_pair(number, 0); }
double EXPORT(pow)(double base, double exponent) { return slu_positive_power(base, exponent); }
