"""Pure translation of a gateway, as the console knows it, to the resources that Envoy takes.

`ir` holds the typed input, `snapshot.build_snapshot` the whole translation. Nothing here does I/O.
"""
