"""A spam filter that speaks rspamd's HTTP protocol on a socket, as far as the product talks to it."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Filter(ThreadingHTTPServer):
    """`score` is what it gives; `heard` what it was asked and taught: (path, headers, body)."""

    score, action, status = 0.4, "no action", 200

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def taught(self) -> list[str]:
        return [path for path, _headers, _body in self.heard if path != "/checkv2"]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, dict(self.headers), body))
        said = {"success": True}
        if self.path == "/checkv2":
            symbols = {"BAYES_SPAM": {"name": "BAYES_SPAM", "score": 5.1}, "MIME_GOOD": {"score": -0.1}}
            said = {"score": self.server.score, "required_score": 15.0, "action": self.server.action,
                    "symbols": symbols}  # fmt: skip
        answer = json.dumps(said).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@contextmanager
def a_filter():
    server = Filter()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
