// What a C peer needs of its host: a place to show its result, so that nothing is optimised away.
#pragma once
#include <stdint.h>

__attribute__((import_module("env"), import_name("show_float"))) void show_float(double value);
__attribute__((import_module("env"), import_name("show_int"))) void show_int(int64_t value);

__attribute__((export_name("run"))) void run(void);
