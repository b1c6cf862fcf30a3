"""Importar: the preview, its questions, the one button, the result and its undo."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from consolida.access.models import Role
from consolida.audit.models import Entry
from consolida.core import digest, progress
from consolida.ledger.models import Batch, Import, SiteMonth, Voucher
from consolida.ledger.replacement.swap import swap
from consolida.masters import parties
from consolida.masters.models import Account, Company, OperationType, Party
from consolida.web import chosen, jobs
from consolida.web.importing import desks
from support.companies import ALICE, CAROL, NOW, OTHER_RUC
from support.places import Place
from support.senders import PURCHASE, SALE, SALE_2, Sender
from support.visiting import Visitor, visitor, words

CHANGED = SALE.replace("118.00", "236.00").replace(" 18.00", " 36.00").replace("100.00", "200.00")
BEGIN = "/importar/empezar/"


class Desk:
    """A preview as its user sees it."""

    def __init__(self, user: Visitor, mail: Path, *files: Path, **said: str) -> None:
        self.user = user
        names = [file.name for file in files]
        answer = user.follow(user.post(BEGIN, {"carpeta": str(mail), "file": names, **said}))
        self.url = answer.request["PATH_INFO"]
        self.words = words(answer)

    def page(self) -> str:
        self.words = words(self.user.follow(self.user.get(self.url)))
        return self.words

    def answers(self, **decided: str) -> str:
        fields = {f"decide:{name.replace('__', ':')}": value for name, value in decided.items()}
        reason = fields.pop("decide:reason", "")
        html = self.html()
        asked = dict.fromkeys(re.findall(r'name="(asked:[^"]+)"', html), "1")
        return self.user.sends(self.url, act="answer", reason=reason, **asked, **fields)

    def confirms(self) -> str:
        return self.user.confirms(self.url)

    def html(self) -> str:
        return self.user.get(self.url).content.decode()


@pytest.fixture
def desk_of(carla: Visitor, mail: Path) -> Callable[..., Desk]:
    def desk_of(*files: Path, **said: str) -> Desk:
        return Desk(carla, mail, *files, **said)

    return desk_of


DeskOf = Callable[..., Desk]


@contextmanager
def held_swap(monkeypatch: pytest.MonkeyPatch, *, steps: bool = True) -> Iterator[tuple[Event, Event]]:
    """Hold the swap until it is let go; say when it has begun."""
    begun, go = Event(), Event()

    def held(*args: object, **named: object) -> object:
        begun.set()
        assert go.wait(10)
        if steps:
            progress.step(progress.REPLACING)
        return swap(*args, **named)  # type: ignore[arg-type] # passed through

    monkeypatch.setattr(desks, "swap", held)
    monkeypatch.setattr(jobs, "PATIENCE", 0.05)
    try:
        yield begun, go
    finally:
        go.set()


def test_a_new_senders_file_is_asked_about_then_imported_then_undone(
    carla: Visitor, arequipa: Sender, desk_of: DeskOf
) -> None:
    desk = desk_of(arequipa.send(SALE + SALE_2))
    assert "To be decided first" in desk.words
    assert "Call the site: is its key code" in desk.words
    assert "btn-confirm" not in desk.html()
    shown = desk.answers(key__0001="accept")
    assert "0 vouchers will be removed and 2 put in (+2, −0, 0 modified)." in shown
    assert "Yes, I asked: it is theirs" in shown
    assert "proved equal to the file" in desk.confirms()
    noted = Import.objects.get()
    assert (noted.added, noted.by) == (2, "carla")
    undo = carla.follow(carla.post(f"/historial/importaciones/{noted.pk}/deshacer/"))
    assert "2 vouchers will be removed and 0 put in" in words(undo)
    assert "Undo n.º 2" in carla.confirms(undo.request["PATH_INFO"])
    assert not Voucher.objects.exists()


class TestThePreview:
    def test_shows_batches_accounts_and_what_stays(
        self, carla: Visitor, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.type("05 2026-11-30 Own sale: 1212 118.00, 40111 -18.00, 70111 -100.00")
        head_office.welcome(arequipa.send(SALE + SALE_2 + PURCHASE))
        shown = desk_of(arequipa.send(CHANGED + PURCHASE)).words
        assert "3 vouchers will be removed and 2 put in (+0, −1, 1 modified)." in shown
        assert "November 2026 0001 05 0 −1 1 0 354.00 236.00" in shown
        assert "November 2026 0001 11 0 0 0 1 118.00 118.00" in shown
        assert "1 voucher of site 0000 stays." in shown
        assert "Own sale" in carla.reads("/comprobantes/", sede="0000")
        assert "1212 354.00 236.00" in shown
        assert (
            "removed 0001 05 0002 04/11/2026 Another sale 236.00 —" in shown.split("The biggest changes")[1]
        )

    def test_marks_a_batch_that_is_left_empty_and_no_other(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE + PURCHASE))
        assert "left empty" not in desk_of(arequipa.send(SALE_2 + PURCHASE)).words
        desk = desk_of(arequipa.send(SALE))
        assert "0001 11 0 −1 0 0 118.00 left empty" in desk.words
        assert desk.words.count("left empty") == 1
        assert "proved equal to the file" in desk.confirms()
        assert Batch.objects.get(operation_type__code="11").vouchers == 0

    def test_writes_nothing_and_leaves_nothing_when_it_is_closed(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        before = head_office.state()
        desk_of(arequipa.send(CHANGED))
        assert list(head_office.home.private.iterdir())
        for desk in list(desks._desks.values()):
            desk.close()
        assert head_office.state() == before

    def test_of_the_same_content_says_that_nothing_changes(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        desk = desk_of(arequipa.send(SALE))
        assert "The content is the same as here: no voucher changes" in desk.words
        assert "No account changes." in desk.words
        desk.confirms()
        assert Import.objects.count() == 2

    def test_of_a_file_that_is_refused_says_why(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        before = head_office.state()
        file = arequipa.send(SALE, sql=["UPDATE line SET debit = debit + 1 WHERE line = 1"])
        desk = desk_of(file)
        assert "was refused because of" in desk.words
        assert "0001-05-110001" in desk.words
        assert "Look again" in desk.words
        assert "was refused because of" in desk.user.sends(desk.url, act="look")
        assert head_office.state() == before

    def test_with_findings_that_forbid_it_has_no_button(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE + PURCHASE))
        moved = Voucher.objects.get(batch__operation_type__code="11")
        file = arequipa.send(
            SALE.replace("0001 2026", "0009 2026"),
            operation_type="05",
            batches=["05"],
            sql=[
                f"UPDATE line SET uid = '{moved.uid}'",
                f"UPDATE voucher SET uid = '{moved.uid}'",
            ],
        )
        desk = desk_of(file)
        assert "The findings below forbid it" in desk.words
        assert "it would be doubled" in desk.words
        assert "btn-confirm" not in desk.html()

    def test_leads_from_a_finding_to_the_files_voucher(
        self, carla: Visitor, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(PURCHASE))
        desk = desk_of(arequipa.send(f"{SALE.rstrip()}\n  101 debit 0.00\n"))
        uid = uid_of_finding(desk.html())
        assert "Voucher 0001" in carla.reads(f"{desk.url}comprobantes/{uid}/")

    def test_tells_the_persons_that_come_along_and_those_that_wait(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        person = "INSERT INTO party VALUES ('6', '{number}', '{name}', '', 1, '')"
        head_office.welcome(arequipa.send(SALE, sql=[person.format(number=CAROL, name="Carol")]))
        party = Party.objects.get(number=CAROL)
        parties.change(party, name="Carol de Lima", address="", active=True, by=ALICE, at=NOW)
        old = Party.objects.get(number=CAROL)
        assert old.name == "Carol de Lima"
        ancestor = (
            "INSERT INTO party_ancestor SELECT '6', '{number}', '{digest}'".format(
                number=CAROL, digest=party_digest("Carol")
            ),
        )
        sql = [person.format(number=CAROL, name="Carol de Arequipa"), *ancestor]
        sql.append(person.format(number=OTHER_RUC, name="Dora"))
        desk = desk_of(arequipa.send(SALE + SALE_2, sql=sql))
        assert "Persons and entities 1 0 1 0" in desk.words
        assert "Persons changed at both ends wait for a decision; vouchers do not wait." in desk.words
        result = desk.confirms()
        assert "New persons or entities that came along: 1." in result
        assert "Persons or entities changed at both ends, which wait for a decision: 1." in result

    def test_says_which_file_it_is_of(self, arequipa: Sender, desk_of: DeskOf) -> None:
        file = arequipa.send(SALE)
        assert f"{file.name} ({arequipa.manifest(file).verification_code})" in desk_of(file).words


def party_digest(name: str) -> str:
    """Return the digest of Carol's version of a name."""
    return digest.of_text(digest.canonical(["6", CAROL, name, "", 1]))


