"""Changes to the bytes of a file, to the zip around it, and to what lies beside it."""

import io
import struct
import warnings
import zipfile
from pathlib import Path
from random import Random

from consolida.core.portable import package

_HEADER_PLACES = (16, 18, 19, 20, 21, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 64, 68, 92, 96)
_SIGNS = (
    b"",
    b"PK",
    b"PK\x03\x04",
    b"PK\x05\x06" + b"\0" * 18,
    b"SQLite format 3\0",
    b"\0" * 100,
    b"\xff" * 4096,
)


def damage(path: Path, dice: Random) -> str:
    """Cut, flip, wipe, swap or add bytes."""
    data = bytearray(path.read_bytes())
    deed = dice.choice(
        (_cut, _flip, _flip, _flip_header, _wipe_page, _swap_pages, _grow, _insert, _remove, _replace)
    )
    said = deed(data, dice)
    path.write_bytes(data)
    return said


def _cut(data: bytearray, dice: Random) -> str:
    size = dice.randrange(len(data))
    if dice.random() < 0.5:
        size -= size % 4096
    del data[size:]
    return f"cut to {size}"


def _flip(data: bytearray, dice: Random) -> str:
    places = dice.sample(range(len(data)), min(len(data), dice.choice((1, 1, 2, 8, 40))))
    for place in places:
        data[place] ^= dice.choice((0xFF, 1 << dice.randrange(8), dice.randrange(1, 256)))
    return f"bytes altered at {places[:5]}"


def _flip_header(data: bytearray, dice: Random) -> str:
    place = dice.choice(_HEADER_PLACES)
    value = dice.choice((0, 1, 2, 255, dice.randrange(256)))
    data[place : place + 1] = bytes([value])
    return f"header byte {place} = {value}"


def _page(data: bytearray, dice: Random) -> slice:
    start = 4096 * dice.randrange(max(1, len(data) // 4096))
    return slice(start, min(len(data), start + 4096))


def _wipe_page(data: bytearray, dice: Random) -> str:
    page = _page(data, dice)
    data[page] = dice.choice((b"\0", b"\xff", b"\x0d")) * (page.stop - page.start)
    return f"page at {page.start} wiped"


def _swap_pages(data: bytearray, dice: Random) -> str:
    one, other = _page(data, dice), _page(data, dice)
    held = data[one]
    data[one], data[other] = data[other], held
    return f"pages at {one.start} and {other.start} swapped"


def _grow(data: bytearray, dice: Random) -> str:
    size = dice.choice((1, 100, 4096, 4096 * 3, 1 << 20))
    data += dice.choice((b"\0", b"x", b"\x0d")) * size
    return f"{size} bytes more"


def _insert(data: bytearray, dice: Random) -> str:
    place, size = dice.randrange(len(data) + 1), dice.choice((1, 7, 512, 4096))
    data[place:place] = bytes(dice.randrange(256) for _ in range(size))
    return f"{size} bytes put in at {place}"


def _remove(data: bytearray, dice: Random) -> str:
    place, size = dice.randrange(len(data) + 1), dice.choice((1, 7, 512, 4096))
    del data[place : place + size]
    return f"{size} bytes taken out at {place}"


def _replace(data: bytearray, dice: Random) -> str:
    sign = dice.choice(_SIGNS)
    data[: len(sign)] = sign
    if not sign:
        data.clear()
    return f"begins with {sign[:8]!r}"


def wrap(path: Path, dice: Random) -> str:
    """Put the file into a package of some kind, under the file's own name."""
    data = path.read_bytes()
    deed = dice.choice((_honest, _honest, _members, _nested, _bomb, _tricky, _lying))
    packed, said = deed(data, dice)
    path.write_bytes(packed)
    return said


def _zip(members: list[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")  # the same name twice
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def _honest(data: bytes, dice: Random) -> tuple[bytes, str]:
    return _zip([("a.db", data), (package.SUMMARY_NAME, b"Dos comprobantes.")]), "packed"


def _members(data: bytes, dice: Random) -> tuple[bytes, str]:
    others = ["b.db", "a.db", "LEAME.txt", "x.txt", "setup.exe", "a.db-wal", "a.db-journal", "__MACOSX/a.db"]
    names = dice.sample(others, dice.randrange(1, 4))
    found: list[tuple[str | zipfile.ZipInfo, bytes]] = [("a.db", data)]
    found += [(name, dice.choice((data, b"", b"x" * 100))) for name in names]
    dice.shuffle(found)
    return _zip(found), f"packed with {names}"


def _nested(data: bytes, dice: Random) -> tuple[bytes, str]:
    depth = dice.choice((1, 2, 40))
    for level in range(depth):
        data = _zip([(f"{level}.{dice.choice(('zip', 'db'))}", data)])
    return _zip([("a.db", data)]), f"packed {depth + 1} times"


def _bomb(data: bytes, dice: Random) -> tuple[bytes, str]:
    size = dice.choice((2 << 20, 40 << 20))
    return _zip(
        [(dice.choice(("a.db", "LEAME.txt")), data + bytes(size)), ("b.txt", b"")]
    ), f"a bomb of {size}"


def _tricky(data: bytes, dice: Random) -> tuple[bytes, str]:
    name = dice.choice(
        (
            "../a.db",
            "/a.db",
            "C:\\a.db",
            "d/a.db",
            ".a.db",
            "a.db\0.txt",
            "a\nb.db",
            "A.DB",
            "ñ.db",
            "a.db/",
            "",
        )
    )
    info = zipfile.ZipInfo("a.db")
    info.filename = name
    info.compress_type = dice.choice(
        (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    )
    info.external_attr = dice.choice((0o600, 0o120777, 0o40755)) << 16
    return _zip([(info, data)]), f"packed as {name!r} by method {info.compress_type}"


def _lying(data: bytes, dice: Random) -> tuple[bytes, str]:
    """Say something else in the directory of the zip than is true."""
    packed = bytearray(_zip([("a.db", data)]))
    entry = packed.rindex(b"PK\x01\x02")
    place, size = dice.choice(
        ((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (42, 4))
    )
    value = dice.choice((0, 1, 99, 2 ** (8 * size) - 1, dice.randrange(2 ** (8 * size))))
    packed[entry + place : entry + place + size] = value.to_bytes(size, "little")
    if dice.random() < 0.2:
        end = packed.rindex(b"PK\x05\x06")
        packed[end + 8 : end + 12] = struct.pack("<HH", 70, 70)
    return bytes(packed), f"packed, directory byte {place} = {value}"


def add_sibling(path: Path, dice: Random) -> str:
    """Lay a journal or log beside the file, or mark it as having one."""
    suffix = dice.choice(("-journal", "-wal", "-shm"))
    size = dice.choice((0, 32, 4096))
    path.with_name(path.name + suffix).write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"[:size] + bytes(size))
    return f"beside it {suffix} of {size}"
