"""An undo restores batches; what came to the masters stays, and rules of today have no say."""

from pathlib import Path

import pytest

from consolida.core.findings import Severity
from consolida.core.rules.rule import WITH_VOUCHERS, Rule
from consolida.intake.load import load
from consolida.ledger.models import ArchivedFile, BroughtMasters
from consolida.ledger.replacement.undo import NothingToRestore, previewing_undo
from consolida.masters.models import Account, OperationType, Party
from consolida.transfer.history import history
from support import files
from support.companies import ALICE, BOB
from support.contents import content
from support.places import SALE as TYPED_SALE
from support.places import Place
from support.senders import SALE, SALE_2, Sender


class TestWhatStays:
    """Parties and masters that came along stay, are listed, and are told in the history."""

    NEW = (
        SALE.replace("70111", "70121")
        .replace("05 0001", "77 0001")
        .replace("118.00", "118.00 party=6:20100053455", 1)
    )

    def test_an_undo_lists_them_before_and_after(self, head_office: Place, arequipa: Sender) -> None:
        done = head_office.welcome(arequipa.send(self.NEW), add_masters=True)
        said = (
            "What import 1 brought to the masters stays: 1 account (70121), 1 operation type (77), "
            "1 person or entity (20100053455)."
        )
        with (
            head_office.open() as company,
            previewing_undo(
                company, done.import_id, home=head_office.home, by=ALICE, at=head_office.clock()
            ) as preview,
        ):
            assert [finding.sentence() for finding in preview.findings] == [said]
        undone = head_office.undo(done.import_id)
        (finding,) = undone.findings
        assert (finding.sentence(), finding.severity) == (said, Severity.NOTE)
        with head_office.open():
            assert Account.objects.filter(code="70121").exists()
            assert OperationType.objects.filter(code="77").exists()
            assert Party.objects.filter(number="20100053455").exists()

    def test_an_import_that_brought_none_says_nothing(self, head_office: Place, arequipa: Sender) -> None:
        done = head_office.welcome(arequipa.send(SALE))
        assert head_office.undo(done.import_id).findings == ()

    def test_long_lists_are_cut_and_counted(self, head_office: Place, arequipa: Sender) -> None:
        rows = ", ".join(f"('9{n:03d}', 'Cuenta 9{n:03d}', 0, 0, 0, '', '', 1)" for n in range(250))
        done = head_office.welcome(
            arequipa.send(SALE, sql=[f"INSERT INTO account VALUES {rows}"]), add_masters=True
        )
        (finding,) = head_office.undo(done.import_id).findings
        assert finding.sentence() == (
            "What import 1 brought to the masters stays: 250 accounts "
            "(9000, 9001, 9002, 9003, 9004, 9005, 9006, 9007, 9008, 9009, …)."
        )
        with head_office.open():
            kept = BroughtMasters.objects.get()
            assert (kept.added, len(kept.codes), str(kept)) == (250, 200, "1 account +250 ~0")

    def test_files_that_bring_the_same_are_counted_once(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        head_office.welcome(arequipa.send(self.NEW), trujillo.send(self.NEW), add_masters=True)
        with head_office.open() as company:
            (passage,) = history(company)
        assert passage.brought_in_short == "added: 1 account, 1 operation type, 1 person or entity"
        assert not passage.only_masters

    def test_the_history_tells_what_a_file_of_masters_brought(self, branch: Place, mail: Path) -> None:
        lima = Sender(mail, "0000")
        new = ["INSERT INTO account VALUES ('7099', 'Otras', 0, 0, 0, '', '', 1)"]
        branch.welcome(lima.masters(sql=new), add_masters=True)
        changed = ["UPDATE account SET name = 'Facturas por cobrar' WHERE code = '1212'"]
        branch.import_(lima.masters(sql=changed), decisions={"masters_different": "take"})
        with branch.open() as company:
            second, first = history(company)
        assert (first.only_masters, first.brought_in_short) == (True, "added: 1 account")
        assert (second.only_masters, second.brought_in_short) == (True, "changed: 1 account")

    def test_a_party_that_was_taken_is_told_as_changed(self, branch: Place, mail: Path) -> None:
        lima = Sender(mail, "0000")
        party = f"INSERT INTO party VALUES ('6', '{BOB}', 'Bob y Hermanos S.A.', '', 1, '')"
        done = branch.welcome(lima.masters(sql=[party]))
        with branch.open() as company:
            assert history(company)[0].brought_in_short == "changed: 1 person or entity"
        with pytest.raises(NothingToRestore):
            branch.undo(done.import_id)
        with branch.open():
            assert Party.objects.get(number=BOB).name == "Bob y Hermanos S.A."


class TestAnImportThatReplacedNoBatch:
    def test_of_an_empty_month_is_a_statement_and_can_be_undone(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        old, empty = arequipa.send(SALE), arequipa.send()
        done = head_office.welcome(empty)
        assert done.undoable
        assert "older:0001:2026-11" in head_office.questions(old)  # what it says of the month stands
        undone = head_office.undo(done.import_id)
        assert undone.restored == 0
        assert head_office.questions(old) == {}
        head_office.undo(undone.import_id)  # and an undo can be undone
        assert "older:0001:2026-11" in head_office.questions(old)

    def test_a_load_of_masters_alone_is_none_to_undo(self, branch: Place, tmp_path: Path) -> None:
        file = tmp_path / "cuentas.csv"
        file.write_text("account,name\n9999,Otra\n", encoding="utf-8")
        with branch.open() as company:
            loaded = load(company, file, home=branch.home, by=ALICE, at=branch.clock())
        assert (loaded.added, loaded.undoable) == (1, False)
        before = branch.state()
        with pytest.raises(NothingToRestore):
            branch.undo(loaded.import_id or 0)
        assert branch.state() == before


class TestARuleThatBecameStricter:
    """A before-image is proven by its digests; it is not judged again by what is asked today."""

    FORBIDDING = Rule(
        name="no_sale",
        severity=Severity.ERROR,
        sql="""
            SELECT v.site, v.period, v.operation_type, v.number FROM main.voucher AS v
            WHERE v.number = '0001'""",
        message="Voucher {voucher} is forbidden since today.",
        remedy="",
        kinds=WITH_VOUCHERS,
    )

    def test_the_exact_former_state_comes_back_all_the_same(
        self, head_office: Place, arequipa: Sender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        head_office.type(TYPED_SALE)
        old = arequipa.send(SALE)
        head_office.welcome(old)
        before = content(head_office)
        done = head_office.import_(arequipa.send(SALE_2))
        monkeypatch.setattr("consolida.core.rules.all_rules", lambda: (self.FORBIDDING,))
        assert head_office.refusal(old, reason="to see that the rule is asked of files") == [
            "Voucher 0001-05-110001 is forbidden since today."
        ]
        head_office.undo(done.import_id)
        assert content(head_office) == before

    def test_what_somebody_changed_in_the_archive_does_not(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        done = head_office.import_(arequipa.send(SALE_2))
        with head_office.open():
            kept = head_office.home.archived(ArchivedFile.objects.order_by("pk")[0].file_uid)
        files.edit(kept, "UPDATE voucher SET description = 'Another sale'")
        assert head_office.refused_undo(done.import_id) == [
            "Voucher 0001-05-110001 does not agree with its own digest."
        ]
