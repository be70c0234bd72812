"""A plain HTTP client with cookies that fills in forms as a browser without scripts would."""

import http.client
import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
FORM = re.compile(r'<form [^>]*class="form".*?</form>', re.DOTALL)
COMPLAINT = re.compile(r'class="(?:error|notice)[^>]*>(.*?)</(?:p|div)>', re.DOTALL)
HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
EDGE = "edge-of-a-part"
UNREACHABLE = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Page:
    """What came back."""

    status: int
    text: str
    location: str = ""

    @property
    def went(self) -> bool:
        """Whether a form was accepted: the reader is sent on, and not to the door."""
        return self.status == 302 and not self.location.startswith(("/sign-in", "/demo"))

    @property
    def title(self) -> str:
        """Its heading."""
        found = HEADING.search(self.text)
        return TAG.sub("", found[1]).strip() if found else ""

    @property
    def complaints(self) -> list[str]:
        """What the page says is wrong."""
        return [TAG.sub("", found).strip() for found in COMPLAINT.findall(self.text)] or [self.text[-800:]]

    def hidden(self) -> dict[str, str]:
        """What the page's own form carries unseen: the token against forgery, and what makes a repeat recognisable."""
        form = FORM.search(self.text)
        return dict(HIDDEN.findall(form[0])) if form else {}


class Browser:
    """One reader with one connection; raises one of UNREACHABLE when the server is gone."""

    def __init__(self, port: int, language: str = "en") -> None:
        self.cookies = {"language": language}
        self._port = port
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Page:
        """Look at a page."""
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Page:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields))

    def send_file(self, path: str, fields: dict[str, str], name: str, content: str) -> Page:
        """Send a form with a file in it, in the field `file`."""
        parts = [f'name="{field}"\r\n\r\n{value}' for field, value in fields.items()]
        parts.append(f'name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n{content}')
        body = "".join(f"--{EDGE}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
        return self._ask("POST", path, f"{body}--{EDGE}--\r\n".encode(), f"multipart/form-data; boundary={EDGE}")

    def _ask(
        self, method: str, path: str, body: str | bytes | None = None, media: str = "application/x-www-form-urlencoded"
    ) -> Page:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = media
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            text = answer.read().decode()
        except UNREACHABLE:
            self.close()
            raise
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            # The notice of the last deed would be shown, and so forgotten, on the page that nobody looks at here.
            if name != "messages":
                self.cookies[name] = value
        return Page(answer.status, text, answer.headers.get("Location", ""))

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            with suppress(*UNREACHABLE):
                self._connection.close()
            self._connection = None

    def sign_in(self, part: str) -> None:
        """Enter as one of the demo's cast."""
        page = self.get("/demo/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        if token is None:
            raise RuntimeError(f"The door of the demo says {page.status}")
        entered = self.post("/demo/enter/", {"csrfmiddlewaretoken": token[1], "username": part})
        if not entered.went:
            raise RuntimeError(f"{part} cannot enter: {entered.status}")
