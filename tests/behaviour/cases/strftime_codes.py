"""Every code of strftime with glibc's flags, widths and modifiers. The zone is UTC."""

import time
from datetime import date, datetime, timedelta, timezone

MOMENTS = [(2026, 3, 5, 7, 8, 9, 3, 64, 0), (1999, 12, 31, 23, 59, 58, 4, 365, 0), (2000, 1, 1, 0, 0, 0, 5, 1, 0)]
for moment in MOMENTS:
    for code in "aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyY%":
        shown = [time.strftime(f"%{flag}{code}", moment) for flag in ("", "-", "_", "0", "^", "#", "7", "-7", "_12", "03")]
        print(code, shown)
for form in ("%5", "%", "a%", "%-", "%_7", "%Q", "%5Q", "%^", "%Ed", "%Od", "%Ey", "%EY", "%Oy", "%EQ", "%f", "%-d.%-m.%Y", "100%%", "%k:%M %P", "%^a %^b", "%+", "%é"):
    print(form, time.strftime(form, MOMENTS[0]))
when = datetime(2026, 3, 5, 14, 8, 9, 12, tzinfo=timezone.utc)
print(when.strftime("%s %k %l %P %-H %_d %f %z %Z"), f"{when:%-d %^B}", date(2026, 3, 5).strftime("%-j %s %e"))
print(datetime(2026, 3, 5, 0, 30).strftime("%l:%M %P|%I:%M %p|%k"), (when + timedelta(days=40)).strftime("%G-W%V-%u"))
