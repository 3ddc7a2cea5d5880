"""Console, Envoy and two sample upstreams on this machine: what `sluice up` starts and `sluice down` stops.

folder → ports → processes → upstream, console, envoy → stack
"""
