"""A receiver of webhooks, as a process of its own: writes a line of JSON for each request that it gets.

    python webhook_receiver.py 503 200      # answers the first request 503, all others 200

Prints its port first. `302` leads to what `?to=` names, or to itself at /elsewhere, which must not be
followed.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

STATUSES = [int(word) for word in sys.argv[1:]] or [200]


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        status = STATUSES.pop(0) if len(STATUSES) > 1 else STATUSES[0]
        headers = {name.lower(): value for name, value in self.headers.items()}
        print(json.dumps({"path": self.path, "headers": headers, "body": body}), flush=True)
        self.send_response(status)
        if status == 302:
            self.send_header("location", self.path.partition("?to=")[2] or "/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Standard error stays empty."""


with HTTPServer(("127.0.0.1", 0), Receiver) as server:
    print(server.server_port, flush=True)
    server.serve_forever()
