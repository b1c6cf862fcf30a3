"""A disk that fails on request: each change to it is counted, and the one asked for is struck.

Counted are the writes, cuts and removals of both SQLite libraries, at the system calls that each lets
one replace, and the files that Python opens for writing, links, renames and removes; for a process that
is killed also what it sends to a database server. A hook of this kind cannot be taken out again: install
it in a child (support.children).
"""

import _sqlite3
import ctypes
import errno
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import apsw

from support import round_trips

_OFFSET = ctypes.c_int64
_WRITE = ctypes.CFUNCTYPE(ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, use_errno=True)
_PWRITE = ctypes.CFUNCTYPE(
    ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, _OFFSET, use_errno=True
)
_CUT = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, _OFFSET, use_errno=True)
_REMOVE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p, use_errno=True)
_CALLS: dict[str, Any] = {
    "write": _WRITE,
    "pwrite": _PWRITE,
    "pwrite64": _PWRITE,
    "ftruncate": _CUT,
    "unlink": _REMOVE,
}
_WRITES = frozenset({"write", "pwrite", "pwrite64"})
# What Python says before it does it (sys.addaudithook), and whether it takes room.
_EVENTS = {
    "os.link": True,
    "os.mkdir": True,
    "os.rename": False,
    "os.remove": False,
    "os.rmdir": False,
    "os.truncate": False,
}
_FOR_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Fault(Protocol):
    """What happens at a change of the disk: it is let through, struck dead, or refused with an error."""

    def strike(self, number: int, *, takes_room: bool) -> int:
        """Return 0 to let the change through, else the error of the system; or never return."""
        ...


class Kill:
    """The process dies at the n-th change, as by `kill -9` or a cut of power."""

    def __init__(self, at: int) -> None:
        self.at = at

    def strike(self, number: int, *, takes_room: bool) -> int:
        if number == self.at:
            _die()
        return 0

    def strike_trip(self, number: int, trip: round_trips.Trip) -> Callable[[], None] | None:
        """Die before something is sent to the server, when it is sent, or when its answer is here."""
        if number != self.at:
            return None
        when = number % 3
        if when == 2:
            return _die
        if when == 1:
            next(trip, None)
        _die()
        return None


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Fail:
    """From the n-th change on the disk refuses: a full one what takes room, another one everything."""

    def __init__(self, at: int, *, code: int = errno.ENOSPC) -> None:
        self.at, self.code = at, code

    def strike(self, number: int, *, takes_room: bool) -> int:
        refused = number >= self.at and (takes_room or self.code != errno.ENOSPC)
        return self.code if refused else 0


class Disk:
    """Counts the changes to the disk and lets a fault strike them."""

    def __init__(self, fault: Fault) -> None:
        self.changes = 0
        self._fault = fault
        self._kept: list[object] = []  # what C holds by its address must not be collected
        self._install_in_sqlite(_LedgerCalls())
        self._install_in_sqlite(_TransferCalls())
        sys.addaudithook(self._heard)
        if isinstance(fault, Kill):
            round_trips.meet(self._sends)
        self._sendfile = os.sendfile
        os.sendfile = self._send  # type: ignore[assignment]

    def _struck(self, *, takes_room: bool = True) -> int:
        self.changes += 1
        return self._fault.strike(self.changes, takes_room=takes_room)

    def _sends(self, trip: round_trips.Trip) -> Callable[[], None] | None:
        self.changes += 1
        assert isinstance(self._fault, Kill)
        return self._fault.strike_trip(self.changes, trip)

    def _heard(self, event: str, arguments: Sequence[Any]) -> None:
        opened = event == "open" and not isinstance(arguments[0], int)
        if event in _EVENTS or (opened and (arguments[2] or 0) & _FOR_WRITING):
            code = self._struck(takes_room=_EVENTS.get(event, True))
            if code:
                raise OSError(code, os.strerror(code), str(arguments[0]))

    def _send(self, out: int, source: int, offset: int, count: int) -> int:
        """Copy a file: half of it is there when the fault strikes."""
        size = os.fstat(source).st_size
        if offset < size:
            self._sendfile(out, source, offset, min(count, max(1, (size - offset) // 2)))
            code = self._struck()
            if code:
                raise OSError(code, os.strerror(code))
            os.lseek(out, offset, os.SEEK_SET)
        return self._sendfile(out, source, offset, count)

    def _install_in_sqlite(self, calls: "_Calls") -> None:
        for name, prototype in _CALLS.items():
            address = calls.get(name)
            if address:
                replacement = prototype(self._call(name, prototype(address)))
                self._kept.append(replacement)
                calls.set(name, ctypes.cast(replacement, ctypes.c_void_p).value or 0)

    def _call(self, name: str, original: Callable[..., int]) -> Callable[..., int]:
        def call(*arguments: Any) -> int:
            if name in _WRITES and arguments[2] > 1:
                self._torn(original, arguments)
            code = self._struck(takes_room=name in _WRITES)
            if code:
                ctypes.set_errno(code)
                return -1
            return original(*arguments)

        return call

    def _torn(self, original: Callable[..., int], arguments: Sequence[Any]) -> None:
        """Write half of what is to be written where the fault strikes next: the worst that a crash leaves."""
        if isinstance(self._fault, Kill) and self.changes + 1 == self._fault.at and self._fault.at % 2:
            descriptor, data, size, *rest = arguments
            original(descriptor, data, size // 2, *rest)


class _Calls(Protocol):
    def get(self, name: str) -> int: ...
    def set(self, name: str, address: int) -> None: ...


class _TransferCalls:
    """The system calls of the SQLite that handles transfer files (apsw)."""

    def __init__(self) -> None:
        self._vfs = apsw.VFS("consolida-faults", base="")

    def get(self, name: str) -> int:
        return self._vfs.xGetSystemCall(name) or 0

    def set(self, name: str, address: int) -> None:
        assert self._vfs.xSetSystemCall(name, address)


class _Vfs(ctypes.Structure):
    """SQLite's sqlite3_vfs, version 3 (sqlite3.h)."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("calls", ctypes.c_void_p * 13),  # xOpen to xCurrentTimeInt64
        ("set", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)),
        ("get", ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)),
        ("next_name", ctypes.c_void_p),
    )


class _LedgerCalls:
    """The system calls of the SQLite that keeps the ledger (the standard library's)."""

    def __init__(self) -> None:
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        library.sqlite3_vfs_find.argtypes = (ctypes.c_char_p,)
        self._vfs = library.sqlite3_vfs_find(None)

    def get(self, name: str) -> int:
        return self._vfs.contents.get(self._vfs, name.encode()) or 0

    def set(self, name: str, address: int) -> None:
        assert self._vfs.contents.set(self._vfs, name.encode(), address) == 0
