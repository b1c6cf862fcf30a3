"""The benchmark of a large ledger fills real installations and compares them, with real processes."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bench import month
from bench.filling import HERE, OTHERS, Sender
from bench.ledger import BALANCE, IMPORT, READING, Compared, Homes, compare, show
from bench.month import Content
from consolida.core.portable.connect import open_proven
from consolida.core.portable.verify import verify
from consolida.core.signing import SigningKey

PROGRAM = Path(sys.executable).with_name("consolida")


def asked(home: Path, *words: str) -> dict[str, object]:
    """Ask an installation by the command line."""
    done = subprocess.run(
        [str(PROGRAM), *words, "--json", "--home", str(home)], stdout=subprocess.PIPE, check=True
    )
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    made = Homes(tmp_path_factory.mktemp("ledgers"))
    made.fill(4000, months=1)
    return made


def test_the_large_ledger_is_whole_as_imports_leave_it(homes: Homes) -> None:
    assert asked(homes.folder / "large", "doctor")["findings"] == []
    history = asked(homes.folder / "large", "history")
    assert isinstance(history["imports"], list)
    assert sorted(one["act"] for one in history["imports"]) == [*["import"] * len(OTHERS), "load"]
    assert isinstance(history["exports"], list)
    assert len(history["exports"]) == 1


def test_large_and_small_differ_in_nothing_but_size(homes: Homes) -> None:
    moved = {}
    for name in ("large", "small"):
        rows = asked(homes.folder / name, "balance", "--month", month.PERIOD, "--by-site")["rows"]
        assert isinstance(rows, list)
        moved[name] = {(row["account"], row["site"]): row["debit"] for row in rows}
    assert moved["large"].keys() >= moved["small"].keys()
    assert {site for _, site in moved["small"]} == {HERE, *OTHERS}
    assert sum(map(float, moved["large"].values())) > 100 * sum(map(float, moved["small"].values()))


def test_large_and_small_take_turns_and_every_page_is_asked_of_both(
    homes: Homes, capsys: pytest.CaptureFixture[str]
) -> None:
    found = compare(homes, lines=400, rounds=1, times=1)
    assert all(one.large > 0 and one.small > 0 for one in found)
    names = [one.deed for one in found]
    assert names[:2] == [IMPORT, BALANCE]
    assert len(set(names)) == len(names)
    for page in (
        "Inicio",
        "Exportar",
        "Importar",
        "Historial",
        "Comprobantes",
        "Meses",
        "Maestros: personas",
    ):
        assert page in names
    show(found, 4000, "sqlite")
    said = capsys.readouterr().out
    assert all(f"  {name} " in said for name in names)


def test_what_takes_longer_than_it_may_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    search = f"Comprobantes{READING}text"
    found = [Compared(deed, 2.8, 2.0) for deed in (IMPORT, BALANCE)]
    found += [Compared(deed, 3.2, 2.0) for deed in ("Meses", search)]
    show(found, 4000, "sqlite")
    assert [one.ratio for one in found] == [1.4, 1.4, 1.6, 1.6]
    marked = [line.endswith(" !") for line in capsys.readouterr().out.splitlines()[2:]]
    assert marked == [one.is_too_long for one in found] == [True, False, True, False]


def test_a_site_sends_its_months_one_after_the_other(tmp_path: Path) -> None:
    sender = Sender("0003", tmp_path)
    first, second = (
        verify(sender.sends(period, lines=80), name=period).manifest for period in ("2024-02", "2024-03")
    )
    assert (first.export_number, second.export_number) == (1, 2)
    assert second.previous == first.content_digest
    assert (first.installation, first.public_key) == (second.installation, second.public_key)


@pytest.mark.parametrize(("period", "last"), [("2024-02", "29"), ("2025-02", "28"), ("2025-11", "30")])
def test_a_month_of_any_site_is_sound_and_keeps_to_its_days(tmp_path: Path, period: str, last: str) -> None:
    file = tmp_path / "month.db"
    month.write_month(file, Content(lines=400, site="0005", period=period), key=SigningKey.generate())
    verified = verify(file, name=period)
    assert verified.sound, verified.findings
    assert (verified.manifest.site, verified.manifest.period) == ("0005", period)
    with closing(open_proven(file)) as connection:
        assert connection.execute("SELECT max(date) FROM voucher").get == f"{period}-{last}"


def test_uids_follow_the_months_and_no_two_sites_share_one(tmp_path: Path) -> None:
    uids = {}
    for site, period in (("0002", "2025-12"), ("0002", "2026-01"), ("0003", "2026-01")):
        file = tmp_path / f"{site}-{period}.db"
        month.write_month(file, Content(lines=400, site=site, period=period), key=SigningKey.generate())
        with closing(open_proven(file)) as connection:
            uids[site, period] = [str(uid) for (uid,) in connection.execute("SELECT uid FROM voucher")]
    assert max(uids["0002", "2025-12"]) < min(uids["0002", "2026-01"])
    assert not set(uids["0002", "2026-01"]) & set(uids["0003", "2026-01"])
