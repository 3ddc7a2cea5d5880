"""`make demo`: from a Python file to a live Envoy, each step with its figure.

python -m sluice.cli.local.demo [--keep] [--data DIR]
"""
