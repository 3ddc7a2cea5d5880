"""What the author of a filter imports."""

from sluice.api import grpc as grpc
from sluice.api import http as http
from sluice.api import log as log
from sluice.api import shared as shared
from sluice.api.access_log import AccessLog as AccessLog
from sluice.api.boundary import ConfigError as ConfigError
from sluice.api.connection import connection as connection
from sluice.api.connection import upstream as upstream
from sluice.api.filters import HttpFilter as HttpFilter
from sluice.api.grpc import GrpcError as GrpcError
from sluice.api.grpc import GrpcStream as GrpcStream
from sluice.api.headers import Headers as Headers
from sluice.api.hostcalls import HostError as HostError
from sluice.api.http import CalloutError as CalloutError
from sluice.api.http import CalloutTimeout as CalloutTimeout
from sluice.api.http import Reply as Reply
from sluice.api.http import UnknownCluster as UnknownCluster
from sluice.api.messages import Chunk as Chunk
from sluice.api.messages import Request as Request
from sluice.api.messages import RequestInfo as RequestInfo
from sluice.api.messages import Response as Response
from sluice.api.metrics import Counter as Counter
from sluice.api.metrics import Gauge as Gauge
from sluice.api.metrics import Histogram as Histogram
from sluice.api.plugins import Plugin as Plugin
from sluice.api.plugins import every as every
from sluice.api.plugins import on_configure as on_configure
from sluice.api.properties import property as property  # noqa: A004
from sluice.api.queues import Queue as Queue
from sluice.api.queues import UnknownQueue as UnknownQueue
from sluice.api.route import route as route
from sluice.api.streams import BodyTooLarge as BodyTooLarge
from sluice.api.tasks import gather as gather
from sluice.api.tasks import sleep as sleep
from sluice.api.tasks import spawn as spawn
from sluice.api.tasks import wait_for as wait_for
