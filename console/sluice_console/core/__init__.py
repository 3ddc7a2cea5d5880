"""What every part of the console stands on: settings, database, errors, identities, sign-in secrets."""
