"""`json.scanner`: nothing of it is public; the scanner is C."""
