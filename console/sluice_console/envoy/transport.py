"""How connections are secured: Envoy's transport sockets, of listeners over TCP and QUIC, and to services."""

from __future__ import annotations

from ipaddress import ip_address

from sluice_console.envoy import ir
from sluice_console.envoy.config_sources import ADS
from sluice_console.envoy.protobufs import BoolValue, core, pack, quic, secret, string_matcher, tls, tls_parts
from sluice_console.envoy.secrets import TICKETS

TLS_SOCKET = "envoy.transport_sockets.tls"
QUIC_SOCKET = "envoy.transport_sockets.quic"
SUITES: tuple[ir.Suite, ...] = (
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
)
"""For TLS 1.2: forward secrecy and authenticated encryption, nothing older."""


def to_tls_socket(settings: ir.Tls) -> core.TransportSocket:
    """HTTP/2 where the client can, else HTTP/1.1."""
    context = _to_context(settings, ("h2", "http/1.1"))
    return core.TransportSocket(name=TLS_SOCKET, typed_config=pack(context))


def to_quic_socket(settings: ir.Tls) -> core.TransportSocket:
    """TLS 1.3 inside QUIC."""
    context = _to_context(settings, ("h3",))
    transport = quic.QuicDownstreamTransport(downstream_tls_context=context)
    return core.TransportSocket(name=QUIC_SOCKET, typed_config=pack(transport))


def to_upstream_socket(settings: ir.UpstreamTls) -> core.TransportSocket:
    """Envoy offers the protocol that it is going to speak by itself, so none is named here."""
    common = tls.CommonTlsContext(tls_params=_to_parameters(settings.minimum_version, SUITES))
    if settings.certificate_id:
        shown = secret.SdsSecretConfig(name=settings.certificate_id, sds_config=ADS)
        common.tls_certificate_sds_secret_configs.append(shown)
    if settings.verify:
        common.validation_context.trusted_ca.inline_string = settings.authorities
        names = settings.names or ((settings.sni,) if settings.sni else ())
        common.validation_context.match_typed_subject_alt_names.extend(map(_to_name_matcher, names))
    context = tls.UpstreamTlsContext(common_tls_context=common, sni=settings.sni)
    return core.TransportSocket(name=TLS_SOCKET, typed_config=pack(context))


def _to_name_matcher(name: str) -> tls_parts.SubjectAltNameMatcher:
    """A DNS name also fits a certificate for `*.` and the rest of it."""
    kinds = tls_parts.SubjectAltNameMatcher
    exactly = string_matcher.StringMatcher(exact=name)
    if "://" in name:
        return kinds(san_type=kinds.URI, matcher=exactly)
    return kinds(san_type=kinds.IP_ADDRESS if is_address(name) else kinds.DNS, matcher=exactly)


def is_address(name: str) -> bool:
    """Whether it is an IP address, and no DNS name."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _to_context(settings: ir.Tls, protocols: tuple[str, ...]) -> tls.DownstreamTlsContext:
    context = tls.DownstreamTlsContext(
        common_tls_context=tls.CommonTlsContext(
            tls_params=_to_parameters(settings.minimum_version, settings.suites or SUITES),
            alpn_protocols=protocols,
            tls_certificate_sds_secret_configs=[
                secret.SdsSecretConfig(name=id_, sds_config=ADS) for id_ in settings.certificate_ids
            ],
        ),
        ocsp_staple_policy=tls.DownstreamTlsContext.LENIENT_STAPLING,
    )
    if settings.tickets:
        context.session_ticket_keys_sds_secret_config.CopyFrom(
            secret.SdsSecretConfig(name=TICKETS, sds_config=ADS)
        )
    else:
        context.disable_stateless_session_resumption = True
        context.disable_stateful_session_resumption = True
    if settings.client_certificates is not None:
        validation = context.common_tls_context.validation_context
        validation.trusted_ca.inline_string = settings.client_certificates.authorities
        context.require_client_certificate.CopyFrom(BoolValue(value=settings.client_certificates.required))
    return context


def _to_parameters(minimum: ir.TlsVersion, suites: tuple[ir.Suite, ...]) -> tls_parts.TlsParameters:
    versions = {"1.2": tls_parts.TlsParameters.TLSv1_2, "1.3": tls_parts.TlsParameters.TLSv1_3}
    return tls_parts.TlsParameters(
        tls_minimum_protocol_version=versions[minimum],
        tls_maximum_protocol_version=tls_parts.TlsParameters.TLSv1_3,
        cipher_suites=suites,
    )
