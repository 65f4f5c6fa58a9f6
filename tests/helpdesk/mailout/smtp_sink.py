"""A real SMTP server for tests, which can be told to refuse, to stall or to hang up at the worst moment."""

import contextlib
import socket
import threading
from email import message_from_bytes
from email.policy import default


class SmtpSink:
    """Keeps what it took in `mails`; `script` answers RCPT and the end of DATA: "250 ok", "450 later", "hang up"."""

    def __init__(self):
        self.mails: list = []
        self.envelopes: list[tuple[str, str]] = []
        self.at_rcpt: list[str] = []
        self.at_end: list[str] = []
        self.at_quit = "221 bye"
        self.greetings: list[str] = []
        self.at_mail: list[str] = []
        self.able = ["SIZE 50000000", "SMTPUTF8"]
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        """Stop answering; closing twice changes nothing."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with connection, connection.makefile("rwb") as stream:
            self._say(stream, self.greetings.pop(0) if self.greetings else "220 sink")
            sender = recipient = ""
            while line := stream.readline():
                verb = line[:4].upper()
                if verb == b"EHLO":
                    self._say(stream, "\r\n".join([*(f"250-{word}" for word in ("sink", *self.able)), "250 HELP"]))
                elif verb == b"MAIL":
                    sender = line.split(b"<")[1].split(b">")[0].decode()
                    self._say(stream, self.at_mail.pop(0) if self.at_mail else "250 ok")
                elif verb == b"RCPT":
                    recipient = line.split(b"<")[1].split(b">")[0].decode()
                    self._say(stream, self.at_rcpt.pop(0) if self.at_rcpt else "250 ok")
                elif verb == b"DATA":
                    self._say(stream, "354 go on")
                    if not self._take(stream, sender, recipient):
                        return
                else:
                    self._say(stream, self.at_quit)
                    return

    def _take(self, stream, sender, recipient) -> bool:
        lines = []
        while (line := stream.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        answer = self.at_end.pop(0) if self.at_end else "250 taken"
        if answer.startswith("250") or answer == "hang up":
            self.mails.append(message_from_bytes(b"".join(lines), policy=default))
            self.envelopes.append((sender, recipient))
        if answer == "hang up":
            return False
        self._say(stream, answer)
        return True

    @staticmethod
    def _say(stream, words):
        stream.write(words.encode() + b"\r\n")
        stream.flush()
