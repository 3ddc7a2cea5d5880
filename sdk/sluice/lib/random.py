"""`random`: the Mersenne Twister, number for number as CPython's after the same seed. Not for secrets."""

import hashlib
import math
import operator
from typing import Any

import _sluice_entropy

_SIZE = 624
_SHIFT = 397
_MISSING: Any = object()


class Random:
    """A generator with a state of its own."""

    def __init__(self, x: Any = None) -> None:
        self._words: list[int] = []
        self._place = _SIZE
        self.gauss_next: Any = None
        self.seed(x)

    # --- the generator

    def seed(self, a: Any = None, version: int = 2) -> None:
        """Begin anew. None: by chance from the host."""
        if a is None:
            number = int.from_bytes(_sluice_entropy.random_bytes(32), "little")
        elif isinstance(a, int):
            number = abs(int(a))
        elif isinstance(a, str | bytes | bytearray):
            data = a.encode() if isinstance(a, str) else bytes(a)
            number = int.from_bytes(data + hashlib.sha512(data).digest(), "big")
        elif isinstance(a, float):
            number = abs(hash(a))
        else:
            raise TypeError(
                "The only supported seed types are: None,\nint, float, str, bytes, and bytearray."
            )
        key: list[int] = []
        while number:
            key.append(number & 0xFFFFFFFF)
            number >>= 32
        self._start(key or [0])
        self.gauss_next = None

    def _start(self, key: list[int]) -> None:
        words = [19650218]
        for place in range(1, _SIZE):
            before = words[place - 1]
            words.append((1812433253 * (before ^ (before >> 30)) + place) & 0xFFFFFFFF)
        i, j = 1, 0
        for _ in range(max(_SIZE, len(key))):
            before = words[i - 1]
            words[i] = ((words[i] ^ ((before ^ (before >> 30)) * 1664525)) + key[j] + j) & 0xFFFFFFFF
            i += 1
            j += 1
            if i >= _SIZE:
                words[0] = words[_SIZE - 1]
                i = 1
            if j >= len(key):
                j = 0
        for _ in range(_SIZE - 1):
            before = words[i - 1]
            words[i] = ((words[i] ^ ((before ^ (before >> 30)) * 1566083941)) - i) & 0xFFFFFFFF
            i += 1
            if i >= _SIZE:
                words[0] = words[_SIZE - 1]
                i = 1
        words[0] = 0x80000000
        self._words = words
        self._place = _SIZE

    def _renew(self) -> None:
        words = self._words
        for place in range(_SIZE):
            both = (words[place] & 0x80000000) | (words[(place + 1) % _SIZE] & 0x7FFFFFFF)
            mixed = words[(place + _SHIFT) % _SIZE] ^ (both >> 1)
            words[place] = mixed ^ 0x9908B0DF if both & 1 else mixed
        self._place = 0

    def _word(self) -> int:
        """32 random bits."""
        if self._place >= _SIZE:
            self._renew()
        word = self._words[self._place]
        self._place += 1
        word ^= word >> 11
        word ^= (word << 7) & 0x9D2C5680
        word ^= (word << 15) & 0xEFC60000
        return word ^ (word >> 18)

    def random(self) -> float:
        """A float in [0, 1)."""
        high = self._word() >> 5
        low = self._word() >> 6
        return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0)

    def getrandbits(self, k: int, /) -> int:
        """So many random bits."""
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        if k == 0:
            return 0
        if k <= 32:
            return self._word() >> (32 - k)
        found = 0
        shift = 0
        while k > 0:
            word = self._word()
            if k < 32:
                word >>= 32 - k
            found |= word << shift
            shift += 32
            k -= 32
        return found

    def getstate(self) -> Any:
        """What `setstate` takes."""
        return (3, (*self._words, self._place), self.gauss_next)

    def setstate(self, state: Any) -> None:
        """Go on from a state."""
        version = state[0]
        if version != 3:
            raise ValueError(f"state with version {version} passed to Random.setstate() of version 3")
        words = list(state[1])
        self._place = words.pop()
        self._words = words
        self.gauss_next = state[2]

    def randbytes(self, n: int) -> bytes:
        """So many random bytes."""
        return self.getrandbits(n * 8).to_bytes(n, "little")

    # --- integers

    def _below(self, n: int) -> int:
        """A number in [0, n)."""
        bits = n.bit_length()
        found = self.getrandbits(bits)
        while found >= n:
            found = self.getrandbits(bits)
        return found

    def randrange(self, start: Any, stop: Any = None, step: Any = 1) -> int:
        """One item of `range(start, stop, step)`."""
        first: int = operator.index(start)
        if stop is None:
            if step is not _ONE and step != 1:
                raise TypeError("Missing a non-None stop argument")
            if first > 0:
                return self._below(first)
            raise ValueError("empty range for randrange()")
        last: int = operator.index(stop)
        width = last - first
        by: int = operator.index(step)
        if by == 1:
            if width > 0:
                return first + self._below(width)
            raise ValueError(f"empty range for randrange() ({first}, {last}, {width})")
        if by > 0:
            count = (width + by - 1) // by
        elif by < 0:
            count = (width + by + 1) // by
        else:
            raise ValueError("zero step for randrange()")
        if count <= 0:
            raise ValueError("empty range for randrange()")
        return first + by * self._below(count)

    def randint(self, a: Any, b: Any) -> int:
        """A number in [a, b]."""
        return self.randrange(a, b + 1)

    # --- sequences

    def choice(self, seq: Any) -> Any:
        """One item. IndexError when there is none."""
        if not len(seq):
            raise IndexError("Cannot choose from an empty sequence")
        return seq[self._below(len(seq))]

    def shuffle(self, x: Any) -> None:
        """Mix a list."""
        for i in range(len(x) - 1, 0, -1):
            j = self._below(i + 1)
            x[i], x[j] = x[j], x[i]

    def sample(self, population: Any, k: int, *, counts: Any = None) -> list[Any]:
        """So many different items."""
        if isinstance(population, set | frozenset | dict):
            raise TypeError("Population must be a sequence.  For dicts or sets, use sorted(d).")
        if counts is not None:
            return self._sample_counted(population, k, counts)
        size = len(population)
        if not 0 <= k <= size:
            raise ValueError("Sample larger than population or is negative")
        found: list[Any] = [None] * k
        limit = 21
        if k > 5:
            limit += 4 ** math.ceil(math.log(k * 3, 4))
        if size <= limit:
            pool = list(population)
            for i in range(k):
                j = self._below(size - i)
                found[i] = pool[j]
                pool[j] = pool[size - i - 1]
            return found
        taken: set[int] = set()
        for i in range(k):
            j = self._below(size)
            while j in taken:
                j = self._below(size)
            taken.add(j)
            found[i] = population[j]
        return found

    def _sample_counted(self, population: Any, k: int, counts: Any) -> list[Any]:
        sums: list[Any] = []
        total: Any = 0
        for each in counts:
            total += each
            sums.append(total)
        if len(sums) != len(population):
            raise ValueError("The number of counts does not match the population")
        if not sums:
            raise ValueError("Total of counts must be greater than zero")
        last = sums.pop()
        if not isinstance(last, int):
            raise TypeError("Counts must be integers")
        if last <= 0:
            raise ValueError("Total of counts must be greater than zero")
        places = self.sample(range(last), k)
        return [population[_place_in(sums, each)] for each in places]

    def choices(
        self, population: Any, weights: Any = None, *, cum_weights: Any = None, k: int = 1
    ) -> list[Any]:
        """So many items, each may come again; by weights where there are any."""
        size = len(population)
        if cum_weights is None:
            if weights is None:
                scale = size + 0.0
                return [population[math.floor(self.random() * scale)] for _ in range(k)]
            cum_weights = []
            running: Any = 0
            for each in weights:
                running += each
                cum_weights.append(running)
        elif weights is not None:
            raise TypeError("Cannot specify both weights and cumulative weights")
        if len(cum_weights) != size:
            raise ValueError("The number of weights does not match the population")
        total = cum_weights[-1] + 0.0
        if total <= 0.0:
            raise ValueError("Total of weights must be greater than zero")
        if not math.isfinite(total):
            raise ValueError("Total of weights must be finite")
        bounds = cum_weights[: size - 1]
        return [population[_place_in(bounds, self.random() * total)] for _ in range(k)]

    # --- distributions

    def uniform(self, a: Any, b: Any) -> Any:
        """A float between two."""
        return a + (b - a) * self.random()

    def triangular(self, low: Any = 0.0, high: Any = 1.0, mode: Any = None) -> Any:
        """A float between two, most often near the mode."""
        u = self.random()
        try:
            c = 0.5 if mode is None else (mode - low) / (high - low)
        except ZeroDivisionError:
            return low
        if u > c:
            u = 1.0 - u
            c = 1.0 - c
            low, high = high, low
        return low + (high - low) * math.sqrt(u * c)

    def normalvariate(self, mu: Any = 0.0, sigma: Any = 1.0) -> Any:
        """Normal distribution."""
        while True:
            u1 = self.random()
            u2 = 1.0 - self.random()
            z = _NORMAL * (u1 - 0.5) / u2
            if z * z / 4.0 <= -math.log(u2):
                return mu + z * sigma

    def gauss(self, mu: Any = 0.0, sigma: Any = 1.0) -> Any:
        """Normal distribution, a little faster."""
        z = self.gauss_next
        self.gauss_next = None
        if z is None:
            angle = self.random() * (2.0 * math.pi)
            radius = math.sqrt(-2.0 * math.log(1.0 - self.random()))
            z = math.cos(angle) * radius
            self.gauss_next = math.sin(angle) * radius
        return mu + z * sigma

    def lognormvariate(self, mu: Any, sigma: Any) -> float:
        """Log-normal distribution."""
        return math.exp(self.normalvariate(mu, sigma))

    def expovariate(self, lambd: Any) -> Any:
        """Exponential distribution."""
        return -math.log(1.0 - self.random()) / lambd

    def paretovariate(self, alpha: Any) -> Any:
        """Pareto distribution."""
        return (1.0 - self.random()) ** (-1.0 / alpha)

    def weibullvariate(self, alpha: Any, beta: Any) -> Any:
        """Weibull distribution."""
        return alpha * (-math.log(1.0 - self.random())) ** (1.0 / beta)


