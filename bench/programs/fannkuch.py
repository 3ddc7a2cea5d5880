"""Permutations of pancakes: list indexing, slices and small ints."""


def fannkuch(n: int) -> tuple[int, int]:
    permutation = list(range(n))
    count = [0] * n
    checksum = 0
    most = 0
    sign = 1
    while True:
        first = permutation[0]
        if first:
            flips = 1
            work = permutation[:]
            while True:
                last = work[first]
                if not last:
                    break
                work[first] = first
                low = 1
                high = first - 1
                while low < high:
                    work[low], work[high] = work[high], work[low]
                    low += 1
                    high -= 1
                first = last
                flips += 1
            if flips > most:
                most = flips
            checksum += sign * flips
        if sign == 1:
            permutation[0], permutation[1] = permutation[1], permutation[0]
            sign = -1
        else:
            permutation[1], permutation[2] = permutation[2], permutation[1]
            sign = 1
            i = 2
            while True:
                if count[i] < i:
                    count[i] += 1
                    break
                if i == n - 1:
                    return checksum, most
                count[i] = 0
                first = permutation[0]
                for j in range(i + 1):
                    permutation[j] = permutation[j + 1]
                permutation[i + 1] = first
                i += 1


print(fannkuch(9))
