"""How a node makes sure that it talks to the console, and shows the console who it is.

Certificate and key are in one file, which Envoy watches: whoever renews them puts a new file in its place,
so there is never a moment in which they do not belong together.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

TYPES = "type.googleapis.com/"
_SECRET = "node"


@dataclass(frozen=True, slots=True)
class ConsoleTls:
    """`authorities` is in PEM; `console` the URI in the console's certificate. `certificate_file` is what
    `to_certificate_file` gave, as Envoy finds it; empty for a node that shows a token only.
    """

    authorities: str
    console: str
    certificate_file: str = ""


def to_transport_socket(tls: ConsoleTls) -> dict[str, Any]:
    """Of the console's cluster. Sessions are not resumed: they would keep the certificate of before."""
    name = {"san_type": "URI", "matcher": {"exact": tls.console}}
    common: dict[str, Any] = {
        "tls_params": {"tls_minimum_protocol_version": "TLSv1_2", "tls_maximum_protocol_version": "TLSv1_3"},
        "alpn_protocols": ["h2"],
        "validation_context": {
            "trusted_ca": {"inline_string": tls.authorities},
            "match_typed_subject_alt_names": [name],
        },
    }
    if tls.certificate_file:
        source = {"path_config_source": {"path": tls.certificate_file}, "resource_api_version": "V3"}
        common["tls_certificate_sds_secret_configs"] = [{"name": _SECRET, "sds_config": source}]
    return {
        "name": "envoy.transport_sockets.tls",
        "typed_config": {
            "@type": TYPES + "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
            "common_tls_context": common,
            "max_session_keys": 0,
        },
    }


def to_certificate_file(chain: str, key: str) -> str:
    """The file's text. It holds the key: write it with mode 0600, whole or not at all."""
    secret = {
        "@type": TYPES + "envoy.extensions.transport_sockets.tls.v3.Secret",
        "name": _SECRET,
        "tls_certificate": {
            "certificate_chain": {"inline_string": chain},
            "private_key": {"inline_string": key},
        },
    }
    return json.dumps({"resources": [secret]}) + "\n"


def read_certificate_file(text: str) -> tuple[str, str]:
    """Chain and key of what `to_certificate_file` gave. Raises ValueError."""
    try:
        found = json.loads(text)["resources"][0]["tls_certificate"]
        return found["certificate_chain"]["inline_string"], found["private_key"]["inline_string"]
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError("the file holds no certificate of a node") from error
