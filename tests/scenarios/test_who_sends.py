"""Traps: unknown sites and keys, copies of one site, files that pass for this installation's own."""

from pathlib import Path

import pytest

from consolida.core.signing import SigningKey, key_code
from consolida.ledger.replacement.decisions import DecisionsNeeded
from consolida.masters.installation import installation
from consolida.masters.models import AcceptedSender, Site
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
    def test_a_new_installation_of_a_site_with_the_same_key_is_asked_about(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        restored = Sender(mail, "0001", copy=2, key=arequipa.key)
        file = restored.send(SALE)
        questions = head_office.questions(file)
        assert list(questions) == ["key:0001", "copies:0001"]
        assert questions["copies:0001"].question() == (
            f"There seem to be two copies of site 0001: {file.name} (n.º 1) contradicts the files that came "
            "before. Two people may work on copies of one folder. Take this file all the same?"
        )
        head_office.import_(file, decisions={"key:0001": "accept", "copies:0001": "accept"})
        assert head_office.questions(restored.send(SALE)) == {}

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


class TestMasters:
    """Masters of head office come in the same kind of file and answer for their sender too."""

    def test_their_sender_is_asked_about(self, branch: Place, mail: Path) -> None:
        file = Sender(mail, "0000").masters()
        assert list(branch.questions(file)) == ["key:0000"]

    def test_those_of_nobody_are_refused(self, branch: Place, mail: Path) -> None:
        file = Sender(mail, "").masters()
        assert branch.refusal(file) == [f"{file.name} does not say which site sends it."]
