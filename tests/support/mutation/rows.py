"""Changes to the rows of a transfer file: values, rows, places; some that a person might have made."""

from collections.abc import Callable
from random import Random

import apsw

from consolida.core.portable import format as spec

Change = Callable[[apsw.Connection, Random], str]

# Texts that break readers, writers, terminals, CSV, JSON, SQL, patterns, paths and markup.
TEXTS = (
    *("", " ", "0", "05", "11", "99", "0000", "0001", "0002", "2026-11", "2026-12", "2026-13", "9999-12"),
    *("2026-11-31", "2026-02-30", "2026-12-01", "1900-01-01", "20131312955", "20601234565", "PEN", "USD"),
    *("A", "M", "C", "open", "closed", "absent", "before", "masters", "vouchers", "Infinity", "1e9", "-1"),
    *("\x00", "a\x00b", "\x1b[31mred", "a\nb", "a\tb", "\r\n", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff"),
    *("e\u0301", "\u00e9", "\U0001f4a5", "\u212b", "ﬁ", "İ", "ß", "\u0660", "９", "\ud7ff", "\U0010ffff"),
    *(
        "'; DROP TABLE voucher; --",
        '"',
        "\\",
        "%s{0}{name}",
        "{",
        "=1+1",
        "../../x",
        "<script>",
        "&amp;",
        "|",
    ),
    *("x" * 41, "x" * 5_000, "ñ" * 200, "9" * 400, "\x00" * 300),
)
NUMBERS = (
    *(0, 1, -1, 2, 100, 65_535, 65_536, 2**31, -(2**31), 2**53 + 1, 10**12, 10**14, 10**15, -(10**15)),
    *(2**62, 2**63 - 1, -(2**63), 9 * 10**18),
)
RAW = ("x'ff'", "x'c0af'", "x'eda080'", "x'f4908080'", "x'41ff42'", "x'00'", "x'80'")
WEIGHTS = {
    "voucher": 6,
    "line": 6,
    "batch": 4,
    "party": 3,
    "account": 2,
    "operation_type": 2,
    "master": 2,
    "party_ancestor": 1,
    "cost_center": 1,
    "exchange_rate": 1,
}


def _table(connection: apsw.Connection, dice: Random) -> str:
    filled = [name for name in WEIGHTS if connection.execute(f"SELECT 1 FROM {name} LIMIT 1").get]
    return dice.choices(filled, [WEIGHTS[name] for name in filled])[0]


def _where(connection: apsw.Connection, table: str, dice: Random) -> tuple[str, tuple[object, ...]]:
    """Choose a row: its condition and the values of its key."""
    key = spec.primary_key(table)
    rows = connection.execute(f"SELECT {', '.join(key)} FROM {table} ORDER BY {', '.join(key)}").fetchall()
    return " AND ".join(f"{name} = ?" for name in key), dice.choice(rows)


def _value(connection: apsw.Connection, table: str, column: spec.Column, dice: Random) -> str | int:
    held = connection.execute(f"SELECT {column.name} FROM {table} ORDER BY 1").fetchall()
    same = dice.choice(held)[0]
    if isinstance(same, int):
        return dice.choice((*NUMBERS, same + 1, -same, same * 10))
    near = f"{same}{dice.choice('x0 ')}" if dice.random() < 0.5 else str(same)[:-1]
    return dice.choice((str(same), near, str(same).swapcase(), dice.choice(TEXTS), dice.choice(TEXTS)))


def change_value(connection: apsw.Connection, dice: Random) -> str:
    """Put another value into one column of one row."""
    table = _table(connection, dice)
    where, key = _where(connection, table, dice)
    column = dice.choice(spec.columns(table))
    value = _value(connection, table, column, dice)
    connection.execute(f"UPDATE {table} SET {column.name} = ? WHERE {where}", (value, *key))
    return f"{table}.{column.name} of {key} = {value!r:.60}"


def change_all(connection: apsw.Connection, dice: Random) -> str:
    """Put the same value into one column of all rows."""
    table = _table(connection, dice)
    column = dice.choice([one for one in spec.columns(table) if one.name not in spec.primary_key(table)])
    value = _value(connection, table, column, dice)
    connection.execute(f"UPDATE {table} SET {column.name} = ?", (value,))
    return f"every {table}.{column.name} = {value!r:.60}"


def not_text(connection: apsw.Connection, dice: Random) -> str:
    """Put bytes that are no UTF-8 where text belongs."""
    table = _table(connection, dice)
    where, key = _where(connection, table, dice)
    column = dice.choice([one.name for one in spec.columns(table) if one.is_text])
    raw = dice.choice(RAW)
    connection.execute(f"UPDATE {table} SET {column} = CAST({raw} AS TEXT) WHERE {where}", key)
    return f"{table}.{column} of {key} = {raw}"


def drop_row(connection: apsw.Connection, dice: Random) -> str:
    """Take a row out."""
    table = _table(connection, dice)
    where, key = _where(connection, table, dice)
    connection.execute(f"DELETE FROM {table} WHERE {where}", key)
    return f"no {table} {key}"


def empty_table(connection: apsw.Connection, dice: Random) -> str:
    """Take all rows of a table out."""
    table = _table(connection, dice)
    connection.execute(f"DELETE FROM {table}")
    return f"no {table}"


def repeat_row(connection: apsw.Connection, dice: Random) -> str:
    """Add a row again under another key."""
    table = _table(connection, dice)
    where, key = _where(connection, table, dice)
    other = dice.choice(spec.primary_key(table))
    column = next(one for one in spec.columns(table) if one.name == other)
    value = _value(connection, table, column, dice)
    chosen = ", ".join("?" if name == other else name for name in spec.names(table))
    connection.execute(f"INSERT INTO {table} SELECT {chosen} FROM {table} WHERE {where}", (value, *key))
    return f"{table} {key} again with {other} = {value!r:.60}"


def swap_uids(connection: apsw.Connection, dice: Random) -> str:
    """Give two vouchers each other's lines: swap their uids."""
    uids = [uid for (uid,) in connection.execute("SELECT uid FROM voucher ORDER BY uid")]
    one, other = dice.sample(uids, 2)
    for old, new in ((one, "aside"), (other, one), ("aside", other)):
        connection.execute("UPDATE voucher SET uid = ? WHERE uid = ?", (new, old))
    return f"uids of {one} and {other} swapped"


def move_voucher(connection: apsw.Connection, dice: Random) -> str:
    """Put a voucher into another batch, there or not."""
    where, key = _where(connection, "voucher", dice)
    place = (
        dice.choice(("0000", "0001", "0002")),
        dice.choice(("2026-11", "2026-12")),
        dice.choice(("05", "11", "21")),
    )
    connection.execute(
        f"UPDATE voucher SET site = ?, period = ?, operation_type = ? WHERE {where}", (*place, *key)
    )
    return f"voucher {key} moved to {place}"


def give_uid(connection: apsw.Connection, dice: Random) -> str:
    """Give a voucher and its lines another uid: a new one, an ill-formed one, one of the receiver's."""
    _, (old,) = _where(connection, "voucher", dice)
    new = dice.choice((f"01930000-0000-7000-8000-{dice.randrange(16**12):012x}", str(old).upper(), "x", ""))
    connection.execute("UPDATE voucher SET uid = ? WHERE uid = ?", (new, old))
    connection.execute("UPDATE line SET uid = ? WHERE uid = ?", (new, old))
    return f"uid {old} became {new}"


def many_lines(connection: apsw.Connection, dice: Random) -> str:
    """Give a voucher many lines of nothing, numbered from anywhere."""
    _, (uid,) = _where(connection, "voucher", dice)
    first, count = dice.choice((100, 65_000, 10**9)), dice.choice((10, 700, 3_000))
    columns = ", ".join(
        {"line": "n.i", "debit": "0", "credit": "0", "original_amount": "0"}.get(name, name)
        for name in spec.names("line")
    )
    connection.execute(
        f"""WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
            INSERT INTO line SELECT {columns} FROM n, (SELECT * FROM line WHERE uid = ?3 LIMIT 1)""",
        (first, first + count - 1, uid),
    )
    return f"{count} lines more in {uid} from {first} on"


def huge_value(connection: apsw.Connection, dice: Random) -> str:
    """Put a text of up to some MiB into one place."""
    table = _table(connection, dice)
    where, key = _where(connection, table, dice)
    column = dice.choice([one.name for one in spec.columns(table) if one.is_text])
    size = dice.choice((10_000, 1 << 20, 5 << 20))
    connection.execute(f"UPDATE {table} SET {column} = printf('%.*c', ?, 'x') WHERE {where}", (size, *key))
    return f"{table}.{column} of {key} has {size} letters"


def another_amount(connection: apsw.Connection, dice: Random) -> str:
    """Raise two sides of a voucher alike, as a person might."""
    found = connection.execute(
        """SELECT d.uid, d.line, c.line FROM line d JOIN line c USING (uid)
           WHERE d.debit > 0 AND c.credit > 0 AND d.currency = 'PEN' ORDER BY 1, 2, 3"""
    ).fetchall()
    uid, debit, credit = dice.choice(found)
    cents = dice.choice((1, 100, 123_456, 10**9))
    for side, sign, line in (("debit", 1, debit), ("credit", -1, credit)):
        connection.execute(
            f"""UPDATE line SET {side} = {side} + ?, original_amount = original_amount + ?
                WHERE (uid, line) = (?, ?)""",
            (cents, sign * cents, uid, line),
        )
    return f"{cents} more on lines {debit} and {credit} of {uid}"


def another_text(connection: apsw.Connection, dice: Random) -> str:
    """Write other words, as a person might."""
    table, column = dice.choice((("voucher", "description"), ("line", "description"), ("party", "name")))
    where, key = _where(connection, table, dice)
    text = f"Otra glosa {dice.randrange(1000)}"
    connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (text, *key))
    return f"{table}.{column} of {key} = {text}"


