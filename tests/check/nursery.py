"""Processes for programs that are forked from one in which NumPy is imported already: the same, and sooner there.

Most of the time that a small program takes is the import of NumPy into its process. Where a hundred
programs are checked, this is how; the tests of a candidate start every process as the checker does.
"""

import os
import select
import signal
import socket
import subprocess
import sys
import threading

from backprop_lab.check.candidate import link

PARENT = """\
import importlib.util, os, signal, socket, sys
import numpy, numpy.linalg, numpy.random
wire, child = socket.socket(fileno=os.dup(0)), sys.argv[1]
spec = importlib.util.spec_from_file_location("child", child)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    folder, given, _, _ = socket.recv_fds(wire, 4096, 1)
    if not folder:
        os._exit(0)
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        os.chdir(folder)
        os.dup2(given[0], 0)
        os.close(given[0])
        wire.close()
        sys.argv[:] = [child]
        module.main()
    os.close(given[0])
    wire.sendall(pid.to_bytes(4, "little"))
"""


class Forked:
    """A process as `subprocess` has it, as far as the wire asks; how it ended is not known."""

    def __init__(self, pid):
        self.pid, self.returncode = pid, None

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout):
        try:
            told = os.pidfd_open(self.pid)
        except ProcessLookupError:
            self.returncode = 0
            return 0
        try:
            if not select.select([told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("forked", timeout)
        finally:
            os.close(told)
        self.returncode = 0
        return 0


class Nursery:
    """Starts processes, one at a time whoever asks."""

    def __init__(self):
        self.wire, theirs = socket.socketpair()
        self.lock = threading.Lock()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", PARENT, str(link.CHILD)], stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=link.environment(os.environ),
            )  # fmt: skip

    def started(self, folder, theirs):
        with self.lock:
            socket.send_fds(self.wire, [os.fsencode(folder)], [theirs.fileno()])
            pid = self.wire.recv(4, socket.MSG_WAITALL)
        if len(pid) < 4:
            raise OSError("the nursery is gone")
        return Forked(int.from_bytes(pid, "little"))

    def close(self):
        self.wire.close()
        self.process.wait(10)
