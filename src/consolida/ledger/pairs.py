"""The (uid, digest) pairs of big batches, kept in memory from one typed voucher to the next.

A batch's digest is one hash over all its pairs in the order of their uids. Reading a quarter of a million
of them takes most of a second, hashing them some twenty milliseconds. What is kept is found by the digest
that it adds up to, so whatever is found is what the batch holds: another writer's change, an import or a
transaction that was rolled back only makes the next voucher read the pairs again.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from threading import Lock

WORTH_KEEPING = 2_000  # pairs; fewer are read in no time
ROOM = 64 << 20  # bytes that are kept, beside the last that was used

_UID, _PAIR = 36, 36 + 1 + 64 + 1  # `uid:digest` and a line feed, as the digest tree hashes them


class Pairs:
    """The pairs of a batch in the order of their uids, as the bytes that are hashed."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._text = bytearray("".join(f"{uid}:{digest}\n" for uid, digest in pairs), "ascii")

    def __len__(self) -> int:
        return len(self._text) // _PAIR

    @property
    def size(self) -> int:
        """How many bytes they take."""
        return len(self._text)

    def put(self, uid: str, digest: str) -> None:
        """Add a voucher, or give it another digest."""
        place, found = self._find(uid)
        self._text[place : place + _PAIR * found] = f"{uid}:{digest}\n".encode("ascii")

    def take(self, uid: str) -> None:
        """Take a voucher out."""
        place, found = self._find(uid)
        del self._text[place : place + _PAIR * found]

    def digest(self) -> str:
        """Return the batch's digest."""
        return sha256(self._text).hexdigest()

    def _find(self, uid: str) -> tuple[int, bool]:
        """Return where a uid stands or belongs, and whether it is there."""
        wanted, low, high = uid.encode("ascii"), 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._uid(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low * _PAIR, low < len(self) and self._uid(low) == wanted

    def _uid(self, place: int) -> bytes:
        return bytes(self._text[place * _PAIR : place * _PAIR + _UID])


class Kept:
    """Pairs by the digest that they add up to; the longest unused go first."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._pairs: OrderedDict[str, Pairs] = OrderedDict()
        self._lock = Lock()

    def take(self, digest: str) -> Pairs | None:
        """Take out the pairs that add up to a digest: one writer at a time changes them."""
        with self._lock:
            return self._pairs.pop(digest, None)

    def put(self, digest: str, pairs: Pairs) -> None:
        """Keep pairs for the next voucher, where reading them again would take long."""
        if len(pairs) < WORTH_KEEPING:
            return
        with self._lock:
            self._pairs[digest] = pairs
            while len(self._pairs) > 1 and sum(one.size for one in self._pairs.values()) > self._room:
                self._pairs.popitem(last=False)


_kept = Kept()


def changed(before: str, changes: Mapping[str, str]) -> str | None:
    """Return a batch's digest after changes to the batch that had another one; None where it is not kept.

    `changes` has the new digest by uid, '' for a voucher that went.
    """
    pairs = _kept.take(before)
    if pairs is None:
        return None
    for uid, digest in changes.items():
        if digest:
            pairs.put(uid, digest)
        else:
            pairs.take(uid)
    return keep(pairs)


def keep(pairs: Pairs) -> str:
    """Keep the pairs of a batch as they are now; return their digest."""
    digest = pairs.digest()
    _kept.put(digest, pairs)
    return digest
