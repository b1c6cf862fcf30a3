"""The specification as the program reads it."""

from contextlib import closing
from pathlib import Path

import pytest

from consolida.core.portable import connect, write
from consolida.core.portable import format as spec


@pytest.mark.parametrize("schema", ["", "main"])
def test_the_rows_of_masters_that_vouchers_use_are_told_from_the_others(tmp_path: Path, schema: str) -> None:
    with closing(connect.create(tmp_path / "one.db")) as file:
        write.put(file, "batch", {"operation_type": "05"})
        write.put(file, "voucher", {"uid": "v", "currency": "USD", "date": "2026-11-03"})
        write.put(file, "line", {"uid": "v", "line": 1, "account": "1212", "cost_center": "100"})
        for code in ("1212", "1213"):
            write.put(file, "account", {"code": code})
        for code in ("100", "200"):
            write.put(file, "cost_center", {"code": code})
        for code in ("05", "11"):
            write.put(file, "operation_type", {"code": code})
        for day in ("2026-11-03", "2026-11-04"):
            write.put(file, "exchange_rate", {"currency": "USD", "date": day})
        used = {
            table: [row[0] for row in file.execute(f"SELECT {name} FROM {table} WHERE {condition}")]
            for (table, condition), name in zip(
                spec.used_masters(schema).items(), ("code", "code", "code", "date"), strict=True
            )
        }
    assert used == {
        "account": ["1212"],
        "cost_center": ["100"],
        "operation_type": ["05"],
        "exchange_rate": ["2026-11-03"],
    }
