"""A mail server on this machine that takes what it is sent, refuses it, or says nothing."""

import email
import email.policy
import socketserver
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any


@dataclass(frozen=True)
class Mail:
    """One mail as it came."""

    recipients: list[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        """Its plain text."""
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body else ""


class MailServer:
    """Listens until it is stopped. `mood` is "take", "refuse" or "hang"."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.mood = "take"
        self.over = threading.Event()
        outer = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                if outer.mood == "hang":
                    outer.over.wait(10)
                    return
                outer.talk(self.rfile, self.wfile)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def talk(self, lines: Any, out: Any) -> None:
        """As much of SMTP as a client needs."""
        recipients: list[str] = []
        out.write(b"220 here\r\n")
        while line := lines.readline():
            word = line[:4].upper().strip()
            if word == b"RCPT" and self.mood == "refuse":
                out.write(b"550 <" + line[9:].strip(b"<>\r\n ") + b"> is nobody here\r\n")
            elif word == b"RCPT":
                recipients.append(line.decode().partition("<")[2].partition(">")[0])
                out.write(b"250 yes\r\n")
            elif word == b"DATA":
                out.write(b"354 go on\r\n")
                content = b"".join(iter(lines.readline, b".\r\n"))
                message: Any = email.message_from_bytes(content, policy=email.policy.default)
                self.mails.append(Mail(recipients, message))
                out.write(b"250 taken\r\n")
            elif word == b"QUIT":
                out.write(b"221 bye\r\n")
                return
            else:
                out.write(b"250 yes\r\n")

    def stop(self) -> None:
        """Close the door."""
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
