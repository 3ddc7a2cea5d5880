"""What the pages are made with: icons, formats, highlighted code, diffs, charts and the Jinja environment.

Everything here is pure or reads only packaged files; nothing knows requests, sessions or the database.
"""
