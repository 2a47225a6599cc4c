"""Kernels that start at once: each is forked from a process that has imported and read what the chapters need.

Starting Python, importing pandas, matplotlib and this package, and reading the tables take longer than the cells of
most chapters. A fork shares these and no state: what a chapter does stays in its own process.
"""

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
from importlib.metadata import entry_points
from threading import Lock
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

__all__ = ["Forked", "ForkedKernel", "use"]

NAME = "august1956-forked"  # of the entry point in pyproject.toml
IMPORTS = (
    "ipykernel.ipkernel", "matplotlib.pyplot", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg",
    "pandas", "august1956.charts", "august1956.figure", "august1956.registers",
)  # fmt: skip


def use() -> None:
    """Let this process start kernels by forking, where that is safe and the package is installed as it should be."""
    if sys.platform == "linux" and entry_points(group=KernelProvisionerFactory.GROUP_NAME, name=NAME):
        os.environ[KernelProvisionerFactory.default_provisioner_name_env] = NAME


class Forked:
    """A forked kernel, with what jupyter_client asks of a process."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """Return None while the kernel lives, then 0: nobody keeps its exit status."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    wait = poll

    def send_signal(self, signum: int) -> None:
        """Send the kernel a signal."""
        os.kill(self.pid, signum)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)

    terminate = kill


class ForkedKernel(LocalProvisioner):
    """Starts a kernel as a fork; where none is to be had, as jupyter_client does."""

    process: Any = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel; return how to speak to it."""
        cwd, env = str(kwargs.get("cwd") or os.getcwd()), kwargs.get("env") or dict(os.environ)
        pid = _fork({"argv": cmd[cmd.index("-f") :], "cwd": cwd, "env": env})
        if not pid:
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.pgid, self.cwd = Forked(pid), pid, pid, cwd
        return self.connection_info


_lock = Lock()
_parent: subprocess.Popen[str] | None = None


def _fork(job: dict[str, Any]) -> int:
    """Return the process id of a new kernel, 0 if there is none."""
    global _parent
    with _lock, contextlib.suppress(OSError, ValueError):
        if _parent is None:
            command = [sys.executable, "-P", __file__]
            env = job["env"] | {"OPENBLAS_NUM_THREADS": "1"}  # a process with threads must not fork
            _parent = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env, cwd=job["cwd"]
            )
        assert _parent.stdin and _parent.stdout
        print(json.dumps(job), file=_parent.stdin, flush=True)
        return int(_parent.stdout.readline())
    return 0


def _serve() -> None:
    """Fork a kernel for each line that comes, and say its process id, until whoever asks has gone."""
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # a kernel ends when this process does
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # as every kernel has it
    with contextlib.suppress(Exception):  # the cell that imports it, or loads it, tells what is wrong
        for name in IMPORTS:
            importlib.import_module(name)
        _load_tables()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a kernel that has ended
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            return _become(**json.loads(line))
        print(pid, flush=True)
    return None


def _load_tables() -> None:
    """Have all tables read, and their dates understood, once; `data.load` reads again what has changed."""
    from august1956 import data

    for table in data.tables():
        data.load(table, "all")


def _become(argv: list[str], cwd: str, env: dict[str, str]) -> None:
    from ipykernel.kernelapp import launch_new_instance

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(2, 1)
    os.environ.update(env)
    os.chdir(cwd)
    launch_new_instance(argv)


if __name__ == "__main__":
    _serve()
