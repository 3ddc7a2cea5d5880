"""The version of Sluice: here and nowhere else (looking it up in an installation takes 20 ms)."""

__version__ = "0.1.0"
