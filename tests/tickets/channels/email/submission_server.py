"""A real submission server: STARTTLS, then XOAUTH2 with one good token, then only its own sender."""

import base64
import socketserver
import ssl
import threading
from email import message_from_bytes
from email.policy import default


class SubmissionServer:
    def __init__(self, certificate, user: str, token: str):
        self.user, self.token = user, token
        self.mails: list = []
        self.senders: list[str] = []
        self.sign_ins: list[str] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self):
                server.talk(self, context)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def talk(self, handler, context):
        stream, is_sealed, is_in = handler.request.makefile("rwb"), False, False

        def say(words):
            stream.write(words.encode() + b"\r\n")
            stream.flush()

        say("220 submission")
        while (line := stream.readline()) and (verb := line[:4].upper()) != b"QUIT":
            if verb == b"EHLO":
                say("250-x\r\n250-SIZE 90000\r\n250 AUTH XOAUTH2 PLAIN" if is_sealed else "250-x\r\n250 STARTTLS")
            elif verb == b"STAR":
                say("220 go")
                stream = context.wrap_socket(handler.request, server_side=True).makefile("rwb")
                is_sealed = True
            elif verb == b"AUTH":
                is_in = self._let_in(line, stream, say)
            else:
                self._take(verb, line, stream, say, is_in)

    def _take(self, verb, line, stream, say, is_in):
        if verb == b"MAIL":
            self.senders.append(line.split(b"<")[1].split(b">")[0].decode())
            is_ours = is_in and self.senders[-1] == self.user
            say("250 ok" if is_ours else "550 5.7.60 not allowed to send as this sender")
        elif verb == b"DATA":
            say("354 go on")
            lines = list(iter(stream.readline, b".\r\n"))
            self.mails.append(message_from_bytes(b"".join(lines), policy=default))
            say("250 taken")
        else:
            say("250 ok")

    def _let_in(self, line, stream, say) -> bool:
        _verb, how, words = line.split()
        said = base64.b64decode(words).decode()
        self.sign_ins.append(said)
        wanted = {
            b"XOAUTH2": f"user={self.user}\x01auth=Bearer {self.token}\x01\x01",
            b"PLAIN": f"\0{self.user}\0secret",
        }
        if said == wanted[how]:
            say("235 welcome")
            return True
        say("334 eyJzdGF0dXMiOiI0MDEifQ==")  # why not, as Google and Microsoft tell it
        stream.readline()
        say("535 5.7.8 Username and Password not accepted")
        return False
