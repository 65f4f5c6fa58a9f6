"""A real name server on a socket, for tests: answers TXT and MX from a table, everything else with "no such name"."""

import socket
import threading

import dns.message
import dns.rcode
import dns.rrset


class DnsServer:
    """`records[("TXT", "acme.test")] = ["v=spf1 -all"]`; `is_broken` makes it answer SERVFAIL."""

    def __init__(self):
        self.records: dict[tuple[str, str], list[str]] = {}
        self.is_broken = False
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self._socket.close()

    def _serve(self):
        while True:
            try:
                data, sender = self._socket.recvfrom(4096)
            except OSError:
                return
            self._socket.sendto(self._answer(dns.message.from_wire(data)).to_wire(), sender)

    def _answer(self, query):
        answer = dns.message.make_response(query)
        question = query.question[0]
        kind = question.to_text().split()[-1]
        name = question.name.to_text(omit_final_dot=True)
        values = self.records.get((kind, name))
        if self.is_broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif values is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            texts = [_quoted(value) if kind == "TXT" else value for value in values]
            answer.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, texts))
        return answer


def _quoted(text):
    return " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))
