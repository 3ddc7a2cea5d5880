"""An emulated Envoy to test filters in, without Envoy."""
