"""How true compiled code is to CPython: cases taken from CPython's own test suite, scored and kept."""
