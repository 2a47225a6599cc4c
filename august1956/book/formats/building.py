"""Sphinx at work for the EPUB, with the settings of the book and the pages as the book's build has read them."""

import shutil
import subprocess
import sys
from pathlib import Path

from august1956.book.formats.epub import FILE

__all__ = ["FormatError", "make_epub"]

BUILD = """
import sys
from pathlib import Path
sys.modules["rfc3987_syntax"] = None  # jsonschema does without; its import takes two seconds
from jupyter_book.sphinx import build_sphinx
root = Path(sys.argv[1])
done = build_sphinx(root, root / "_build" / "epub", path_config=root / "_config.yml", confdir=None, noconfig=True,
                    confoverrides={"nitpicky": True, "latex_individualpages": False},
                    doctreedir=root / "_build" / ".doctrees-epub", builder="epub",
                    warningiserror=True, keep_going=True)
sys.exit(done if isinstance(done, int) else 1)
"""


class FormatError(Exception):
    """A form could not be made; the message says why, and how to mend it."""


def make_epub(root: Path, target: Path) -> Path:
    """Build the EPUB; return the file.

    Sphinx reads anew only what has changed since the book was built, and writes every page.

    Raises
    ------
    FormatError
        With the last lines that Sphinx printed.
    """
    build = root / "_build"
    for old in ("epub", ".doctrees-epub"):
        shutil.rmtree(build / old, ignore_errors=True)
    if (build / ".doctrees").is_dir():
        shutil.copytree(build / ".doctrees", build / ".doctrees-epub")
    done = subprocess.run([sys.executable, "-c", BUILD, root], capture_output=True, text=True, check=False, cwd=root)
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()
        faults = [line for line in said if "WARNING" in line or "ERROR" in line or "Error" in line]
        log = build / "epub.log"
        log.write_text("\n".join(said), encoding="utf-8")
        told = [*(faults or said[-12:])[:20], f"all that Sphinx said is in {log.relative_to(root)}"]
        raise FormatError("\n".join(told))
    target.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(build / "epub" / FILE, target))
