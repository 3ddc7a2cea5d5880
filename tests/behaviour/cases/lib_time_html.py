import time, html

t = time.time()
print(t > 1.6e9, abs(time.time_ns() / 1e9 - t) < 5, time.monotonic() > 0)
g = time.gmtime(1700000000.5)
print(
    g,
    g.tm_year,
    g[3],
    time.strftime("%Y-%m-%d %H:%M:%S %a %b %j %U %W %p %y", g),
    time.asctime(g),
    time.gmtime(-1)[:6],
)
print(time.strptime("30 Nov 00", "%d %b %y"), time.strptime("2024-02-29T10:11:12", "%Y-%m-%dT%H:%M:%S"))
try:
    time.strptime("x", "%Y")
except ValueError as e:
    print(e)
print(
    html.escape('<a href="x">\'&'),
    html.unescape("&lt;&amp;&#65;&#x42;&eacute;&notit;&nosuch;&#128;&copy"),
    html.unescape("&notin; & &#; &#xD800; &AMP"),
)
