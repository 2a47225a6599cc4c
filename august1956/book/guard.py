"""Nothing half: one build at a time, every failure a sentence, and no pages after one."""

import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError, ExtensionError, SphinxError
from sphinx.util import logging

from august1956 import check
from august1956.data import DataError, root

try:
    import fcntl
except ImportError:  # Windows has no locks of this kind
    fcntl = None  # type: ignore[assignment]

__all__ = ["explain", "setup", "stop"]

logger = logging.getLogger(__name__)

BUILDERS = ("html", "linkcheck", "epub")
SHOWN = 20  # faults of the tables that a build lists; `make check` lists all
MENDS = {
    errno.ENOSPC: "make room on the disk and build again",
    errno.EDQUOT: "make room on the disk and build again",
    errno.EACCES: "see to it that you may write there",
    errno.EROFS: "see to it that you may write there",
}
_held: dict[str, Any] = {}  # locks of this process, which must not wait for itself


def stop(app: Sphinx, message: str) -> NoReturn:
    """End the build with a message instead of a traceback, and leave neither pages nor what a next build would trust.

    Parameters
    ----------
    app : sphinx.application.Sphinx
    message : str
        One or two sentences: what, where, and the mend.

    Raises
    ------
    SystemExit
        Always, with 1.
    """
    (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)
    if app.config.august1956_prunes:
        shutil.rmtree(app.outdir, ignore_errors=True)
    sys.stdout.flush()
    print(f"\nThe book was not built.\n{message}", file=sys.stderr)
    raise SystemExit(1)


def explain(error: BaseException, page: str = "") -> str:
    """Say in a sentence or two what an exception means, where it arose and what to do.

    Parameters
    ----------
    error : BaseException
        What was raised; the cause of one that Sphinx wrapped counts.
    page : str, optional
        The page that was being read or written.

    Returns
    -------
    str

    Examples
    --------
    >>> explain(OSError(28, "No space left on device", "_build/html/a.html"))
    '_build/html/a.html: No space left on device; make room on the disk and build again.'
    """
    cause = _cause(error)
    where = f"{page}: " if page else ""
    if isinstance(cause, OSError) and cause.strerror:
        file = f"{_short(cause.filename)}: " if cause.filename else where
        mend = MENDS.get(cause.errno or 0, "see to the file and build again")
        return f"{file}{cause.strerror}; {mend}."
    if isinstance(cause, UnicodeDecodeError):
        return f"{where}is not UTF-8 text; save it again as UTF-8."
    if isinstance(cause, DataError | SphinxError):
        return f"{where}{cause}"
    return (
        f"{where}{type(cause).__name__}: {cause} ({_place(cause)}).\n"
        "This is a fault of the book’s own code: please report it; `make clean` and a new build may help until then."
    )


def _cause(error: BaseException) -> BaseException:
    while isinstance(error, ExtensionError):
        inner = error.orig_exc or error.__cause__
        if inner is None:
            break
        error = inner
    return error


def _place(error: BaseException) -> str:
    """Return file and line of the last step that led to an exception."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return f"{Path(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}" if step else "place unknown"


def _short(file: str | bytes) -> str:
    """Return a path as seen from the working directory, where it lies below it."""
    path = Path(os.fsdecode(file))
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


# --- what may fail, guarded in one place ---


def _guard(app: Sphinx, call: Callable[..., Any]) -> Callable[..., Any]:
    """Return a call that ends the build with a sentence whatever it raises."""

    def guarded(*args: Any, **options: Any) -> Any:
        try:
            return call(*args, **options)
        except options.get("allowed_exceptions", ()):
            raise
        except Exception as error:
            stop(app, explain(error, _page(app)))

    return guarded


def _page(app: Sphinx) -> str:
    env = getattr(app, "env", None)
    docname = env.temp_data.get("docname") if env else None
    return f"{docname}.md" if docname else ""


def wait_for_turn(app: Sphinx, config: Config) -> None:
    """Hold the folder of the build until this process ends; a second build of it waits."""
    folder = Path(app.outdir).parent
    folder.mkdir(parents=True, exist_ok=True)
    name = str(folder.resolve())
    if fcntl is None or name in _held:
        return
    lock = open(folder / ".lock", "w", encoding="utf-8")  # noqa: SIM115 (held until the process ends)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        print("Another build of this book is at work in this folder; this one waits for it.", file=sys.stderr)
        fcntl.flock(lock, fcntl.LOCK_EX)
    _held[name] = lock


def refuse_a_part(app: Sphinx, config: Config) -> None:
    """Say that a page cannot be built alone, where one is asked for: it rests on the tables and on other pages."""
    if not (Path(app.srcdir) / "_toc.yml").is_file():
        raise ConfigError(
            "A page of this book cannot be built alone: it rests on the tables and on the other pages. "
            "`make book` builds the whole, and reads anew only what has changed."
        )


def refuse_other_builders(app: Sphinx) -> None:
    """Name the builders that can make this book, where another is asked for."""
    if app.builder.name not in BUILDERS:
        raise ConfigError(
            f"The builder {app.builder.name!r} cannot show this book’s figures and registers; "
            "`make book` builds its pages, `make formats` the other forms."
        )


def check_tables(app: Sphinx, config: Config) -> None:
    """Stop at faulty tables before a cell runs into them; what has been found sound is not checked again."""
    directory = root(Path(app.srcdir) / "data")
    sound = Path(app.outdir).parent / ".sound"
    digest = config.august1956_tables
    if sound.is_file() and sound.read_text(encoding="utf-8") == digest:
        return
    problems, summary = check.check(directory)
    if problems:
        more = f"\n… and {len(problems) - SHOWN} more: `make check` lists all." if len(problems) > SHOWN else ""
        stop(app, "\n".join(map(str, problems[:SHOWN])) + more)
    sound.write_text(digest, encoding="utf-8")


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Leave nothing half: a build with a fault leaves no pages, and the next one reads everything again."""
    faults = app._warncount
    if exception or faults:
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)
    if faults and not exception:  # with or without -W: a book with a hole is no book
        stop(app, f"{faults} warning{'s' * (faults > 1)}: each is listed above, with its file and line.")


def setup(app: Sphinx) -> None:
    """Connect everything; `august1956.book` calls this."""
    app.add_config_value("august1956_prunes", True, "")  # off where a test builds into a folder of its own making
    app.events.emit = _guard(app, app.events.emit)
    app.build = _guard(app, app.build)
    app.connect("config-inited", refuse_a_part, priority=5)
    app.connect("config-inited", wait_for_turn, priority=10)
    app.connect("config-inited", check_tables, priority=450)
    app.connect("builder-inited", refuse_other_builders, priority=10)
    app.connect("build-finished", finish, priority=100)  # before anything is written from what was built
