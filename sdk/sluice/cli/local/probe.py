"""Asking whether something answers, as often as waiting needs: a full HTTP client costs ten times as much."""

from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

PROBE_SECONDS = 1.0


def probe(url: str) -> tuple[int, str]:
    """Status and text of a GET; status 0 when nobody gives an HTTP answer within a second."""
    target = urlsplit(url)
    connection = HTTPConnection(target.netloc, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", f"{target.path or '/'}?{target.query}")
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace")
    except (OSError, HTTPException):
        return 0, ""
    finally:
        connection.close()


def answers(url: str) -> bool:
    """Whether a GET gets a 2xx answer."""
    return 200 <= probe(url)[0] < 300
