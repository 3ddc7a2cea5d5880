import functools

def retry(times, exceptions=(Exception,)):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            for attempt in range(1, times + 1):
                try:
                    return function(*args, **kwargs)
                except exceptions as error:
                    print(f"{function.__name__} attempt {attempt}: {error}")
                    if attempt == times:
                        raise
        return wrapper
    return decorate

count = 0

@retry(3, (ValueError,))
def flaky(limit):
    global count
    count += 1
    if count < limit:
        raise ValueError(f"count {count}")
    return "ok"

print(flaky(3), flaky.__name__)
count = -10
try:
    flaky(5)
except ValueError as error:
    print("gave up:", error)
