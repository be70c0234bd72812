"""Memory of the serving process after a walk over its pages by two readers at a time."""

import concurrent.futures
import http.cookiejar
import os
import random
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import psutil

from bench.measure import report

LIMIT_MB = 400.0
PORT = 8765
BASE = f"http://127.0.0.1:{PORT}"


def _reader() -> urllib.request.OpenerDirector:
    """Somebody signed in as the province officer of the demo."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{BASE}/demo/").read().decode()
    forms = [form for form in page.split("<form")[1:] if "province_officer" in form]
    fields = {
        "csrfmiddlewaretoken": forms[0].split('name="csrfmiddlewaretoken" value="')[1].split('"')[0],
        "username": "province_officer",
    }
    action = forms[0].split('action="')[1].split('"')[0]
    body = urllib.parse.urlencode(fields).encode()
    opener.open(urllib.request.Request(BASE + action, body, {"Referer": f"{BASE}/demo/"})).read()
    return opener


def _walk(seed: int) -> int:
    opener, draw = _reader(), random.Random(seed)
    codes = ["23", "2301", "2312", "2311", "231221", "231221100", "230102", "231281", "2327"]
    figures = ["P4", "P6", "P6-villages", "P7", "G7", "G3", "G3-staffed", "O7", "VAC", "SEC-women"]
    pages = 0
    for _ in range(60):
        code, figure = draw.choice(codes), draw.choice(figures)
        for url in (
            f"/place/{code}/",
            f"/briefing/{code}/",
            f"/figure/{figure}/{code}/",
            f"/place/{code}/people/",
            f"/search/?q={code}",
        ):
            opener.open(BASE + url).read()
            pages += 1
    return pages


def main() -> bool:
    """Serve the demo in HEADGOOSE_HOME, walk it, and weigh the process with its children."""
    headgoose = str(Path(sys.executable).parent / "headgoose")
    server = subprocess.Popen([headgoose, "demo", "--port", str(PORT)], env=os.environ, stdout=subprocess.DEVNULL)
    try:
        for _ in range(120):
            time.sleep(0.5)
            try:
                urllib.request.urlopen(f"{BASE}/health/").read()
                break
            except OSError:
                continue
        with concurrent.futures.ThreadPoolExecutor(2) as readers:
            pages = sum(readers.map(_walk, (1, 2)))
        main_process = psutil.Process(server.pid)
        family = [main_process, *main_process.children(recursive=True)]
        # Pages shared between parent and worker are counted once: proportional set size.
        weights = {process.pid: process.memory_full_info().pss / 2**20 for process in family}
    finally:
        server.terminate()
        server.wait(20)
    rows: list[tuple[str, float, str, float | None]] = [
        ("serving process, largest", max(weights.values()), "MB", LIMIT_MB),
        ("all processes of the server together", sum(weights.values()), "MB", LIMIT_MB),
    ]
    return report(f"Memory after {pages} pages", rows)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
