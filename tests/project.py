"""A copy of the project, and its build by the command of the README."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PARTS = [
    *(
        "_config.yml",
        "_toc.yml",
        "CITATION.cff",
        "CHANGELOG.md",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "LICENSE-CONTENT",
    ),
    *("chapters", "data", "august1956", "locks", "releases"),
]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
CHAPTERS = [TOC["root"], *[entry["file"] for part in TOC["parts"] for entry in part["chapters"]]]


def pages_of(html):
    """Return the files of a book's pages, in order; JupyterLite, which `make lite` puts beside them, has its own."""
    return sorted(path for path in html.rglob("*.html") if path.relative_to(html).parts[0] != "lite")


def copy_project(target):
    """Copy what a build reads, so that a test may break it."""
    for part in PARTS:
        source = ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, target / part)
    return target


def build(project, *options):
    """Build a project by the command of the README; return exit code and output."""
    command = [Path(sys.executable).with_name("jupyter-book"), "build", ".", *options]
    environment = os.environ | {"PYTHONPATH": str(project), "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)


STRICT = ("-W", "-n", "--keep-going")
