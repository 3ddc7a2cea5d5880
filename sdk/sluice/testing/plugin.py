"""pytest plugin: the fixture `load`, which runs a filter under CPython and as Wasm."""