class SystemRandom(Random):
    """As Random, with every number from the host: for secrets."""

    def seed(self, a: Any = None, version: int = 2) -> None:
        """There is no state to set."""

    def random(self) -> float:
        """A float in [0, 1)."""
        return (int.from_bytes(_sluice_entropy.random_bytes(7), "big") >> 3) * (1.0 / 9007199254740992.0)

    def getrandbits(self, k: int, /) -> int:
        """So many random bits."""
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        size = (k + 7) // 8
        return int.from_bytes(_sluice_entropy.random_bytes(size), "big") >> (size * 8 - k)

    def randbytes(self, n: int) -> bytes:
        """So many random bytes."""
        found: bytes = _sluice_entropy.random_bytes(n)
        return found

    def getstate(self) -> Any:
        """NotImplementedError: there is none."""
        raise NotImplementedError("System entropy source does not have state.")

    def setstate(self, state: Any) -> None:
        """NotImplementedError: there is none."""
        raise NotImplementedError("System entropy source does not have state.")


_ONE: Any = 1
_NORMAL = 4 * math.exp(-0.5) / math.sqrt(2.0)


def _place_in(sums: Any, value: Any) -> int:
    """How many of the ascending sums are not above a value."""
    low, high = 0, len(sums)
    while low < high:
        middle = (low + high) // 2
        if value < sums[middle]:
            high = middle
        else:
            low = middle + 1
    return low


