"""Small disks for tests: one that can be filled, made read-only and pulled out, inside a child process.

A child may mount a file system that only it sees, as root or, where the system allows it, as anybody
in a user namespace of its own. Where neither goes, a limit on the size of files stands in for a full disk.
"""

import ctypes
import os
import resource
from pathlib import Path
from typing import Protocol

from support.children import in_child

_NEW_MOUNTS, _NEW_USER = 0x00020000, 0x10000000
_PRIVATE, _RECURSIVE, _REMOUNT, _READ_ONLY = 1 << 18, 1 << 14, 1 << 5, 1
_DETACH = 2
_BLOCK = 4096


class SmallDisk(Protocol):
    """A disk whose room is in the test's hands."""

    path: Path

    def leave(self, room: int) -> None:
        """Fill the disk but for some bytes."""
        ...

    def free(self) -> None:
        """Make room again."""
        ...


class Mounted:
    """A file system in memory, seen by this process only."""

    def __init__(self, path: Path, *, size: int) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._size = size
        _leave_the_others_mounts()
        self.plug_in()

    @property
    def _filler(self) -> Path:
        return self.path / ".filler"

    def plug_in(self) -> None:
        """Mount a new, empty disk."""
        _call("mount", b"tmpfs", bytes(self.path), b"tmpfs", 0, f"size={self._size}".encode())

    def pull(self) -> None:
        """Take the disk away; what lies on it is lost."""
        _call("umount2", bytes(self.path), _DETACH)

    def make_read_only(self) -> None:
        """Let nobody write to the disk."""
        _call("mount", None, bytes(self.path), None, _REMOUNT | _READ_ONLY, None)

    def leave(self, room: int) -> None:
        """Fill the disk but for some bytes."""
        self.free()
        found = os.statvfs(self.path)
        filling = max(0, found.f_bavail * found.f_frsize - room)
        with self._filler.open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, max(filling, 1))

    def free(self) -> None:
        """Make room again."""
        self._filler.unlink(missing_ok=True)


class Limited:
    """A folder in which no file of this process grows past a limit."""

    def __init__(self, path: Path, *, size: int) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path

    def leave(self, room: int) -> None:
        """Let files have so many bytes and no more."""
        self._limit(room)

    def free(self) -> None:
        """Let files grow again."""
        self._limit(resource.RLIM_INFINITY)

    @staticmethod
    def _limit(size: int) -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))


def _leave_the_others_mounts() -> None:
    """Move this process to mounts of its own, so that they go with it."""
    user, group = os.geteuid(), os.getegid()
    _call("unshare", _NEW_MOUNTS if user == 0 else _NEW_MOUNTS | _NEW_USER)
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    _call("mount", None, b"/", None, _PRIVATE | _RECURSIVE, None)


def _call(name: str, *arguments: object) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, name)(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), name)


def can_mount(folder: Path) -> bool:
    """Tell whether the system lets a child mount a disk of its own."""
    ended = in_child(lambda: Mounted(folder, size=_BLOCK * 16).leave(0))
    assert ended.problem is None or isinstance(ended.problem, OSError), ended.trace
    return ended.problem is None
