"""Lighthouse on pages served as a static host serves them: for the gates, and for the benchmark, which measures."""

import gzip
import json
import subprocess
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import programs

TOOLS = Path(__file__).with_name("gates") / "node_modules"
WEIGHED = [  # a page of each kind that is large or often seen
    "index.html", "chapters/article/05-the-embassy.html", "chapters/reference/persons.html",
    "chapters/reference/persons/pak-chang-ok.html",
]  # fmt: skip


class Compressing(SimpleHTTPRequestHandler):
    """Serves a folder as static hosts do: compressed, and to be kept for a while."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        found = path.is_file()
        content = gzip.compress(path.read_bytes(), mtime=0) if found else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@contextmanager
def serving(folder):
    """Serve a folder for a while; give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressing, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def report(tools, address, folder, *options):
    """Return what Lighthouse tells of a page, as it tells it."""
    told = Path(folder) / "report.json"
    command = [programs.find("node"), tools / "lighthouse" / "cli" / "index.js", address, "--quiet", "--output=json"]
    command += [f"--output-path={told}", "--disable-full-page-screenshot", *options]
    command += [f"--chrome-path={programs.find('chromium')}"]
    command += ["--chrome-flags=--headless --no-sandbox --disable-gpu --disable-quic"]
    for _ in range(3):  # on a busy machine the browser may not answer in time
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not done.returncode:
            return json.loads(told.read_text(encoding="utf-8"))
    raise AssertionError(f"Lighthouse could not load {address}: {done.stderr[-2000:]}")


def scores(told):
    """Return Lighthouse's scores out of 100 by category."""
    return {name: round(100 * category["score"]) for name, category in told["categories"].items()}