_shared: list[Random] = []


def _generator() -> Random:
    """The generator behind the module's functions, made when it is first needed."""
    if not _shared:
        _shared.append(Random())
    return _shared[0]


def seed(a: Any = None, version: int = 2) -> None:
    """Begin anew."""
    _generator().seed(a, version)


def random() -> float:
    """A float in [0, 1)."""
    return _generator().random()


def getrandbits(k: int, /) -> int:
    """So many random bits."""
    return _generator().getrandbits(k)


def getstate() -> Any:
    """What `setstate` takes."""
    return _generator().getstate()


def setstate(state: Any) -> None:
    """Go on from a state."""
    _generator().setstate(state)


def randbytes(n: int) -> bytes:
    """So many random bytes."""
    return _generator().randbytes(n)


def randrange(start: Any, stop: Any = None, step: Any = 1) -> int:
    """One item of `range(start, stop, step)`."""
    return _generator().randrange(start, stop, step)


def randint(a: Any, b: Any) -> int:
    """A number in [a, b]."""
    return _generator().randint(a, b)


def choice(seq: Any) -> Any:
    """One item."""
    return _generator().choice(seq)


def choices(population: Any, weights: Any = None, *, cum_weights: Any = None, k: int = 1) -> list[Any]:
    """So many items, each may come again."""
    return _generator().choices(population, weights, cum_weights=cum_weights, k=k)


def shuffle(x: Any) -> None:
    """Mix a list."""
    _generator().shuffle(x)


def sample(population: Any, k: int, *, counts: Any = None) -> list[Any]:
    """So many different items."""
    return _generator().sample(population, k, counts=counts)


def uniform(a: Any, b: Any) -> Any:
    """A float between two."""
    return _generator().uniform(a, b)


def triangular(low: Any = 0.0, high: Any = 1.0, mode: Any = None) -> Any:
    """A float between two, most often near the mode."""
    return _generator().triangular(low, high, mode)


def normalvariate(mu: Any = 0.0, sigma: Any = 1.0) -> Any:
    """Normal distribution."""
    return _generator().normalvariate(mu, sigma)


def gauss(mu: Any = 0.0, sigma: Any = 1.0) -> Any:
    """Normal distribution."""
    return _generator().gauss(mu, sigma)


def lognormvariate(mu: Any, sigma: Any) -> float:
    """Log-normal distribution."""
    return _generator().lognormvariate(mu, sigma)


def expovariate(lambd: Any) -> Any:
    """Exponential distribution."""
    return _generator().expovariate(lambd)


def paretovariate(alpha: Any) -> Any:
    """Pareto distribution."""
    return _generator().paretovariate(alpha)


def weibullvariate(alpha: Any, beta: Any) -> Any:
    """Weibull distribution."""
    return _generator().weibullvariate(alpha, beta)
