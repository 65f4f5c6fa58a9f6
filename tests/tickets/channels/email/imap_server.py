"""A small IMAP server over TLS with one folder: enough of RFC 3501 for a fetcher, and honest about UIDs and flags."""

import base64
import datetime
import ipaddress
import re
import socketserver
import ssl
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class ImapServer:
    """`put(raw)` delivers; `mails` is {uid: [raw, flags]}.

    It hangs up when it is asked for the UID `dies_at`, and says no to those in `keeps`.
    """

    def __init__(self, folder: Path):
        self.mails: dict[int, list] = {}
        self.next_uid = 10
        self.uid_validity = 77
        self.dies_at: int | None = None
        self.keeps: set[int] = set()  # UIDs that it does not hand over
        self.commands: list[str] = []
        self.user = self.token = ""  # set: takes this bearer token and no password
        self.tokens: list[str] = []
        self.certificate = folder / "imap.pem"
        _write_certificate(self.certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        server = self

        class Talk(socketserver.StreamRequestHandler):
            def setup(self):
                self.request = context.wrap_socket(self.request, server_side=True)
                super().setup()

            def handle(self):
                server.talk(self.rfile, self.wfile)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def put(self, raw: bytes) -> int:
        uid, self.next_uid = self.next_uid, self.next_uid + 3
        self.mails[uid] = [raw, set()]
        return uid

    def talk(self, source, sink):
        def say(text: str | bytes):
            sink.write(text.encode() if isinstance(text, str) else text)
            sink.write(b"\r\n")
            sink.flush()

        say("* OK ready")
        while line := source.readline():
            tag, _, command = line.decode().strip().partition(" ")
            self.commands.append(command)
            if refusal := self._refusal(command, source, say) or self._kept_back(command):
                say(f"{tag} NO {refusal}")
                continue
            if not self._answer(command, say):
                return
            say(f"{tag} OK done")

    def _refusal(self, command: str, source, say) -> str:
        """Why nobody is let in with this; empty for every other command."""
        if command.upper().startswith("AUTHENTICATE XOAUTH2"):
            say("+ ")
            self.tokens.append(base64.b64decode(source.readline().strip()).decode())
            is_right = self.tokens[-1] == f"user={self.user}\x01auth=Bearer {self.token}\x01\x01"
            return "" if is_right else "AUTHENTICATE failed."
        if command.upper().startswith("LOGIN") and (self.token or "wrong" in command):
            return "wrong password" if "wrong" in command else "LOGIN is switched off; use XOAUTH2"
        return ""

    def _kept_back(self, command: str) -> str:
        wanted = re.match(r"UID FETCH (\d+) \(BODY.PEEK\[\]", command)
        return "cannot be converted" if wanted and int(wanted[1]) in self.keeps else ""

    def _answer(self, command: str, say) -> bool:
        verb = command.upper()
        if verb.startswith("CAPABILITY"):
            say("* CAPABILITY IMAP4rev1")
        elif verb.startswith("LOGOUT"):
            say("* BYE")
        elif verb.startswith("SELECT"):
            say(f"* {len(self.mails)} EXISTS")
            say(f"* OK [UIDVALIDITY {self.uid_validity}]")
        elif verb.startswith("STATUS"):
            next_uid = max(self.mails, default=0) + 1
            say(f'* STATUS "INBOX" (UIDVALIDITY {self.uid_validity} UIDNEXT {next_uid})')
        elif verb.startswith("UID SEARCH"):
            say("* SEARCH " + " ".join(str(uid) for uid in self._found(verb)))
        elif verb.startswith("UID FETCH"):
            return self._fetch(int(re.search(r"FETCH (\d+)", verb)[1]), verb, say)
        elif verb.startswith("UID STORE"):
            self.mails[int(re.search(r"STORE (\d+)", verb)[1])][1].add("\\Seen")
        return True

    def _found(self, verb: str) -> list[int]:
        span = re.search(r"UID (\d+):\*", verb)
        if span is None:
            return [uid for uid, (_, flags) in self.mails.items() if "\\Seen" not in flags]
        newest = max(self.mails, default=0)
        return [uid for uid in self.mails if uid >= int(span[1])] or [newest]

    def _fetch(self, uid: int, verb: str, say) -> bool:
        raw = self.mails[uid][0]
        if "RFC822.SIZE" in verb:
            say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(raw)})")
            return True
        if uid == self.dies_at:
            return False
        if "HEADER" in verb:
            raw = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        say(f"* 1 FETCH (UID {uid} BODY[] {{{len(raw)}}}".encode() + b"\r\n" + raw + b")")
        return True


def _write_certificate(path: Path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    hosts = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today)
        .not_valid_after(today + datetime.timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
