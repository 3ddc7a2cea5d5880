"""The server side of Envoy's discovery protocol: what each gateway should have, and what each node has
taken.
"""
