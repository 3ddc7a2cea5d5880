"""What a filter costs: CPU per request in the emulated host and in Envoy, always beside a run without it."""
