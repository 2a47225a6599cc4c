"""Lighthouse on pages served as a static host serves them: for the gates, and for the benchmark, which measures."""

import gzip
import json
import subprocess
import threading
from contextlib import contextmanager
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import programs

TOOLS = Path(__file__).with_name("gates") / "node_modules"
WEIGHED = [  # a page of each kind that is large or often seen, for the benchmark
    "index.html", "chapters/article/05-the-embassy.html", "chapters/reference/persons.html",
    "chapters/reference/persons/pak-chang-ok.html",
]  # fmt: skip
KINDS = [  # a page of each kind that is soon examined, for the gates
    "index.html", "chapters/sequel/12-if-kim-had-lost.html", "chapters/reference/places.html",
    "chapters/reference/persons/pak-chang-ok.html",
]  # fmt: skip


@lru_cache
def compressed(path, written):
    """Return a file as it goes over the wire; `written` is its time, so that a changed one is compressed anew."""
    return gzip.compress(path.read_bytes(), mtime=0)


class Compressing(SimpleHTTPRequestHandler):
    """Serves a folder as static hosts do: compressed, and to be kept for a while."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        found = path.is_file()
        content = compressed(path, path.stat().st_mtime_ns) if found else b""
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


def reports(tools, addresses, asked, form="phone"):
    """Return what Lighthouse tells of some pages, by address, on a phone or a desktop; `asked` are its own settings."""
    command = [programs.find("node"), tools.parent / "lighthouse.mjs", programs.find("chromium"), form]
    for _ in range(3):  # on a busy machine the browser may not answer in time
        done = subprocess.run([*command, json.dumps(asked), *addresses], capture_output=True, text=True, check=False)
        told = json.loads(done.stdout) if not done.returncode else {}
        if told and not any("runtimeError" in one for one in told.values()):
            return told
    raise AssertionError(f"Lighthouse could not load the pages: {done.stderr[-2000:]}")


def scores(told):
    """Return Lighthouse's scores out of 100 by category."""
    return {name: round(100 * category["score"]) for name, category in told["categories"].items()}
