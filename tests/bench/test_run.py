"""The benchmark measures each deed against its own raw copy, with real processes on both engines."""

from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bench import month, raw_server
from bench.month import CHANGED, Content
from bench.run import DEEDS, Run, databases, measure, show, summary
from consolida.core import difference
from consolida.core.portable.connect import open_proven
from consolida.core.portable.read import batches
from consolida.core.signing import SigningKey

KEY = SigningKey.generate()


def test_every_deed_is_done_and_measured_against_its_raw_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = list(measure(tmp_path, lines=800, rounds=1, on_a_server=True))
    assert {run.deed for run in runs} == {*DEEDS, *DEEDS.values()}
    assert all(run.peak > 0 and run.seconds["total"] > 0 for run in runs)
    result = summary(runs, lines=800, rounds=1)
    deeds = result["deeds"]
    assert isinstance(deeds, dict)
    assert list(deeds) == list(DEEDS)
    preview = deeds["preview"]["seconds"]
    assert preview["= beyond verification"] < preview["total"]
    show(result)
    said = capsys.readouterr().out
    assert all(f"{deed}: " in said for deed in DEEDS)


def test_medians_are_put_against_the_median_of_their_own_raw_copy() -> None:
    seconds = {"raw import": (1.0, 2.0, 9.0), "import": (8.0, 6.0, 7.0), "preview": (1.0, 1.0, 4.0)}
    runs = [Run(deed, {"total": second}, int(second) << 20) for deed in seconds for second in seconds[deed]]
    deeds = summary(runs, lines=4, rounds=3)["deeds"]
    assert isinstance(deeds, dict)
    assert {deed: found["total_in_R"] for deed, found in deeds.items()} == {"import": 3.5, "preview": 0.5}
    assert {deed: found["peak_mib"] for deed, found in deeds.items()} == {"import": 8, "preview": 4}


@pytest.mark.parametrize(("lines", "changed"), [(400, 100), (4000, 100), (40, 10)])
def test_a_twisted_month_differs_in_a_hundred_vouchers_or_in_all(
    tmp_path: Path, lines: int, changed: int
) -> None:
    files = [tmp_path / f"{twist}.db" for twist in (0, 1)]
    for twist, file in enumerate(files):
        month.write_month(file, Content(lines=lines, twist=twist), key=KEY)
    with closing(open_proven(files[0])) as connection:
        keys = [row.key for row in batches(connection)]
    found = difference.between((key, files[0], files[1]) for key in keys)
    assert (found.added, found.removed, found.changed) == (0, 0, changed)
    assert changed <= CHANGED


def test_the_raw_copy_on_a_server_replaces_all_rows(tmp_path: Path) -> None:
    file = tmp_path / "month.db"
    month.write_month(file, Content(lines=4000), key=KEY)
    with databases() as server:
        for _ in range(2):
            assert raw_server.replace(server.plain, file) > 0
        with psycopg.connect(server.plain) as connection:
            found = connection.execute("SELECT count(*), sum(debit), max(description) FROM line").fetchone()
    with closing(open_proven(file)) as opened:
        assert found == opened.execute("SELECT count(*), sum(debit), max(description) FROM line").fetchone()


def test_several_pairs_of_databases_are_there_at_once_and_gone_after_that() -> None:
    with databases() as one, databases() as other:
        assert len({one.plain, one.ledger, other.plain, other.ledger}) == 4
        for url in (one.ledger, other.ledger):
            with psycopg.connect(url) as connection:
                connection.execute("CREATE TABLE made (id int)")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(one.ledger)
