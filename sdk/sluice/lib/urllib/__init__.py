"""`urllib`: only `urllib.parse`; filters ask other services with call-outs."""
