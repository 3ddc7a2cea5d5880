"""An emulated Envoy to test filters in, without Envoy."""

from sluice.testing.abi import LogLevel as LogLevel
from sluice.testing.callouts import GrpcCall as GrpcCall
from sluice.testing.callouts import GrpcUpstream as GrpcUpstream
from sluice.testing.callouts import Upstream as Upstream
from sluice.testing.host import LogEntry as LogEntry
from sluice.testing.loaded_filter import Exchange as Exchange
from sluice.testing.loaded_filter import LoadedFilter as LoadedFilter
from sluice.testing.loader import Loader as Loader
from sluice.testing.messages import Pause as Pause
from sluice.testing.messages import ReceivedHeaders as ReceivedHeaders
from sluice.testing.messages import ReceivedRequest as ReceivedRequest
from sluice.testing.messages import ReceivedResponse as ReceivedResponse
from sluice.testing.messages import Reply as Reply
from sluice.testing.messages import SentRequest as SentRequest
from sluice.testing.metrics import Metrics as Metrics
from sluice.testing.recordings import Decision as Decision
from sluice.testing.recordings import Recorded as Recorded
from sluice.testing.recordings import RecordingError as RecordingError
from sluice.testing.recordings import Replayed as Replayed
from sluice.testing.results import Callout as Callout
from sluice.testing.results import Result as Result
from sluice.testing.tcp import Connection as Connection
from sluice.testing.vetting import Vetting as Vetting
from sluice.testing.vetting import vet as vet
from sluice.testing.vm import LoadError as LoadError
