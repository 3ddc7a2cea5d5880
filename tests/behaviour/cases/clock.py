import time

before = time.time()
print(before > 1e9)
print(type(before).__name__, type(time.time_ns()).__name__, time.time_ns() > 10**18)
print(
    time.time() >= before,
    time.perf_counter() <= time.perf_counter(),
    time.monotonic_ns() <= time.monotonic_ns(),
)
