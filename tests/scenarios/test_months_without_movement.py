"""A month without vouchers is exported too; two such files hold the same and are two files all the same."""

from pathlib import Path

from support.inboxes import statuses
from support.places import Place
from support.senders import SALE, Sender


class TestMonthsWithoutMovement:
    """Two files without vouchers hold the same: their digests and verification codes are equal."""

    def empty(self, sender: Sender, period: str) -> Path:
        return sender.send("", period=period)

    def test_they_have_one_code_and_are_two_files(self, head_office: Place, arequipa: Sender) -> None:
        october, november = (self.empty(arequipa, period) for period in ("2026-10", "2026-11"))
        one, other = arequipa.manifest(october), arequipa.manifest(november)
        assert one.verification_code == other.verification_code
        head_office.welcome(october)
        assert statuses(head_office, arequipa.folder, period="2026-11") == {2: "new"}
        assert head_office.questions(november) == {}
        head_office.import_(november)
        assert statuses(head_office, arequipa.folder, period="2026-10") == {1: "already_imported"}
        assert head_office.imports() == 2

    def test_they_go_together_in_one_set(self, head_office: Place, arequipa: Sender) -> None:
        files = [self.empty(arequipa, period) for period in ("2026-10", "2026-11")]
        head_office.welcome(*files)
        assert (head_office.imports(), head_office.batches()) == (1, {})

    def test_each_is_a_floor_of_its_own_month(self, head_office: Place, arequipa: Sender) -> None:
        old = arequipa.send(SALE)
        head_office.welcome(self.empty(arequipa, "2026-10"))
        assert head_office.questions(old) == {}
        head_office.import_(self.empty(arequipa, "2026-11"))
        assert list(head_office.questions(old)) == ["older:0001:2026-11"]

    def test_a_copy_of_the_site_is_noticed_by_the_month(self, head_office: Place, arequipa: Sender) -> None:
        """One installation says with one number that October, and that November, had no movement."""
        head_office.welcome(arequipa.send(SALE))
        clone = arequipa.clone()
        head_office.import_(self.empty(arequipa, "2026-10"))
        assert list(head_office.questions(self.empty(clone, "2026-12"))) == ["copies:0001"]

    def test_a_preview_of_one_is_not_a_preview_of_the_other(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        files = [self.empty(arequipa, period) for period in ("2026-10", "2026-11")]
        tokens = set()
        for file in files:
            with head_office.previewing(file) as preview:
                tokens.add(preview.token)
        assert len(tokens) == 2

    def test_one_that_takes_the_other_s_identity_is_refused(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        october, november = (
            arequipa.send("", period=period, file_uid="01930000-0000-7000-9000-000000000077")
            for period in ("2026-10", "2026-11")
        )
        assert head_office.refusal(october, november, decisions={"key:0001": "accept"}) == [
            f"{november.name} has the identity of another file and another content."
        ]
