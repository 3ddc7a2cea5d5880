"""The server side of Envoy's discovery protocol: what gateways should have, and what nodes have taken."""
