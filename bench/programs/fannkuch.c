// The C peer of fannkuch.py: the same steps on arrays of int64_t.
#include "peer.h"

#define N 9

void run(void) {
    int64_t permutation[N], work[N], count[N];
    int64_t checksum = 0, most = 0, sign = 1;
    for (int i = 0; i < N; i++) permutation[i] = i, count[i] = 0;
    for (;;) {
        int64_t first = permutation[0];
        if (first) {
            int64_t flips = 1;
            for (int i = 0; i < N; i++) work[i] = permutation[i];
            for (;;) {
                int64_t last = work[first];
                if (!last) break;
                work[first] = first;
                for (int64_t low = 1, high = first - 1; low < high; low++, high--) {
                    int64_t held = work[low];
                    work[low] = work[high];
                    work[high] = held;
                }
                first = last;
                flips++;
            }
            if (flips > most) most = flips;
            checksum += sign * flips;
        }
        int64_t held;
        if (sign == 1) {
            held = permutation[0], permutation[0] = permutation[1], permutation[1] = held;
            sign = -1;
            continue;
        }
        held = permutation[1], permutation[1] = permutation[2], permutation[2] = held;
        sign = 1;
        for (int i = 2;; i++) {
            if (count[i] < i) {
                count[i]++;
                break;
            }
            if (i == N - 1) {
                show_int(checksum);
                show_int(most);
                return;
            }
            count[i] = 0;
            held = permutation[0];
            for (int j = 0; j <= i; j++) permutation[j] = permutation[j + 1];
            permutation[i + 1] = held;
        }
    }
}
