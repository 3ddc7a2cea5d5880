"""Programs made by chance, typed and untyped, that must print the same on CPython and as Wasm."""
