"""Traps: T/O with another name, masters that are missing or differ, parties."""

from pathlib import Path

import pytest

from consolida.core.actor import Actor, Grant, NotAllowed, Right
from consolida.core.errors import Refused
from consolida.core.language import speaking
from consolida.ledger.replacement.decisions import DecisionsNeeded
from consolida.ledger.replacement.undo import NothingToRestore
from consolida.masters import parties
from consolida.masters.models import Account, OperationType, Party, Site
from consolida.transfer.history import history
from support.companies import ALICE, BOB, CAROL, RUC
from support.places import Clock, Place
from support.senders import PURCHASE, SALE, Sender

VENTAS = ["INSERT INTO operation_type VALUES ('05', 'Ventas', '14', 1)"]
RENAMED = ["UPDATE operation_type SET name = 'Ventas al contado' WHERE code = '05'"]


class TestATypeWithAnotherName:
    def test_it_is_blocked_until_somebody_accepts_it(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        file = arequipa.send(SALE, sql=RENAMED)
        (decision,) = head_office.questions(file).values()
        assert (decision.name, decision.values) == ("operation_type:05", ("keep", "take"))
        assert decision.question() == (
            f"T/O 05 is “Ventas” here and “Ventas al contado” in {file.name}. Is it the same T/O? "
            "Keep the name here or take the file's?"
        )

    @pytest.mark.parametrize(("answer", "name"), [("keep", "Ventas"), ("take", "Ventas al contado")])
    def test_its_name_is_kept_or_taken(
        self, head_office: Place, arequipa: Sender, answer: str, name: str
    ) -> None:
        head_office.welcome(arequipa.send(SALE, sql=RENAMED), decisions={"operation_type:05": answer})
        with head_office.open():
            assert OperationType.objects.get(code="05").name == name

    def test_a_name_that_is_kept_is_told(self, head_office: Place, arequipa: Sender) -> None:
        file = arequipa.send(SALE, sql=RENAMED)
        with head_office.previewing(file) as preview:  # while it is open the question says it
            assert not [one for one in preview.findings if one.fields.get("table") == "operation_type"]
        done = head_office.welcome(file, decisions={"operation_type:05": "keep"})
        (note,) = [one for one in done.findings if one.fields.get("table") == "operation_type"]
        assert f"{note.sentence()} {note.advice()}" == (
            f"T/O 05 is “Ventas al contado, without book” in {file.name} and “Ventas, book 14” here;"
            " it stays as it is here. If the file is right, change it here, or send the masters of head"
            " office to the site."
        )

    def test_case_accents_and_punctuation_are_no_other_name(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        same = ["UPDATE operation_type SET name = 'VÉNTAS.' WHERE code = '05'"]
        head_office.welcome(arequipa.send(SALE))
        assert head_office.questions(arequipa.send(SALE, sql=same)) == {}

    def test_two_files_of_a_set_may_not_name_it_differently(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        new = SALE.replace("05 0001", "77 0001")
        one = arequipa.send(new, sql=["UPDATE operation_type SET name = 'Letras'"])
        other = trujillo.send(new, sql=["UPDATE operation_type SET name = 'Planillas'"])
        assert head_office.refusal(one, other, add_masters=True) == [
            f"T/O 77 is “Letras” in {one.name} and “Planillas” in {other.name}."
        ]


class TestMissingMasters:
    NEW = SALE.replace("70111", "70121").replace("05 0001", "77 0001")

    def test_they_are_added_when_somebody_says_so(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        files = arequipa.send(self.NEW), trujillo.send(self.NEW.replace("1212 ", "12131 "))
        decision = head_office.questions(*files)["add_masters"]
        assert decision.values == ("yes",)
        assert decision.question() == (
            f"These masters of {files[0].name}, {files[1].name} are missing here: "
            "2 accounts (70121, 12131), 1 operation type (77). Add them?"
        )
        head_office.welcome(*files, decisions={"add_masters": "yes"})
        with head_office.open():
            assert Account.objects.filter(code__in=("70121", "12131")).count() == 2
            assert OperationType.objects.get(code="77").name == "Tipo 77"

    def test_what_refuses_is_said_before_that_they_are_missing(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        head_office.close("0001")
        with pytest.raises(Refused) as refused:
            head_office.import_(arequipa.send(self.NEW + SALE))
        rules = [finding.rule for finding in refused.value.findings]
        assert rules[0] == "batch_closed"
        assert "account_unknown" in rules

    def test_long_lists_are_cut(self, head_office: Place, arequipa: Sender) -> None:
        rows = ", ".join(f"('9{n:02d}', 'Cuenta 9{n:02d}', 0, 0, 0, '', '', 1)" for n in range(12))
        file = arequipa.send(SALE, sql=[f"INSERT INTO account VALUES {rows}"])
        question = head_office.questions(file)["add_masters"].question()
        assert question.endswith(
            "12 accounts (900, 901, 902, 903, 904, 905, 906, 907, 908, 909, …). Add them?"
        )

    def test_a_rate_is_named_by_its_currency_and_its_day_as_people_write_it(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        rate = "INSERT INTO exchange_rate VALUES ('USD', '2026-11-03', 3741000, 3752000)"
        question = head_office.questions(arequipa.send(SALE, sql=[rate]))["add_masters"].question()
        assert question.endswith("are missing here: 1 exchange rate (USD 03/11/2026). Add them?")

    def test_the_question_is_asked_in_the_language_of_who_reads_it(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        file = arequipa.send(self.NEW)
        decision = head_office.questions(file)["add_masters"]
        with speaking("es"):
            assert decision.question() == (
                f"Estos maestros de {file.name} no existen aquí: "
                "1 cuenta (70121), 1 tipo de operación (77). ¿Agregarlos?"
            )

    def test_they_are_added_unasked_where_that_was_asked_for(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        assert head_office.welcome(arequipa.send(self.NEW), add_masters=True).added == 1

    def test_only_who_may_adds_them(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        carol = Actor("carol", (Grant(RUC, "", frozenset({Right.IMPORT})),))
        before = head_office.state()
        with pytest.raises(NotAllowed, match="may not change companies, sites and masters"):
            head_office.import_(arequipa.send(self.NEW), add_masters=True, by=carol)
        assert head_office.state() == before

    def test_only_who_may_takes_another_name(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        carol = Actor("carol", (Grant(RUC, "", frozenset({Right.IMPORT})),))
        with pytest.raises(NotAllowed):
            head_office.import_(
                arequipa.send(SALE, sql=RENAMED), decisions={"operation_type:05": "take"}, by=carol
            )

    def test_differences_are_listed_and_ours_stay(self, head_office: Place, arequipa: Sender) -> None:
        file = arequipa.send(SALE, sql=["UPDATE account SET name = 'Clientes' WHERE code = '1212'"])
        done = head_office.welcome(file)
        notes = [finding.sentence() for finding in done.findings if finding.rule == "master_differs"]
        assert (
            f"Account 1212 is “Clientes” in {file.name} and “Cuenta 1212” here; it stays as it is here."
            in (notes)
        )
        with head_office.open():
            assert Account.objects.get(code="1212").name == "Cuenta 1212"

    def test_what_two_files_say_alike_is_told_once(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        other = [
            "UPDATE account SET name = 'Clientes' WHERE code = '1212'",
            f"INSERT INTO party VALUES ('6', '{BOB}', 'Bob y Hermanos S.A.', '', 0, '')",
        ]
        files = arequipa.send(SALE, sql=other), trujillo.send(SALE, sql=other)
        done = head_office.welcome(*files)
        told = [one for one in done.findings if one.rule in {"master_differs", "party_differs"}]
        assert [one.fields["key"] for one in told if one.fields["key"] in {"1212", BOB}] == ["1212", BOB]
        party = next(one for one in told if one.rule == "party_differs")
        assert party.sentence() == (
            f"Person or entity {BOB} is “Bob y Hermanos S.A., inactive” in {files[0].name} and"
            " “Distribuidora Bob S.A.C., active” here; it stays as it is here."
        )
        assert party.advice() == "If the file is right, change the person or entity here."


class TestMastersOfHeadOffice:
    TITLE = ("UPDATE account SET name = 'Facturas por cobrar'",)

    @pytest.mark.parametrize(("answer", "name"), [("keep", "Cuenta 1212"), ("take", "Facturas por cobrar")])
    def test_a_site_keeps_its_own_or_takes_them(
        self, branch: Place, mail: Path, answer: str, name: str
    ) -> None:
        lima = Sender(mail, "0000")
        branch.welcome(lima.masters(sql=self.TITLE), decisions={"masters_different": answer})
        with branch.open():
            assert Account.objects.get(code="1212").name == name

    def test_differences_are_one_question(self, branch: Place, mail: Path) -> None:
        file = Sender(mail, "0000").masters(sql=self.TITLE)
        question = branch.questions(file)["masters_different"]
        assert question.question() == (
            f"1 account, cost centre or rate of {file.name} differs from the one here. Take the file's?"
        )

    def party(self, name: str) -> list[str]:
        return [f"INSERT INTO party VALUES ('6', '{BOB}', '{name}', '', 1, '')"]

    def test_its_parties_stand_where_nothing_else_decides(self, branch: Place, mail: Path) -> None:
        done = branch.welcome(Sender(mail, "0000").masters(sql=self.party("Bob y Hermanos S.A.")))
        with branch.open():
            assert Party.objects.get(number=BOB).name == "Bob y Hermanos S.A."
        assert done.parties_added == 0

    def test_those_that_a_branch_sends_do_not(self, head_office: Place, arequipa: Sender) -> None:
        file = arequipa.masters(sql=self.party("Bob y Hermanos S.A."))
        done = head_office.welcome(file)
        (note,) = [finding for finding in done.findings if finding.rule == "party_differs"]
        assert note.sentence() == (
            f"Person or entity {BOB} is “Bob y Hermanos S.A.” in {file.name} and “Distribuidora Bob S.A.C.”"
            " here; it stays as it is here."
        )

    def test_they_change_no_voucher_and_there_is_nothing_to_undo(self, branch: Place, mail: Path) -> None:
        done = branch.welcome(Sender(mail, "0000").masters())
        assert (done.added, done.removed, done.equal) == (0, 0, 0)
        assert not done.undoable
        before = branch.state()
        with pytest.raises(NothingToRestore) as refused:
            branch.undo(done.import_id)
        assert str(refused.value) == (
            f"Import {done.import_id} replaced no vouchers: there is nothing to restore. The masters that"
            " came stay. Correct in the masters what should not be so; make inactive what nobody uses."
        )
        assert branch.state() == before
        with branch.open() as company:
            assert [passage.note for passage in history(company)] == [""]

    def test_what_a_site_keeps_is_told_with_how_to_take_it(self, branch: Place, mail: Path) -> None:
        file = Sender(mail, "0000").masters(sql=[*self.TITLE, *VENTAS, *RENAMED])
        answers = {"masters_different": "keep", "operation_type:05": "keep"}
        notes = [
            one for one in branch.welcome(file, decisions=answers).findings if one.rule == "master_differs"
        ]
        stays = "here; it stays as it is here."
        assert [note.sentence() for note in notes] == [
            f"T/O 05 is “Ventas al contado” in {file.name} and “Ventas” {stays}",
            f"Account 1212 is “Facturas por cobrar” in {file.name} and “Cuenta 1212” {stays}",
        ]
        assert {note.advice() for note in notes} == {
            "If the file is right, change it here, or import the file again and take what it says."
        }

    def test_what_it_takes_is_not_told_as_kept(self, branch: Place, mail: Path) -> None:
        file = Sender(mail, "0000").masters(sql=[*self.TITLE, *VENTAS, *RENAMED])
        answers = {"masters_different": "take", "operation_type:05": "take"}
        done = branch.welcome(file, decisions=answers)
        assert [one for one in done.findings if one.rule == "master_differs"] == []


class TestParties:
    def test_the_whole_master_comes_along_and_each_new_one_counts_once(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        sale = SALE.replace("118.00", f"118.00 party=6:{CAROL}", 1)
        purchase = PURCHASE.replace("4212  credit 118.00", f"4212 credit 118.00 party=6:{CAROL}")
        files = arequipa.send(sale), trujillo.send(purchase)
        with head_office.previewing(*files) as preview:
            assert preview.masters.parties_added == 1
        assert head_office.welcome(*files).parties_added == 1

    def test_one_changed_at_both_ends_waits_for_a_person_and_vouchers_do_not(
        self, branch: Place, head_office: Place
    ) -> None:
        head_office.welcome(branch.export().file)
        for place, name in ((branch, "Bob e Hijos S.A.C."), (head_office, "Bob y Cía. S.A.C.")):
            with place.open() as company:
                parties.change(
                    company.parties.get(number=BOB),
                    name=name,
                    address="",
                    active=True,
                    by=ALICE,
                    at=place.clock(),
                )
        branch.type("05 2026-11-03 Sale: 1212 118.00, 40111 -18.00, 70111 -100.00")
        file = branch.export().file
        with head_office.previewing(file) as preview:
            assert preview.masters.parties_queued == 1
        done = head_office.import_(file)
        assert (done.added, done.parties_queued) == (1, 1)
        with head_office.open() as company:
            assert len(parties.queue(company)) == 1


class TestWhereNoSiteIsTheHeadOffice:
    """Whose masters stand where nothing else decides is asked, not guessed."""

    OTHER = (f"INSERT INTO party VALUES ('6', '{BOB}', 'Bob y Hermanos S.A.', '', 1, '')",)

    @pytest.fixture
    def branch(self, tmp_path: Path, clock: Clock) -> Place:
        place = Place(tmp_path / "branch", here=["0001"], elsewhere=["0000", "0002"], clock=clock)
        with place.open():
            Site.objects.update(head_office=False)
        return place

    def test_it_is_asked(self, branch: Place, mail: Path) -> None:
        file = Sender(mail, "0000").masters(sql=self.OTHER)
        decision = branch.questions(file)["head_office:0000"]
        assert decision.values == ("yes", "no")
        assert decision.question() == (
            f"No site is marked as head office here, and persons or entities of {file.name} differ from "
            "those here. Is its sender, site 0000 “Sede 0000”, the head office, whose masters stand?"
        )
        before = branch.state()
        with pytest.raises(DecisionsNeeded):
            branch.import_(file, decisions={"key:0000": "accept"})
        assert branch.state() == before

    def test_a_yes_marks_the_site_and_is_not_asked_again(self, branch: Place, mail: Path) -> None:
        lima = Sender(mail, "0000")
        branch.welcome(lima.masters(sql=self.OTHER), decisions={"head_office:0000": "yes"})
        with branch.open():
            assert Party.objects.get(number=BOB).name == "Bob y Hermanos S.A."
            assert Site.objects.get(head_office=True).code == "0000"
        third = [self.OTHER[0].replace("y Hermanos", "e Hijos")]
        assert branch.questions(lima.masters(sql=third)) == {}

    def test_a_no_keeps_ours_and_marks_nothing(self, branch: Place, mail: Path) -> None:
        file = Sender(mail, "0002").masters(sql=self.OTHER)
        done = branch.welcome(file, decisions={"head_office:0002": "no"})
        assert "party_differs" in {finding.rule for finding in done.findings}
        with branch.open():
            assert Party.objects.get(number=BOB).name == "Distribuidora Bob S.A.C."
            assert not Site.objects.filter(head_office=True).exists()

    def test_nothing_is_asked_where_it_makes_no_difference(self, branch: Place, mail: Path) -> None:
        lima = Sender(mail, "0000")
        assert list(branch.questions(lima.masters())) == ["key:0000"]
        new = [f"INSERT INTO party VALUES ('6', '{CAROL}', 'Carol S.A.', '', 1, '')"]
        assert list(branch.questions(lima.masters(sql=new))) == ["key:0000"]

    def test_a_site_that_comes_with_the_file_can_be_the_head_office(self, branch: Place, mail: Path) -> None:
        answers = {"head_office:0009": "yes"}
        branch.welcome(Sender(mail, "0009").masters(sql=self.OTHER), decisions=answers)
        with branch.open():
            assert Site.objects.get(head_office=True).code == "0009"

    def test_only_who_may_changes_which_site_it_is(self, branch: Place, mail: Path) -> None:
        lima = Sender(mail, "0000")
        branch.welcome(lima.masters())
        carol = Actor("carol", (Grant(RUC, "", frozenset({Right.IMPORT})),))
        with pytest.raises(NotAllowed, match="may not change companies, sites and masters"):
            branch.import_(lima.masters(sql=self.OTHER), decisions={"head_office:0000": "yes"}, by=carol)

    def test_files_of_vouchers_are_nobody_s_masters(self, branch: Place, mail: Path) -> None:
        file = Sender(mail, "0002").send(SALE, sql=self.OTHER)
        assert list(branch.questions(file)) == ["key:0002"]
