"""Programs that only compute: Python compiled by Sluice, the same in C, and CPython."""