def another_voucher(connection: apsw.Connection, dice: Random) -> str:
    """Type a voucher like one that is there, under a number and CUO of its own."""
    _, (old,) = _where(connection, "voucher", dice)
    new, number = f"01930000-0000-7000-8000-{dice.randrange(16**12):012x}", str(dice.randrange(5000, 9000))
    fields = {"uid": "?1", "number": "?2", "cuo": "site || '-' || operation_type || '-11' || ?2"}
    columns = ", ".join(fields.get(name, name) for name in spec.names("voucher"))
    connection.execute(
        f"INSERT INTO voucher SELECT {columns} FROM voucher WHERE uid = ?3", (new, number, old)
    )
    lines = ", ".join("?1" if name == "uid" else name for name in spec.names("line"))
    connection.execute(f"INSERT INTO line SELECT {lines} FROM line WHERE uid = ?2", (new, old))
    return f"voucher {number} like {old}"


def without_voucher(connection: apsw.Connection, dice: Random) -> str:
    """Delete a voucher with its lines."""
    _, key = _where(connection, "voucher", dice)
    connection.execute("DELETE FROM line WHERE uid = ?", key)
    connection.execute("DELETE FROM voucher WHERE uid = ?", key)
    return f"voucher {key} deleted"


def annulled(connection: apsw.Connection, dice: Random) -> str:
    """Annul a voucher, with its lines gone or left."""
    _, key = _where(connection, "voucher", dice)
    connection.execute("UPDATE voucher SET annulled = 1 WHERE uid = ?", key)
    if dice.random() < 0.7:
        connection.execute("DELETE FROM line WHERE uid = ?", key)
    return f"voucher {key} annulled"


FORGERIES: dict[Change, int] = {
    change_value: 30,
    change_all: 6,
    not_text: 5,
    drop_row: 8,
    empty_table: 3,
    repeat_row: 7,
    swap_uids: 4,
    move_voucher: 5,
    give_uid: 4,
    many_lines: 2,
    huge_value: 2,
}
CORRECTIONS: dict[Change, int] = {
    another_amount: 4,
    another_text: 4,
    another_voucher: 4,
    without_voucher: 2,
    annulled: 2,
}
