"""`collections`: containers for special uses. Each family stands in a file of its own."""

from collections._chain_map import ChainMap
from collections._counter import Counter
from collections._deque import deque
from collections._dicts import OrderedDict, defaultdict
from collections._users import UserDict, UserList

__all__ = ["ChainMap", "Counter", "OrderedDict", "UserDict", "UserList", "defaultdict", "deque"]
