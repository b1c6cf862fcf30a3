"""What the rules remark in files that are let in is kept until somebody has seen it."""

from pathlib import Path

import pytest

from consolida.audit.models import Entry
from consolida.core import language
from consolida.core.actor import Actor, Grant, NotAllowed, Right
from consolida.ledger.models import Import, Observation
from consolida.ledger.replacement import observations
from consolida.ledger.replacement.observations import NothingToSee, findings_of, mark_seen, unseen
from consolida.masters.models import Company
from support.companies import ALICE, NOW, RUC
from support.places import Place
from support.senders import PURCHASE, SALE, SALE_2, Sender

# A line of nothing: it is let in, and remarked.
ODD = SALE + "  70111 credit 0.00\n"
ODD_PURCHASE = PURCHASE + "  4212  credit 0.00\n"


@pytest.fixture
def sender(mail: Path) -> Sender:
    return Sender(mail)


def let_in(lima: Place, file: Path, **asked: str) -> int:
    return lima.welcome(file, **asked).import_id  # type: ignore[arg-type] # what an import is asked for


def observed(company: Company, year: int = 2026) -> dict[tuple[str, str], int]:
    return unseen(company, year)


def test_a_warning_makes_the_sites_month_observed(lima: Place, company: Company, sender: Sender) -> None:
    number = let_in(lima, sender.send(ODD))
    assert observed(company) == {("0001", "2026-11"): number}
    assert observed(company, 2025) == {}
    assert str(Observation.objects.get()) == f"{number} 0001 2026-11"


def test_a_file_without_remarks_leaves_nothing(lima: Place, company: Company, sender: Sender) -> None:
    let_in(lima, sender.send(SALE))
    assert observed(company) == {}
    assert not Observation.objects.exists()


def test_a_note_such_as_a_gap_in_numbers_is_information_only(
    lima: Place, company: Company, sender: Sender
) -> None:
    let_in(lima, sender.send(SALE))
    sender.skip(2)
    done = lima.import_(sender.send(SALE + PURCHASE))
    assert any(finding.severity == "note" for finding in done.findings)
    assert observed(company) == {}


def test_what_was_remarked_is_read_again_in_either_language(
    lima: Place, company: Company, sender: Sender
) -> None:
    let_in(lima, sender.send(ODD))
    (one,) = Observation.objects.all()
    (finding,) = findings_of([one])
    assert finding.voucher == "0001-05-110001"
    assert finding.line == 4
    english = finding.sentence()
    with language.speaking("es"):
        assert finding.sentence() not in {"", english}
    assert one.count == 1


def test_once_it_is_seen_it_is_so_no_more_and_the_audit_says_who(
    lima: Place, company: Company, sender: Sender
) -> None:
    number = let_in(lima, sender.send(ODD))
    mark_seen(Import.objects.get(pk=number), by=ALICE, at=NOW)
    assert observed(company) == {}
    assert Observation.objects.get().seen_by == "alice"
    entry = Entry.objects.get(act="import-seen")
    assert (entry.by, entry.subject) == ("alice", str(number))


def test_it_is_seen_once(lima: Place, company: Company, sender: Sender) -> None:
    noted = Import.objects.get(pk=let_in(lima, sender.send(ODD)))
    mark_seen(noted, by=ALICE, at=NOW)
    with pytest.raises(NothingToSee, match="no remark that is still to be seen"):
        mark_seen(noted, by=Actor("bea", may_everything=True), at=NOW)
    assert Observation.objects.get().seen_by == "alice"
    assert Entry.objects.filter(act="import-seen").count() == 1


def test_who_may_not_import_marks_nothing(lima: Place, company: Company, sender: Sender) -> None:
    noted = Import.objects.get(pk=let_in(lima, sender.send(ODD)))
    typist = Actor("rita", (Grant(RUC, "", frozenset({Right.TYPE})),))
    with pytest.raises(NotAllowed):
        mark_seen(noted, by=typist, at=NOW)
    assert observed(company) != {}


def test_an_undone_import_observes_nothing_until_it_is_in_force_again(
    lima: Place, company: Company, sender: Sender
) -> None:
    number = let_in(lima, sender.send(ODD))
    undone = lima.undo(number)
    assert observed(company) == {}
    lima.undo(undone.import_id)
    assert observed(company) == {("0001", "2026-11"): number}


def test_a_later_file_of_the_month_takes_its_place(lima: Place, company: Company, sender: Sender) -> None:
    let_in(lima, sender.send(ODD))
    again = lima.import_(sender.send(SALE))
    assert observed(company) == {}
    lima.undo(again.import_id)
    assert observed(company) != {}


def test_a_later_file_of_another_type_does_not(lima: Place, company: Company, sender: Sender) -> None:
    number = let_in(lima, sender.send(ODD, operation_type="05"))
    lima.import_(sender.send(PURCHASE, operation_type="11"))
    assert observed(company) == {("0001", "2026-11"): number}
    lima.import_(sender.send(SALE, operation_type="05"))
    assert observed(company) == {}


def test_a_later_file_of_one_type_leaves_what_the_whole_month_had(
    lima: Place, company: Company, sender: Sender
) -> None:
    number = let_in(lima, sender.send(ODD + ODD_PURCHASE))
    lima.import_(sender.send(SALE, operation_type="05"))
    assert observed(company) == {("0001", "2026-11"): number}


def test_each_file_of_a_set_has_its_own(lima: Place, company: Company, mail: Path) -> None:
    first, second = Sender(mail, "0001"), Sender(mail, "0002")
    lima.welcome(first.send(SALE))
    lima.welcome(second.send(SALE))
    done = lima.import_(first.send(ODD), second.send(SALE_2))
    assert observed(company) == {("0001", "2026-11"): done.import_id}


def test_only_the_first_are_kept_and_how_many_there_were(
    lima: Place, company: Company, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observations, "KEPT", 1)
    let_in(lima, sender.send(ODD + ODD_PURCHASE))
    (one,) = Observation.objects.all()
    assert (one.count, len(one.findings)) == (2, 1)


def test_the_same_content_again_is_not_remarked_twice(lima: Place, company: Company, sender: Sender) -> None:
    let_in(lima, sender.send(ODD))
    again = lima.import_(sender.send(ODD))
    assert observed(company) == {("0001", "2026-11"): again.import_id}


def test_a_remark_that_depends_on_a_number_is_kept_and_read_again(
    lima: Place, company: Company, sender: Sender
) -> None:
    """More than fifty remarks of one rule end with one that says how many more there are."""
    lines = "".join(["  70111 credit 0.00\n"] * 52)
    number = let_in(lima, sender.send(SALE + lines))
    told = findings_of(Observation.objects.filter(of_import=number))
    with language.speaking("en"):
        assert told[-1].sentence() == (
            f"2 more of this kind are not listed. One that is: {told[-2].sentence()}"
        )
    with language.speaking("es"):
        assert told[-1].sentence().startswith("Hay 2 más de esta clase que no se listan. ")
        assert told[-1].sentence().endswith(told[-2].sentence())
