"""The connection that a stream came in on, and the one to its upstream.

    from sluice import connection

    if connection.peer_certificate.uri_san != "spiffe://example.org/orders":
        return Response(403)

Each attribute asks the proxy when it is read, in any callback of a stream. The names are those of Envoy's
"Attributes" page; text that is not there is "".
"""

from sluice.api.properties import read_flag, read_number, read_seconds, read_text


class Certificate:
    """A certificate of a TLS connection; everything is "" without TLS, or where that side showed none."""

    def __init__(self, owner: str, side: str) -> None:
        self._owner = owner
        self._side = side

    @property
    def subject(self) -> str:
        """ "CN=orders,O=Example"."""
        return read_text(f"{self._owner}\0subject_{self._side}_certificate")

    @property
    def uri_san(self) -> str:
        """The first URI among its subject alternative names: a SPIFFE id for example."""
        return read_text(f"{self._owner}\0uri_san_{self._side}_certificate")

    @property
    def dns_san(self) -> str:
        """The first DNS name among its subject alternative names."""
        return read_text(f"{self._owner}\0dns_san_{self._side}_certificate")


class PeerCertificate(Certificate):
    """The certificate that the other side showed."""

    def __init__(self, owner: str) -> None:
        super().__init__(owner, "peer")

    @property
    def sha256(self) -> str:
        """Its SHA-256 in hexadecimal."""
        return read_text(f"{self._owner}\0sha256_peer_certificate_digest")


class Connection:
    """The downstream connection."""

    def __init__(self) -> None:
        self.peer_certificate = PeerCertificate("connection")  # the client's
        self.local_certificate = Certificate("connection", "local")  # the one that the client was shown

    @property
    def id(self) -> int:
        """The proxy's number for it: equal for the requests of one connection."""
        return read_number("connection\0id")

    @property
    def source_address(self) -> str:
        """The client, "10.0.0.7:51234"; behind trusted proxies its address without a port."""
        return read_text("source\0address")

    @property
    def destination_address(self) -> str:
        """Where the client connected to, "10.0.0.1:443"."""
        return read_text("destination\0address")

    @property
    def destination_port(self) -> int:
        return read_number("destination\0port")

    @property
    def tls_version(self) -> str:
        """ "TLSv1.3"; "" without TLS."""
        return read_text("connection\0tls_version")

    @property
    def server_name(self) -> str:
        """The name that the client asked for in the TLS handshake (SNI), where the listener has Envoy's TLS
        inspector; "" elsewhere.
        """
        return read_text("connection\0requested_server_name")

    @property
    def mtls(self) -> bool:
        """Whether the client showed a certificate that the proxy accepted."""
        return read_flag("connection\0mtls")

    @property
    def failure(self) -> str:
        """Why the transport failed, "" where it did not."""
        return read_text("connection\0transport_failure_reason")


class Upstream:
    """The endpoint that was chosen, and the connection to it: known from the response on."""

    def __init__(self) -> None:
        self.peer_certificate = PeerCertificate("upstream")  # the endpoint's
        self.local_certificate = Certificate("upstream", "local")  # the one that the endpoint was shown

    @property
    def address(self) -> str:
        """ "10.0.1.4:8080"; "" before one is chosen."""
        return read_text("upstream\0address")

    @property
    def port(self) -> int:
        return read_number("upstream\0port")

    @property
    def local_address(self) -> str:
        """The proxy's own end of the connection."""
        return read_text("upstream\0local_address")

    @property
    def tls_version(self) -> str:
        return read_text("upstream\0tls_version")

    @property
    def failure(self) -> str:
        """Why no connection came about, in the words of the TLS library or the system; "" where one did."""
        return read_text("upstream\0transport_failure_reason")

    @property
    def attempts(self) -> int:
        """How often the request was sent, retries included."""
        return read_number("upstream\0request_attempt_count")

    @property
    def connect_seconds(self) -> float:
        """Seconds until a connection was ready, from the pool or a new one."""
        return read_seconds("upstream\0cx_pool_ready_duration")


connection = Connection()
upstream = Upstream()
