"""A real token endpoint on a socket (RFC 6749), strict about secrets, codes, verifiers and what it gave out before."""

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl


class TokenServer:
    """`challenge_of[code]` is what the sign-in page was told; `says` answers the next request instead, once."""

    def __init__(self):
        self.requests: list[dict] = []
        self.paths: list[str] = []
        self.challenge_of: dict[str, str] = {}
        self.says: list[tuple[int, dict]] = []
        self.lasts_seconds = 3600
        self.good_refresh = ""
        self.count = 0
        server = self

        class Talk(BaseHTTPRequestHandler):
            def do_POST(self):
                wish = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                server.requests.append(wish)
                server.paths.append(self.path)
                status, words = server.says.pop(0) if server.says else server.answer(wish)
                body = json.dumps(words).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, wish: dict) -> tuple[int, dict]:
        if wish.get("client_secret") != "s3cret":
            return 401, {"error": "invalid_client"}
        if wish["grant_type"] == "authorization_code":
            digest = hashlib.sha256(wish["code_verifier"].encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if self.challenge_of.pop(wish["code"], None) != challenge:
                return 400, {"error": "invalid_grant", "error_description": "code or verifier"}
        elif wish["refresh_token"] != self.good_refresh:
            return 400, {"error": "invalid_grant", "error_description": "AADSTS700082: expired"}
        self.count += 1
        self.good_refresh = f"refresh-{self.count}"
        return 200, {"access_token": f"access-{self.count}", "refresh_token": self.good_refresh,
                     "expires_in": self.lasts_seconds, "token_type": "Bearer"}  # fmt: skip
