"""What the author of a filter imports."""

from sluice.api import log as log
from sluice.api import shared as shared
from sluice.api.access_log import AccessLog as AccessLog
from sluice.api.filters import HttpFilter as HttpFilter
from sluice.api.headers import Headers as Headers
from sluice.api.hostcalls import HostError as HostError
from sluice.api.messages import Chunk as Chunk
from sluice.api.messages import Request as Request
from sluice.api.messages import RequestInfo as RequestInfo
from sluice.api.messages import Response as Response
from sluice.api.metrics import Counter as Counter
from sluice.api.metrics import Gauge as Gauge
from sluice.api.metrics import Histogram as Histogram
from sluice.api.properties import property as property  # noqa: A004
