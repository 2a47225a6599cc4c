"""The command line: ``python -m august1956 COMMAND``, one function a command."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from august1956 import data

__all__ = ["main"]

_USAGE = (
    "python -m august1956 check [DIRECTORY] | tidy [DIRECTORY] | received FILE | changes OLD NEW | "
    "describe TABLE[.COLUMN] | publish [DIRECTORY] | prepare VERSION OLD | release [TAG] [FOLDER]"
)


def main(arguments: list[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : list of str, optional
        The words of the command line, by default those of this process.

    Returns
    -------
    int
        0 when all is sound, 1 when there are faults or differences, 2 when the command could not be carried out.
    """
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except ModuleNotFoundError as error:  # frictionless is not installed everywhere
        return _refuse(f"`{options.command}` needs {error.name}: pip install {error.name}")
    except data.DataError as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"{error.filename or ''}: {error.strerror}" if error.strerror else str(error))


def _check(options: Namespace) -> int:
    """Report every fault of the tables, one a line."""
    from august1956.check import check

    problems, summary = check(_directory(options))
    print("\n".join(map(str, problems)) if problems else f"{summary}: no faults")
    return 1 if problems else 0


def _tidy(options: Namespace) -> int:
    """Mend what a spreadsheet does to a file, and say what was done."""
    from august1956.check.tidy import tidy

    changed, refused = tidy(_directory(options))
    print("\n".join([*changed, *refused]) or "nothing to tidy")
    return 1 if refused else 0


def _received(options: Namespace) -> int:
    """Report every received reading that the machine text does not have."""
    from august1956.check import machine_text

    file = options.file
    try:
        problems = machine_text.problems(file, data.root())
    except FileNotFoundError:
        return _refuse(f"{file} is not there; name the file that holds the machine text, one paragraph a line")
    except OSError as error:
        return _refuse(f"{file} cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        return _refuse(f"{file} is not UTF-8 text; save it again as UTF-8")
    notes = len(data.descriptor.rows("emendations"))
    print("\n".join(problems) if problems else f"{notes} received readings, each in its paragraph: no faults")
    return 1 if problems else 0


def _changes(options: Namespace) -> int:
    """List the rows that differ between two data directories, as CSV."""
    from august1956.check import changes

    found = changes.changes(options.old, options.new)
    changes.write(found, sys.stdout)
    return 1 if found else 0


def _describe(options: Namespace) -> int:
    """Explain a table or a column."""
    print(data.describe(options.column))
    return 0


def _publish(options: Namespace) -> int:
    """Add the ids of the tables to those that the book has published."""
    from august1956.check import files, published

    directory = _directory(options)
    tables, _, problems = files.read_directory(directory)
    if problems:
        return _refuse("the tables have faults; `python -m august1956 check` lists them, and nothing was published")
    print(f"{published.write(directory, tables)} new ids in {published.FILE}")
    return 0


def _prepare(options: Namespace) -> int:
    """Write the number of a new version where it stands, and which rows differ from the last."""
    from datetime import date

    from august1956.check import release

    try:
        lines = release.prepare(data.root().parent, options.version, Path(options.old), date.today())
    except ValueError as error:
        return _refuse(str(error))
    print("\n".join(lines))
    return 0


def _release(options: Namespace) -> int:
    """Say what keeps this version from being published."""
    from august1956.check import release

    folder = Path(options.folder) if options.folder else None
    problems = release.problems(data.root().parent, options.tag or "", folder)
    print("\n".join(problems) if problems else f"Version {release.__version__} may be published.")
    return 1 if problems else 0


_COMMANDS: dict[str, tuple[Callable[[Namespace], int], tuple[str, ...]]] = {
    "check": (_check, ("directory?",)),
    "tidy": (_tidy, ("directory?",)),
    "received": (_received, ("file",)),
    "changes": (_changes, ("old", "new")),
    "describe": (_describe, ("column",)),
    "publish": (_publish, ("directory?",)),
    "prepare": (_prepare, ("version", "old")),
    "release": (_release, ("tag?", "folder?")),
}


def _directory(options: Namespace) -> Path:
    directory = data.root() if options.directory is None else Path(options.directory)
    if not directory.is_dir():
        raise data.DataError(f"{directory} is not a directory; name the one that holds datapackage.json")
    return directory


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one sentence."""
        self.exit(_refuse(f"{message}; usage: {_USAGE}"))


def _parser() -> ArgumentParser:
    parser = _Parser("august1956", usage=_USAGE, description="Work on the tables of the edition.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (run, words) in _COMMANDS.items():
        command = commands.add_parser(name, help=run.__doc__)
        for word in words:
            command.add_argument(word.rstrip("?"), nargs="?" if word.endswith("?") else None)
        command.set_defaults(run=run)
    return parser


def _refuse(reason: str) -> int:
    print(f"august1956: {reason}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a console that lacks hangul must not stop the report
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, as `head`, has seen enough; see docs.python.org/3/library/signal.html
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)
