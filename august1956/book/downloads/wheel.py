"""The package with its tables as a wheel: the same bytes from the same files."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, time
from pathlib import Path

from sphinx.errors import ExtensionError

from august1956 import __version__
from august1956.book.downloads.archive import released
from august1956.check.release import WHEEL
from august1956.leftovers import own_files

__all__ = ["build", "write"]

PARTS = ("pyproject.toml", "README.md", "LICENSE", "august1956", "data")  # what the wheel is made from
MAKE = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"


def write(root: Path, out: Path) -> None:
    """Make the wheel of the package with its tables, once for each state of their files, and put it into the book."""
    made = out.parent / ".wheel" / _digest(root)
    if not (made / WHEEL).is_file():
        shutil.rmtree(made.parent, ignore_errors=True)
        made.mkdir(parents=True)
        build(root, made)
    target = out / "_downloads" / WHEEL
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made / WHEEL, target)


def build(root: Path, target: Path) -> None:
    """Build in a copy, for setuptools leaves folders behind where it works."""
    with tempfile.TemporaryDirectory() as copy_of:
        _copy_parts(root, Path(copy_of))
        command = [sys.executable, "-c", MAKE, str(target)]
        midnight = datetime.combine(released(root), time(), UTC).timestamp()
        environment = os.environ | {"SOURCE_DATE_EPOCH": f"{midnight:.0f}"}  # the same bytes from the same files
        done = subprocess.run(
            command, cwd=copy_of, env=environment, umask=0o022, capture_output=True, text=True, check=False
        )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise ExtensionError(f"the wheel of august1956 could not be made ({reason}); is setuptools installed?")


def _copy_parts(root: Path, target: Path) -> None:
    """Copy what the wheel is made from, readable for everybody, whatever the umask under which it was cloned."""
    for source in _parts(root):
        there = target / source.relative_to(root)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, there)
        there.chmod(0o644)


def _parts(root: Path) -> list[Path]:
    """Return the files that the wheel is made from, without what tools left among them."""
    return [path for part in PARTS for path in ([root / part] if (root / part).is_file() else own_files(root / part))]


def _digest(root: Path) -> str:
    summary = hashlib.sha256(f"{__version__} {released(root)}".encode())
    for path in _parts(root):
        summary.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return summary.hexdigest()[:16]
