"""What two builds of the book share and where they differ: ``python tests/manifest.py OLD NEW``.

OLD and NEW are folders of built pages, or lists that ``python tests/manifest.py FOLDER`` wrote.
"""

import hashlib
import sys
from pathlib import Path

__all__ = ["differences", "manifest"]


def manifest(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file below a folder, by its address."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def differences(old: dict[str, str], new: dict[str, str]) -> list[str]:
    """Return a line for each file that is gone (-), new (+) or changed (~), in order of address."""
    signs = {name: "-" if name not in new else "+" if name not in old else "~" for name in old | new}
    return [f"{signs[name]} {name}" for name in sorted(signs) if old.get(name) != new.get(name)]


def _read(place: str) -> dict[str, str]:
    path = Path(place)
    if path.is_dir():
        return manifest(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def main(places: list[str]) -> int:
    """Print one manifest, or the differences between two; 1 when there are any."""
    if not 1 <= len(places) <= 2 or not all(Path(place).exists() for place in places):
        print(__doc__, file=sys.stderr)
        return 2
    found = [_read(place) for place in places]
    lines = [f"{digest}  {name}" for name, digest in found[0].items()] if len(found) == 1 else differences(*found)
    print("\n".join(lines))
    return int(len(found) == 2 and bool(lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
