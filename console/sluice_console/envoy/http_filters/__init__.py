"""The HTTP filters of a listener, each with its translator."""
