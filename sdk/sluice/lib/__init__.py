"""Standard modules for filters, in typed Python that Sluice compiles itself."""
