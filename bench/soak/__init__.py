"""Many requests through a filter that keeps state: every answer checked, the memory watched."""
