"""Brevo's side of the net: gives files by token to whoever shows the key, and remembers what was asked."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class FileServer(ThreadingHTTPServer):
    """`with FileServer(files, key) as server`: `server.address` is where `<token>` is asked for."""

    daemon_threads = True

    def __init__(self, files: dict[str, bytes], key: str):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files, self.key, self.asked = files, key, []
        Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def __exit__(self, *_why):
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        token = self.path.rpartition("/")[2]
        self.server.asked.append(token)
        is_let_in = self.headers["api-key"] == self.server.key
        body = self.server.files.get(token) if is_let_in else None
        self.send_response(401 if not is_let_in else 200 if body is not None else 404)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_words):
        """Quiet."""
