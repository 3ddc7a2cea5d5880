// What a C peer needs of its host: a place to show its results, which are compared with what Python prints.
#pragma once
#include <stddef.h>
#include <stdint.h>

__attribute__((import_module("env"), import_name("show_float"))) void show_float(double value);
__attribute__((import_module("env"), import_name("show_int"))) void show_int(int64_t value);
__attribute__((import_module("env"), import_name("show_text"))) void show_text(const char *text, uint32_t size);

__attribute__((export_name("run"))) void run(void);

// Freestanding: the compiler makes single instructions of calls with these names.
void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *left, const void *right, size_t size);

// Decimal digits of a number that is not negative; returns how many.
static inline uint32_t write_number(char *to, uint32_t number) {
    char digits[10];
    uint32_t count = 0;
    do digits[count++] = (char)('0' + number % 10), number /= 10;
    while (number);
    for (uint32_t i = 0; i < count; i++) to[i] = digits[count - 1 - i];
    return count;
}
