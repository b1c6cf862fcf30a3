"""The files of an invented branch stand every check that a real branch's files stand."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from consolida.core.errors import Refused
from consolida.core.portable import read
from consolida.core.portable.connect import open_proven
from consolida.core.portable.verify import verify
from consolida.core.uids import new_uid
from consolida.intake.demo import trading
from consolida.intake.demo.branch import Branch
from consolida.intake.demo.company import add_demo_company
from consolida.intake.demo.vouchers import Entries, Entry, Party
from consolida.masters import installation
from consolida.masters.models import Account, Company, CostCenter
from support import installations
from support.companies import ALICE, NOW

MONTH = trading.MONTH
SOLD = trading.month(trading.TRUJILLO)


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    with installations.at(installations.make_home(tmp_path / "lima")):
        installation.make(NOW, ALICE)
        company = add_demo_company(by=ALICE, at=NOW)
        for code, name in trading.OWN_ACCOUNTS:
            Account.objects.get_or_create(company=company, code=code, defaults={"name": name})
        for code, name in trading.OWN_COST_CENTERS:
            CostCenter.objects.create(company=company, code=code, name=name)
        yield company


@pytest.fixture
def branch() -> Branch:
    return Branch(trading.TRUJILLO, "julio", new_uid(NOW))


def send(company: Company, branch: Branch, vouchers: list[Entries], folder: Path, **more: bool) -> Path:
    return branch.send(company, vouchers, period=MONTH, folder=folder, at=NOW, **more)


def test_a_file_has_its_name_its_signature_and_the_whole_month(
    company: Company, branch: Branch, tmp_path: Path
) -> None:
    file = send(company, branch, SOLD, tmp_path)
    assert file.name == "20601234565_2026-01_0002_0001.db"
    manifest = read.read_manifest(file)
    assert manifest.signature_is_right()
    assert (manifest.site, manifest.site_name, manifest.whole_month) == ("0002", "Trujillo", True)
    with closing(open_proven(file)) as connection:
        rows = read.batches(connection)
    assert sum(row.vouchers for row in rows) == len(SOLD)
    assert sum(row.debit for row in rows) == sum(row.credit for row in rows) > 0


def test_a_file_stands_every_rule(company: Company, branch: Branch, tmp_path: Path) -> None:
    file = send(company, branch, SOLD, tmp_path)
    assert [finding.sentence() for finding in verify(file, name=file.name).findings] == []


def test_files_are_chained(company: Company, branch: Branch, tmp_path: Path) -> None:
    first, second = (read.read_manifest(send(company, branch, SOLD[:n], tmp_path)) for n in (3, 4))
    assert (first.export_number, second.export_number) == (1, 2)
    assert (first.previous, second.previous) == ("", first.content_digest)


def test_a_definitive_file_says_that_its_batches_are_closed(
    company: Company, branch: Branch, tmp_path: Path
) -> None:
    file = send(company, branch, SOLD, tmp_path, definitive=True)
    assert read.read_manifest(file).definitive
    with closing(open_proven(file)) as connection:
        assert {row.state for row in read.batches(connection)} == {"closed"}


def test_nothing_but_the_file_is_left_in_the_folder(company: Company, branch: Branch, tmp_path: Path) -> None:
    (folder := tmp_path / "stick").mkdir()
    file = send(company, branch, SOLD, folder)
    assert list(folder.iterdir()) == [file]


def test_a_number_that_cannot_be_is_refused_with_its_row(
    company: Company, branch: Branch, tmp_path: Path
) -> None:
    nobody = Party("6", "", "")
    lines = (Entry("1212", 100, nobody), Entry("70121", -100))
    wrong = Entries("05", 1, MONTH.first_day, "Venta", lines)
    with pytest.raises(Refused) as refused:
        send(company, branch, [wrong], tmp_path)
    assert refused.value.findings
    assert branch.exports == 0
