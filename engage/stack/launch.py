"""Become another program, that dies with its parent; run as a script: signal, user, group, program.

A script of its own, as what runs between fork and exec in a process with threads must not be Python; and run
before the change of user, who may not be able to reach Python at all.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def become(dies_with: int, uid: int, gid: int, argv: list[str]) -> None:
    """Replace this process; a user or group of -1 stays what it is."""
    parent = os.getppid()
    if gid >= 0:
        os.setgroups([])
        os.setgid(gid)
    if uid >= 0:
        os.setuid(uid)
    if sys.platform == "linux":  # elsewhere the next start finds and stops what was left
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, dies_with)
    if os.getppid() == parent:
        os.execve(argv[0], argv, os.environ)


if __name__ == "__main__":
    become(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
