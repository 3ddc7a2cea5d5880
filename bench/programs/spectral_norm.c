// The C peer of spectral_norm.py.
#include "peer.h"

#define SIZE 200

static double element(int64_t i, int64_t j) { return 1.0 / (double)((i + j) * (i + j + 1) / 2 + i + 1); }

static void times(const double *vector, double *result) {
    for (int64_t i = 0; i < SIZE; i++) {
        double total = 0;
        for (int64_t j = 0; j < SIZE; j++) total += element(i, j) * vector[j];
        result[i] = total;
    }
}

static void times_transposed(const double *vector, double *result) {
    for (int64_t i = 0; i < SIZE; i++) {
        double total = 0;
        for (int64_t j = 0; j < SIZE; j++) total += element(j, i) * vector[j];
        result[i] = total;
    }
}

void run(void) {
    static double u[SIZE], v[SIZE], between[SIZE];
    for (int64_t i = 0; i < SIZE; i++) u[i] = 1.0;
    for (int round = 0; round < 4; round++) {
        times(u, between), times_transposed(between, v);
        times(v, between), times_transposed(between, u);
    }
    double top = 0, bottom = 0;
    for (int64_t i = 0; i < SIZE; i++) top += u[i] * v[i], bottom += v[i] * v[i];
    show_float(__builtin_sqrt(top / bottom));
}
