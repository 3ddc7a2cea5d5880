"""Secrets and who holds them: passwords, cookies, tokens, CSRF, roles. No database here."""
