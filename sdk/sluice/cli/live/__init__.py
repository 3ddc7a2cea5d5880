"""A local Envoy with one filter, configured by files: what `sluice dev` and `sluice bench` run."""