def uid_of_finding(html: str) -> str:
    """Return the uid that the first link of a finding leads to."""
    start = html.index("/comprobantes/", html.index("what to do")) + len("/comprobantes/")
    return html[start : html.index("/", start)]


class TestQuestions:
    def test_an_unanswered_question_stays(self, arequipa: Sender, desk_of: DeskOf) -> None:
        desk = desk_of(arequipa.send(SALE))
        passed_by = "Choose an answer; nothing can be confirmed before."
        assert passed_by not in desk.page(), "nobody was asked yet"
        shown = desk.answers(key__0001="perhaps")
        assert "To be decided first" in shown
        assert passed_by not in shown
        shown = desk.answers()
        assert "To be decided first" in shown
        assert passed_by in shown

    def test_answers_are_taken_back_at_one_press(self, arequipa: Sender, desk_of: DeskOf) -> None:
        desk = desk_of(arequipa.send(SALE))
        assert "To be decided first" not in desk.answers(key__0001="accept")
        assert "To be decided first" in desk.user.sends(desk.url, act="ask-again")

    def test_missing_masters_are_added_when_somebody_says_so(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        Account.objects.filter(code="4212").delete()
        OperationType.objects.filter(code="11").delete()
        desk = desk_of(arequipa.send(SALE + PURCHASE))
        assert "missing here" in desk.words
        desk.answers(add_masters="yes")
        desk.confirms()
        assert Account.objects.filter(code="4212").exists()

    def test_two_copies_of_a_site_are_asked_about(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        clone = arequipa.clone()
        head_office.import_(arequipa.send(SALE_2))
        desk = desk_of(clone.send(SALE + SALE_2))
        assert "There seem to be two copies of site 0001" in desk.words
        assert "Yes, take this file all the same" in desk.words
        desk.answers(copies__0001="accept")
        desk.confirms()
        assert Voucher.objects.count() == 2

    def test_an_older_file_needs_a_reason_which_is_kept(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        old, new = arequipa.send(SALE), arequipa.send(SALE + SALE_2)
        head_office.welcome(new)
        desk = desk_of(old)
        assert "Why the older file is put back" in desk.words
        assert "Write the reason" not in desk.words
        decision = "older__0001__2026-11"
        again = desk.answers(**{decision: "replace"})
        assert "Why the older file is put back" in again
        assert "Write the reason; without it the older file is not put back." in again
        assert Voucher.objects.count() == 2
        shown = desk.answers(**{decision: "replace"}, reason="the new one was wrong")
        assert "2 vouchers will be removed and 1 put in" in shown
        assert "reason: the new one was wrong" in desk.confirms()
        assert Import.objects.latest("pk").reason == "the new one was wrong"

    def test_who_may_not_put_an_older_file_back_is_told_at_once_and_not_asked_why(
        self, company: Company, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        old, new = arequipa.send(SALE), arequipa.send(SALE + SALE_2)
        head_office.welcome(new)
        ian = visitor(company, "ian", Role.Name.ADMINISTRATOR)
        desk = Desk(ian, mail, old)
        assert "“ian” may not import a file older than what is loaded" in desk.words
        assert "Ask an administrator for the role, or ask somebody who has it." in desk.words
        for asked in ("Why the older file is put back", "Put the older one back", "Decide, and show"):
            assert asked not in desk.words
        assert "btn-confirm" not in desk.html()

    def test_who_may_not_is_refused_although_the_form_is_sent_all_the_same(
        self, company: Company, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        old, new = arequipa.send(SALE), arequipa.send(SALE + SALE_2)
        head_office.welcome(new)
        desk = Desk(visitor(company, "ian", Role.Name.ADMINISTRATOR), mail, old)
        desk.answers(**{"older__0001__2026-11": "replace"}, reason="the new one was wrong")
        assert "may not import a file older than what is loaded" in desk.confirms()
        assert Voucher.objects.count() == 2

    def test_who_may_not_put_the_older_part_back_may_still_take_the_newer_one(
        self, company: Company, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        old = arequipa.send(SALE + PURCHASE)
        head_office.welcome(arequipa.send(SALE + SALE_2, operation_type="05"))
        desk = Desk(visitor(company, "ian", Role.Name.ADMINISTRATOR), mail, old)
        assert "“ian” may not import a file older than what is loaded" in desk.words
        assert "Import only the T/O that are newer" in desk.words
        assert "Put the older one back" not in desk.words
        desk.answers(**{"older__0001__2026-11": "newer_only"})
        assert "Import n.º 2" in desk.confirms()
        assert sorted(Voucher.objects.values_list("batch__operation_type__code", flat=True)) == [
            "05",
            "05",
            "11",
        ]

    def test_replacing_every_sites_vouchers_is_typed(
        self, head_office: Place, arequipa: Sender, mail: Path, desk_of: DeskOf
    ) -> None:
        other = Sender(mail, "0002")
        head_office.welcome(other.send(SALE + SALE_2))
        head_office.welcome(arequipa.send(SALE))
        desk = desk_of(arequipa.send(CHANGED), mode="all")
        assert "Site 0002: 2 vouchers would go" in desk.words
        assert "Every site's vouchers of the month and T/O are replaced." in desk.words
        assert "That is not the number of vouchers that would go." in desk.answers(vanish="3")
        assert "To be decided first" not in desk.answers(vanish="2")
        desk.confirms()
        assert set(Voucher.objects.values_list("batch__site__code", flat=True)) == {"0001"}

    def test_vouchers_typed_here_are_asked_about(
        self, head_office: Place, desk_of: DeskOf, mail: Path
    ) -> None:
        head_office.type("05 2026-11-30 Own sale: 1212 118.00, 40111 -18.00, 70111 -100.00")
        exported = head_office.export(site="0000", to=mail).file
        head_office.type("05 2026-11-30 Later: 1212 59.00, 40111 -9.00, 70111 -50.00")
        desk = desk_of(exported)
        assert "Site 0000: 2 vouchers would go" in desk.words
        assert "Yes, replace them" in desk.words
        desk.answers(typed_here__0000="replace")
        desk.confirms()
        assert Voucher.objects.count() == 1


class TestConfirming:
    def test_with_the_token_of_another_preview_shows_the_newer_one(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        desk = desk_of(arequipa.send(CHANGED))
        shown = desk.user.sends(desk.url, act="confirm", token="0" * 64)
        assert "This is a newer preview than the one you confirmed; nothing was written." in shown
        assert Import.objects.count() == 1
        assert "proved equal" in desk.confirms()

    def test_after_the_ledger_changed_shows_a_new_preview(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        desk = desk_of(arequipa.send(CHANGED))
        head_office.import_(arequipa.send(SALE_2))
        shown = desk.confirms()
        assert "changed here since the preview; nothing was written." in shown
        assert Import.objects.count() == 2

    def test_after_the_month_was_closed_shows_why_leads_to_the_months_and_has_no_button(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        desk = desk_of(arequipa.send(CHANGED))
        head_office.close("0001")
        shown = desk.confirms()
        assert "was refused because of 1 error; nothing was changed." in shown
        assert "is closed here; its vouchers would change." in shown
        assert "The findings below forbid it" in shown
        assert 'href="/meses/?mes=2026-11"' in desk.html()
        assert "Record it in the open month" not in desk.html(), "the closed one can be reopened"
        assert "btn-confirm" not in desk.html()
        assert Import.objects.count() == 1

    def test_after_the_closed_month_was_reopened_is_offered_again(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        desk = desk_of(arequipa.send(CHANGED))
        head_office.close("0001")
        desk.confirms()
        SiteMonth.objects.update(closed=False)
        Batch.objects.update(closed=False)
        again = desk.user.sends(desk.url, act="look")
        assert "was refused" not in again
        assert "is closed here" not in again
        assert "proved equal" in desk.confirms()
        assert Import.objects.count() == 2

    def test_after_the_book_was_filed_shows_why_and_has_no_button(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        desk = desk_of(arequipa.send(CHANGED))
        head_office.file("sales")
        assert "it takes no change." in desk.confirms()
        assert 'href="/meses/?mes=2026-11"' in desk.html()
        assert "Record it in the open month · December 2026" in desk.html()
        assert 'href="/comprobantes/nuevo/?mes=2026-12"' in desk.html()
        assert "/12/2026" in desk.user.get("/comprobantes/nuevo/?mes=2026-12").content.decode()
        assert "btn-confirm" not in desk.html()
        assert Import.objects.count() == 1

    def test_after_the_book_was_filed_leads_who_may_not_type_to_no_form(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        file = arequipa.send(CHANGED)
        head_office.file("sales")
        diego = visitor(Company.objects.get(), "diego", Role.Name.ADMINISTRATOR)
        desk = Desk(diego, file.parent, file)
        assert "it takes no change." in desk.words
        assert "Record it in the open month" not in desk.words

    def test_twice_imports_once(self, head_office: Place, arequipa: Sender, desk_of: DeskOf) -> None:
        head_office.welcome(arequipa.send(SALE))
        desk = desk_of(arequipa.send(CHANGED))
        first = desk.confirms()
        again = desk.user.sends(desk.url, act="confirm", token="anything")
        assert first == again
        assert Import.objects.count() == 2

    def test_an_hour_later_looks_again(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        first = desk_of(arequipa.send(CHANGED))
        now = chosen.now()
        monkeypatch.setattr(chosen, "now", lambda: now + timedelta(hours=2))
        desk_of(arequipa.send(SALE + SALE_2))
        swept = next(desk for desk in desks._desks.values() if desk.id in first.url)
        assert swept.preview is None
        assert "1 put in (+0, −0, 1 modified)." in first.page()
        assert swept.preview is not None

    def test_a_day_later_is_lost_and_says_where_to_look(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        first = desk_of(arequipa.send(CHANGED))
        now = chosen.now()
        monkeypatch.setattr(chosen, "now", lambda: now + timedelta(days=2))
        desk_of(arequipa.send(SALE + SALE_2))
        assert first.user.get(first.url).status_code == 404
        assert "Look at the history" in words(first.user.get(first.url))

    def test_is_written_down_under_the_users_name(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        desk_of(arequipa.send(CHANGED)).confirms()
        assert Entry.objects.filter(act="import").latest("pk").by == "carla"

    def test_leaves_no_private_copy(self, head_office: Place, arequipa: Sender, desk_of: DeskOf) -> None:
        head_office.welcome(arequipa.send(SALE))
        desk_of(arequipa.send(CHANGED)).confirms()
        assert list(head_office.home.private.iterdir()) == []


class TestWhileItRuns:
    def test_the_page_tells_the_step_and_refreshes_itself(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        desk = desk_of(arequipa.send(CHANGED))
        user, token = desk.user, desk.html().split('name="token" value="')[1][:64]
        with held_swap(monkeypatch) as (begun, go):
            user.post(desk.url, {"act": "confirm", "token": token})
            assert begun.wait(10)
            page = user.get(desk.url)
            assert "Importing the files … Begun by carla at" in words(page)
            assert '<noscript><meta http-equiv="refresh"' in page.content.decode()
            fragment = user.get(desk.url, headers={"HX-Request": "true"})
            assert fragment.content.strip().startswith(b"<section")
            user.post(desk.url, {"act": "confirm", "token": token})  # a second press changes nothing
            go.set()
            assert "proved equal" in desk.page()
        refreshed = user.get(desk.url, headers={"HX-Request": "true"})
        assert refreshed.headers["HX-Refresh"] == "true"
        assert Import.objects.count() == 2

    def test_stopped_in_time_it_writes_nothing_and_the_preview_stays(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        desk = desk_of(arequipa.send(CHANGED))
        token = desk.html().split('name="token" value="')[1][:64]
        with held_swap(monkeypatch) as (begun, go):
            desk.user.post(desk.url, {"act": "confirm", "token": token})
            assert begun.wait(10)
            desk.user.post(desk.url, {"act": "stop"})
            assert "It is stopping at its next step." in words(desk.user.get(desk.url))
            go.set()
            shown = desk.page()
        assert "It was stopped; nothing was written." in shown
        assert "1 put in (+0, −0, 1 modified)." in shown
        assert Import.objects.count() == 1

    def test_a_second_user_is_told_who_is_at_it(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        file = arequipa.send(CHANGED)
        carlas = desk_of(file)
        rosas = Desk(visitor(Company.objects.get(), "rosa"), file.parent, file)
        assert "“carla” has a preview of the same month open since" in rosas.words
        tokens = [one.html().split('name="token" value="')[1][:64] for one in (carlas, rosas)]
        with held_swap(monkeypatch) as (begun, go):
            carlas.user.post(carlas.url, {"act": "confirm", "token": tokens[0]})
            assert begun.wait(10)
            rosas.user.post(rosas.url, {"act": "confirm", "token": tokens[1]})
            assert "“carla” has been at the same month since" in rosas.page()
            go.set()
            carlas.page()
        assert "changed here since the preview" in rosas.confirms()
        assert Import.objects.count() == 2

    def test_a_second_user_is_told_once_of_one_who_has_two_previews_open(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        file = arequipa.send(CHANGED)
        desk_of(file)
        desk_of(file)
        rosas = Desk(visitor(Company.objects.get(), "rosa"), file.parent, file)
        assert rosas.words.count("“carla” has a preview of the same month open since") == 1

    def test_a_second_user_is_not_told_of_one_who_has_been_away_for_over_ten_minutes(
        self, head_office: Place, arequipa: Sender, desk_of: DeskOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        file = arequipa.send(CHANGED)
        carlas = desk_of(file)
        rosas = Desk(visitor(Company.objects.get(), "rosa"), file.parent, file)
        told = "“carla” has a preview of the same month open since"
        now = chosen.now()
        monkeypatch.setattr(chosen, "now", lambda: now + timedelta(minutes=9))
        assert told in rosas.page()
        monkeypatch.setattr(chosen, "now", lambda: now + timedelta(minutes=11))
        assert told not in rosas.page()
        carlas.page()
        assert told in rosas.page()

    def test_what_fails_keeps_the_preview_and_says_why(
        self, company: Company, head_office: Place, mail: Path, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        old, new = arequipa.send(SALE_2), arequipa.send(CHANGED)
        head_office.import_(new)
        admin = visitor(company, "iris", Role.Name.ADMINISTRATOR)
        desk = Desk(admin, mail, old)
        desk.answers(**{"older__0001__2026-11": "replace"}, reason="wrong file")
        shown = desk.confirms()
        assert "may not import a file older than what is loaded" in shown
        assert Import.objects.count() == 2
        assert "btn-confirm" in desk.html()


class TestWhoMay:
    def test_an_assistant_sees_no_import(self, company: Company) -> None:
        rosa = visitor(company, "rosa", Role.Name.ASSISTANT)
        for answer in (
            rosa.get("/importar/"),
            rosa.post("/importar/subir/"),
            rosa.post(BEGIN, {"carpeta": "/tmp", "file": "x.db"}),
            rosa.post("/historial/importaciones/1/deshacer/"),
        ):
            assert answer.status_code == 403

    def test_a_desk_is_its_users_only(
        self, company: Company, head_office: Place, arequipa: Sender, desk_of: DeskOf
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        desk = desk_of(arequipa.send(CHANGED))
        rosa = visitor(company, "rosa")
        for path in (desk.url, f"{desk.url}comprobantes/", f"{desk.url}comprobantes/x/"):
            assert rosa.get(path).status_code == 404
        assert rosa.post(desk.url, {"act": "confirm", "token": "x"}).status_code == 404

    def test_nobody_is_sent_to_log_in(self, carla: Visitor) -> None:
        carla.logout()
        for path in ("/importar/", "/importar/previa/x/", "/historial/", "/exportar/"):
            assert carla.get(path).status_code == 302


class TestUndoing:
    def test_what_changed_since_is_said_and_nothing_can_be_confirmed(
        self, carla: Visitor, head_office: Place, arequipa: Sender
    ) -> None:
        first = head_office.welcome(arequipa.send(SALE))
        head_office.import_(arequipa.send(CHANGED))
        shown = carla.sends(f"/historial/importaciones/{first.import_id}/deshacer/")
        assert "it was changed or imported again since" in shown

    def test_an_import_that_is_not_there_is_told(self, carla: Visitor) -> None:
        assert "There is no import 99" in carla.sends("/historial/importaciones/99/deshacer/")

    def test_an_undo_is_undone(self, carla: Visitor, head_office: Place, arequipa: Sender) -> None:
        done = head_office.welcome(arequipa.send(SALE))
        undone = head_office.undo(done.import_id)
        answer = carla.follow(carla.post(f"/historial/importaciones/{undone.import_id}/deshacer/"))
        carla.confirms(answer.request["PATH_INFO"])
        assert Voucher.objects.count() == 1
