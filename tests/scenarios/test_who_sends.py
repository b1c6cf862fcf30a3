"""Traps: unknown sites and keys, copies of one site, files that pass for this installation's own."""

from pathlib import Path

import pytest

from consolida.core.actor import Actor, Grant, NotAllowed, Right
from consolida.core.signing import SigningKey, key_code
from consolida.intake.load import load
from consolida.ledger.replacement.decisions import DecisionsNeeded
from consolida.masters import senders
from consolida.masters.installation import installation
from consolida.masters.models import AcceptedSender, Site
from consolida.transfer.send_masters import send_masters
from support.companies import ALICE, RUC
from support.inboxes import statuses
from support.places import PURCHASE as TYPED_PURCHASE
from support.places import SALE as TYPED_SALE
from support.places import Clock, Place
from support.senders import PURCHASE, SALE, SALE_2, Sender


class TestTheFirstFileOfASite:
    def test_its_key_is_asked_about_once_with_the_code_for_the_phone(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        file = arequipa.send(SALE)
        (decision,) = head_office.questions(file).values()
        code = key_code(arequipa.key.public)
        assert (decision.name, decision.values) == ("key:0001", ("accept",))
        assert decision.question() == (
            f"{file.name} is the first from site 0001 with this signature. "
            f"Call the site: is its key code {code}?"
        )
        head_office.import_(file, decisions={"key:0001": "accept"})
        assert head_office.questions(arequipa.send(SALE)) == {}

    def test_an_unknown_site_is_added_when_somebody_says_so(self, head_office: Place, mail: Path) -> None:
        tacna = Sender(mail, "0009")
        file = tacna.send(SALE)
        questions = head_office.questions(file)
        assert list(questions) == ["site:0009", "key:0009"]
        assert questions["site:0009"].question() == (
            f"{file.name} comes from site 0009 “Sede 0009”, which this company does not have here. Add it?"
        )
        head_office.welcome(file)
        with head_office.open():
            assert not Site.objects.get(code="0009").here

    def test_nothing_is_written_while_a_question_is_open(self, head_office: Place, arequipa: Sender) -> None:
        before = head_office.state()
        with pytest.raises(DecisionsNeeded) as needed:
            head_office.import_(arequipa.send(SALE))
        assert str(needed.value).startswith("1 decision is needed before anything is written.")
        assert head_office.state() == before


class TestAnotherKey:
    def test_a_restored_installation_is_asked_about_once_and_not_for_the_key_that_is_known(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        restored = Sender(mail, "0001", copy=2, key=arequipa.key)
        restored.skip(1)
        file = restored.send(SALE)
        assert statuses(head_office, mail)[2] == "two_copies"
        questions = head_office.questions(file)
        assert list(questions) == ["copies:0001"]
        assert questions["copies:0001"].question() == (
            f"There seem to be two copies of site 0001: {file.name} (n.º 2) comes from another installation"
            " than its other files, such as a new computer or a restored backup. If the former one goes on"
            " too, two people work on copies. Take this file all the same?"
        )
        head_office.import_(file, decisions={"copies:0001": "accept"})
        with head_office.open():
            assert set(AcceptedSender.objects.values_list("installation", "public_key")) == {
                (arequipa.installation, arequipa.key.public),
                (restored.installation, arequipa.key.public),
            }
        assert head_office.questions(restored.send(SALE)) == {}

    def test_a_new_installation_with_a_key_of_its_own_is_asked_about_both(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        questions = head_office.questions(Sender(mail, "0001", copy=2).send(SALE))
        assert list(questions) == ["key:0001", "copies:0001"]
        assert "comes from another installation than its other files" in questions["copies:0001"].question()

    def test_a_key_that_signs_for_another_site_is_not_known(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        assert "key:0002" in head_office.questions(Sender(mail, "0002", key=arequipa.key).send(SALE))

    def test_an_installation_that_takes_the_key_of_another_one_is_asked_about(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        anew = Sender(mail, "0001", copy=2)
        head_office.welcome(anew.send(SALE), decisions={"copies:0001": "accept"})
        anew.key = arequipa.key
        decision = head_office.questions(anew.send(SALE_2))["key:0001"]
        assert "bears another signature than the files of site 0001 before" in decision.question()

    def test_another_key_of_the_same_installation_is_refused_until_accepted(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        arequipa.key = SigningKey.generate()
        file = arequipa.send(SALE_2)
        decision = head_office.questions(file)["key:0001"]
        assert "bears another signature than the files of site 0001 before" in decision.question()
        head_office.welcome(file)
        with head_office.open():
            assert AcceptedSender.objects.count() == 2

    def test_a_file_that_passes_for_this_installation_s_own_is_not_believed(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        with head_office.open():
            arequipa.installation = installation().uid
        arequipa.site = "0000"
        assert "key:0000" in head_office.questions(arequipa.send(SALE))

    def test_an_own_file_is_not_asked_about(self, head_office: Place) -> None:
        head_office.type(TYPED_SALE)
        assert head_office.questions(head_office.export().file) == {}


class TestTwoCopiesOfASite:
    """A restored or cloned branch: one installation and number with two contents."""

    def test_a_cloned_folder_shows_at_the_first_file_that_contradicts(
        self, branch: Place, head_office: Place, tmp_path: Path, clock: Clock
    ) -> None:
        branch.type(TYPED_SALE)
        head_office.welcome(branch.export().file)
        clone = branch.copied_to(tmp_path / "clone")
        branch.type(TYPED_SALE)
        clone.type(TYPED_PURCHASE)
        from_branch, from_clone = branch.export().file, clone.export().file
        head_office.import_(from_branch)
        assert list(head_office.questions(from_clone)) == ["copies:0001"]

    def test_they_are_seen_when_they_come_in_one_set(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        clone = arequipa.clone()
        one = arequipa.send(SALE_2, operation_type="05")
        other = clone.send(PURCHASE, operation_type="11")
        assert list(head_office.questions(one, other)) == ["copies:0001"]

    def test_two_new_installations_of_one_site_in_one_set_are_asked_about(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        other = Sender(mail, "0001", copy=2)
        questions = head_office.questions(
            arequipa.send(SALE, operation_type="05"), other.send(PURCHASE, operation_type="11")
        )
        assert list(questions) == ["key:0001", "copies:0001"]

    def test_a_previous_that_contradicts_the_chain_is_asked_about(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        arequipa.previous = "0" * 64
        assert list(head_office.questions(arequipa.send(SALE_2))) == ["copies:0001"]

    def test_a_file_that_comes_late_must_fit_the_one_after_it(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        clone = arequipa.clone()
        second = arequipa.send(PURCHASE, operation_type="11")
        head_office.import_(arequipa.send(SALE_2, operation_type="05"))
        late = clone.send(PURCHASE.replace("100.00", "200.00").replace("118", "218"), operation_type="11")
        assert head_office.questions(second) == {}
        assert list(head_office.questions(late)) == ["copies:0001"]

    def test_a_person_decides_once(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        clone = arequipa.clone()
        head_office.import_(arequipa.send(SALE_2))
        head_office.import_(clone.send(SALE), decisions={"copies:0001": "accept"})
        assert head_office.questions(clone.send(SALE + SALE_2)) == {}

    def test_the_same_file_again_contradicts_nothing(self, head_office: Place, arequipa: Sender) -> None:
        file = arequipa.send(SALE)
        head_office.welcome(file)
        assert head_office.questions(file) == {}


class TestTheOtherCopyComesBack:
    """Of two copies of a branch one was taken; a file of the other may know nothing of what came since."""

    @pytest.fixture
    def accepted(self, head_office: Place, arequipa: Sender) -> Sender:
        """Return the copy whose n.º 2 was taken instead of the branch's."""
        head_office.welcome(arequipa.send(SALE))
        copy = arequipa.clone()
        head_office.import_(arequipa.send(SALE + SALE_2))
        head_office.import_(copy.send(SALE_2), decisions={"copies:0001": "accept"})
        return copy

    def test_its_next_file_is_asked_about_though_its_number_is_higher(
        self, head_office: Place, arequipa: Sender, accepted: Sender
    ) -> None:
        file, before = arequipa.send(SALE), head_office.state()
        assert list(head_office.questions(file)) == ["copies:0001"]
        with pytest.raises(DecisionsNeeded):
            head_office.import_(file)
        assert head_office.state() == before

    def test_its_file_of_before_is_asked_about_when_it_comes_again(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        copy = arequipa.clone()
        former = arequipa.send(SALE + SALE_2)
        head_office.import_(former)
        head_office.import_(copy.send(SALE_2), decisions={"copies:0001": "accept"})
        assert list(head_office.questions(former)) == ["copies:0001"]

    def test_a_file_whose_forerunner_was_lost_may_be_of_either(
        self, head_office: Place, arequipa: Sender, accepted: Sender
    ) -> None:
        arequipa.skip(1)
        assert list(head_office.questions(arequipa.send(SALE))) == ["copies:0001"]

    def test_the_one_that_was_taken_goes_on_without_a_question(
        self, head_office: Place, accepted: Sender
    ) -> None:
        head_office.import_(accepted.send(PURCHASE, operation_type="11"))
        assert head_office.questions(accepted.send(SALE)) == {}

    def test_who_is_taken_again_is_asked_about_once(
        self, head_office: Place, arequipa: Sender, accepted: Sender
    ) -> None:
        head_office.import_(arequipa.send(SALE), decisions={"copies:0001": "accept"})
        assert head_office.questions(arequipa.send(SALE_2)) == {}
        assert "copies:0001" in head_office.questions(accepted.send(SALE_2))

    def test_what_the_taken_one_never_sent_is_undone_by_nothing(
        self, head_office: Place, arequipa: Sender, accepted: Sender
    ) -> None:
        december = SALE.replace("2026-11", "2026-12")
        assert head_office.questions(arequipa.send(december, period="2026-12")) == {}

    def test_when_the_import_of_the_taken_one_is_undone_nothing_is_in_its_way(
        self, head_office: Place, arequipa: Sender, accepted: Sender
    ) -> None:
        head_office.undo(3)
        assert head_office.questions(arequipa.send(SALE)) == {}

    def test_lost_files_of_a_site_without_copies_raise_no_question(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        arequipa.skip(2)
        assert head_office.questions(arequipa.send(SALE_2)) == {}

    def test_the_list_of_what_came_marks_it(
        self, head_office: Place, arequipa: Sender, accepted: Sender, mail: Path
    ) -> None:
        arequipa.send(SALE)
        assert statuses(head_office, mail)[3] == "two_copies"


class TestTheFormerInstallationComesBack:
    """A branch was restored on another machine and is accepted; the dead machine sends once more."""

    @pytest.fixture
    def restored(self, head_office: Place, arequipa: Sender, mail: Path) -> Sender:
        head_office.welcome(arequipa.send(SALE))
        restored = Sender(mail, "0001", copy=2)
        answers = {"key:0001": "accept", "copies:0001": "accept"}
        head_office.import_(restored.send(SALE + SALE_2), decisions=answers)
        return restored

    def test_what_would_undo_the_restored_one_is_asked_about(
        self, head_office: Place, arequipa: Sender, restored: Sender
    ) -> None:
        file = arequipa.send(SALE)
        assert list(head_office.questions(file)) == ["copies:0001"]
        assert head_office.import_(file, decisions={"copies:0001": "accept"}).removed == 1

    def test_so_is_one_type_of_the_month(
        self, head_office: Place, arequipa: Sender, restored: Sender
    ) -> None:
        assert list(head_office.questions(arequipa.send(SALE, operation_type="05"))) == ["copies:0001"]

    def test_a_type_that_was_sent_after_the_month_hides_nothing_of_the_month(
        self, head_office: Place, arequipa: Sender, restored: Sender
    ) -> None:
        last = arequipa.send(PURCHASE, operation_type="11")
        head_office.import_(last, decisions={"copies:0001": "accept"})
        head_office.import_(restored.send(SALE, operation_type="05"), decisions={"copies:0001": "accept"})
        assert list(head_office.questions(arequipa.send(SALE_2))) == ["copies:0001"]

    def test_the_restored_one_s_other_months_are_not(
        self, head_office: Place, arequipa: Sender, restored: Sender
    ) -> None:
        december = SALE.replace("2026-11", "2026-12")
        with_purchase = december + PURCHASE.replace("2026-11", "2026-12")
        head_office.undo(2)
        head_office.import_(arequipa.send(december, period="2026-12"))
        head_office.import_(restored.send(SALE), decisions={"copies:0001": "accept"})
        assert head_office.questions(restored.send(with_purchase, period="2026-12")) == {}

    def test_two_machines_that_share_a_month_by_type_are_not_asked_about(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        other = Sender(mail, "0001", copy=2)
        head_office.welcome(arequipa.send(SALE, operation_type="05"))
        answers = {"key:0001": "accept", "copies:0001": "accept"}
        head_office.import_(other.send(PURCHASE, operation_type="11"), decisions=answers)
        assert head_office.questions(arequipa.send(SALE_2, operation_type="05")) == {}

    def test_masters_of_the_former_one_are_not_about_vouchers(
        self, head_office: Place, arequipa: Sender, restored: Sender
    ) -> None:
        assert "copies:0001" not in head_office.questions(arequipa.masters())


class TestTwoCopiesOfThisInstallation:
    """Head office's own folder was copied: what the copy exports passes for head office's own."""

    @pytest.fixture
    def laptop(self, head_office: Place, tmp_path: Path) -> Place:
        """A copy of head office's folder, in which somebody types too."""
        head_office.type(TYPED_SALE)
        head_office.export()
        return head_office.copied_to(tmp_path / "laptop")

    def test_its_file_is_asked_about_though_it_bears_our_signature(
        self, head_office: Place, laptop: Place
    ) -> None:
        laptop.type(TYPED_PURCHASE)
        file = laptop.export().file
        decision = head_office.questions(file)["copies:0000"]
        assert decision.values == ("accept",)
        assert decision.question() == (
            f"There seem to be two copies of this installation: {file.name} (n.º 2, site 0000) bears its "
            "signature and was not made here. Two people may work on copies of one folder. "
            "Take this file all the same?"
        )

    def test_nothing_of_it_enters_before_somebody_says_so(self, head_office: Place, laptop: Place) -> None:
        laptop.type(TYPED_PURCHASE)
        file, before = laptop.export().file, head_office.state()
        with pytest.raises(DecisionsNeeded):
            head_office.import_(file, decisions={"typed_here:0000": "replace"})
        assert head_office.state() == before

    def test_the_inbox_does_not_call_it_new(self, head_office: Place, laptop: Place) -> None:
        laptop.type(TYPED_PURCHASE)
        laptop.export(to=head_office.outbox)
        assert statuses(head_office, head_office.outbox) == {1: "new", 2: "two_copies"}

    def test_a_person_decides_once(self, head_office: Place, laptop: Place) -> None:
        laptop.type(TYPED_PURCHASE)
        head_office.import_(laptop.export().file, decisions={"copies:0000": "accept"})
        laptop.type(TYPED_PURCHASE)
        file = laptop.export(to=head_office.outbox).file
        assert head_office.questions(file).keys() <= {"typed_here:0000"}
        assert statuses(head_office, head_office.outbox)[3] == "new"

    def test_until_the_copies_contradict_each_other(self, head_office: Place, laptop: Place) -> None:
        laptop.type(TYPED_PURCHASE)
        head_office.import_(laptop.export().file, decisions={"copies:0000": "accept"})
        head_office.export()  # n.º 2, as the laptop's
        laptop.type(TYPED_PURCHASE)
        head_office.type(TYPED_SALE)
        head_office.export()  # n.º 3, as the laptop's next
        assert "copies:0000" in head_office.questions(laptop.export().file)

    def test_only_who_may_accept_senders_accepts_it(self, head_office: Place, laptop: Place) -> None:
        laptop.type(TYPED_PURCHASE)
        importer = Actor("carol", (Grant(RUC, "", frozenset({Right.IMPORT})),))
        with pytest.raises(NotAllowed, match="may not accept the files of a new sender"):
            head_office.import_(laptop.export().file, decisions={"copies:0000": "accept"}, by=importer)

    def test_it_can_be_withdrawn_and_asks_again(self, head_office: Place, laptop: Place) -> None:
        laptop.type(TYPED_PURCHASE)
        head_office.import_(laptop.export().file, decisions={"copies:0000": "accept"})
        with head_office.open():
            (sender,) = AcceptedSender.objects.all()
            assert sender.installation == installation().uid
            senders.withdraw(sender, by=ALICE, at=head_office.clock())
        assert "copies:0000" in head_office.questions(laptop.export().file)

    def test_its_masters_are_asked_about_too(self, head_office: Place, laptop: Place) -> None:
        with laptop.open() as company:
            sent = send_masters(
                company,
                site=laptop.site(),
                to=laptop.outbox,
                home=laptop.home,
                by=ALICE,
                at=laptop.clock(),
            )
        assert list(head_office.questions(sent.file)) == ["copies:0000"]

    def test_what_is_loaded_here_is_no_copy_s(self, head_office: Place, tmp_path: Path) -> None:
        """Another program's file becomes one of this installation's, without having been exported."""
        table = tmp_path / "shop.csv"
        table.write_text(
            "operation_type,number,date,description,account,debit,credit\n"
            "05,0007,2026-11-20,Sale,1212,118.00,0.00\n"
            "05,0007,2026-11-20,Sale,70111,0.00,118.00\n",
            "utf-8",
        )
        with head_office.open() as company:
            loaded = load(company, table, home=head_office.home, by=ALICE, at=head_office.clock())
            assert (loaded.added, AcceptedSender.objects.count()) == (1, 0)

    def test_our_own_file_that_comes_back_is_no_copy_s(self, head_office: Place, laptop: Place) -> None:
        own = head_office.export().file
        assert head_office.questions(own) == {}
        assert statuses(head_office, head_office.outbox) == {1: "new", 2: "new"}


class TestMasters:
    """Masters of head office come in the same kind of file and answer for their sender too."""

    def test_their_sender_is_asked_about(self, branch: Place, mail: Path) -> None:
        file = Sender(mail, "0000").masters()
        assert list(branch.questions(file)) == ["key:0000"]

    def test_those_of_nobody_are_refused(self, branch: Place, mail: Path) -> None:
        file = Sender(mail, "").masters()
        assert branch.refusal(file) == [f"{file.name} does not say which site sends it."]
