"""`collections`: containers for special uses. Each family stands in a file of its own."""

from collections._chain_map import ChainMap
from collections._counter import Counter
from collections._default_dict import defaultdict
from collections._deque import deque
from collections._ordered_dict import OrderedDict
from collections._users import UserDict, UserList

__all__ = ["ChainMap", "Counter", "OrderedDict", "UserDict", "UserList", "defaultdict", "deque"]
