"""The command line: ``python -m august1956 check [DIRECTORY]`` and ``received FILE``."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path

from august1956 import data

__all__ = ["main"]

_USAGE = "python -m august1956 check [DIRECTORY] | received FILE"


def main(arguments=None):
    """Run a command.

    Parameters
    ----------
    arguments : list of str, optional
        The words of the command line, by default those of this process.

    Returns
    -------
    int
        0 when all is sound, 1 when there are faults, 2 when the check could not be made.
    """
    options = _parser().parse_args(arguments)
    return _received(options.file) if options.command == "received" else _check(options.directory)


def _check(directory):
    try:
        from august1956.check import check  # here, for frictionless is not installed everywhere

        directory = data.root() if directory is None else Path(directory)
    except ModuleNotFoundError as error:
        return _refuse(f"the check needs {error.name}: pip install {error.name}")
    except data.DataError as error:
        return _refuse(error)
    if not directory.is_dir():
        return _refuse(f"{directory} is not a directory; name the one that holds datapackage.json")
    faults, summary = check(directory)
    print("\n".join(map(str, faults)) if faults else f"{summary}: no faults")
    return 1 if faults else 0


def _received(file):
    try:
        from august1956.check import machine_text  # here, for frictionless is not installed everywhere

        notes = len(data.descriptor.rows("emendations"))
        faults = machine_text.problems(file, data.root())
    except ModuleNotFoundError as error:
        return _refuse(f"the comparison needs {error.name}: pip install {error.name}")
    except FileNotFoundError:
        return _refuse(f"{file} is not there; name the file that holds the machine text, one paragraph a line")
    except OSError as error:
        return _refuse(f"{file} cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        return _refuse(f"{file} is not UTF-8 text; save it again as UTF-8")
    except data.DataError as error:
        return _refuse(error)
    print("\n".join(faults) if faults else f"{notes} received readings, each in its paragraph: no faults")
    return 1 if faults else 0


class _Parser(ArgumentParser):
    def error(self, message):
        """Say what is wrong in one sentence."""
        self.exit(_refuse(f"{message}; usage: {_USAGE}"))


def _parser():
    parser = _Parser("august1956", usage=_USAGE, description="Check the tables of the edition, and what they quote.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="report every fault of the tables, one a line")
    check.add_argument("directory", nargs="?", metavar="DIRECTORY", help="the data directory")
    compare = commands.add_parser("received", help="report every received reading that the machine text does not have")
    compare.add_argument("file", metavar="FILE", help="the machine text, one paragraph a line")
    return parser


def _refuse(reason):
    print(f"august1956: {reason}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # a console that lacks hangul must not stop the report
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, as `head`, has seen enough; see docs.python.org/3/library/signal.html
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)
