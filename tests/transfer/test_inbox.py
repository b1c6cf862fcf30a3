"""The inbox: what lies in a folder, marked, with the reason of what does not fit."""

import shutil
from pathlib import Path

import pytest

from consolida.core.portable.format import FileKind
from consolida.core.signing import SigningKey
from consolida.masters.companies import change_site, the_site
from consolida.masters.installation import installation
from consolida.transfer.inbox import Inbox, look, sort
from consolida.transfer.transports.folder import NoSuchFolder
from support.companies import ALICE, OTHER_RUC
from support.files import edit
from support.places import SALE as TYPED_SALE
from support.places import Place
from support.senders import PURCHASE, SALE, SALE_2, Sender


def seen(place: Place, folder: Path, period: str = "2026-11", operation_type: str = "") -> Inbox:
    with place.open() as company:
        inbox = look(company, period=period, operation_type=operation_type, folder=folder, home=place.home)
    assert list(place.home.private.iterdir()) == []
    return inbox


def statuses(place: Place, folder: Path, operation_type: str = "") -> list[tuple[int, str]]:
    return [
        (one.manifest.export_number, one.status)
        for one in seen(place, folder, operation_type=operation_type).matching
    ]


def reasons(place: Place, folder: Path, operation_type: str = "") -> list[str]:
    return [one.reason for one in seen(place, folder, operation_type=operation_type).others]


class TestMarks:
    def test_a_file_is_new_then_imported_then_older(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        first = arequipa.send(SALE)
        head_office.welcome(first)
        assert statuses(head_office, mail) == [(1, "already_imported")]
        second, third = arequipa.send(SALE), arequipa.send(SALE_2)
        assert {mark for _, mark in statuses(head_office, mail)} == {"new", "already_imported"}
        head_office.import_(third)
        marks = dict(statuses(head_office, mail))
        assert marks == {1: "already_imported", 2: "older", 3: "already_imported"}
        assert head_office.questions(second)

    def test_an_undone_import_is_no_import(self, head_office: Place, arequipa: Sender, mail: Path) -> None:
        done = head_office.welcome(arequipa.send(SALE))
        head_office.undo(done.import_id)
        assert statuses(head_office, mail) == [(1, "new")]

    def test_unknown_sites_and_signatures_are_marked(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        arequipa.send(SALE)
        assert statuses(head_office, mail) == [(1, "unknown_signature")]
        tacna = mail / "tacna"
        tacna.mkdir()
        Sender(tacna, "0009").send(SALE)
        assert statuses(head_office, tacna) == [(1, "unknown_site")]

    def test_files_of_a_site_that_is_no_longer_in_use_are_marked(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        first = arequipa.send(SALE)
        head_office.welcome(first)
        second = arequipa.send(SALE_2)
        with head_office.open() as company:
            change_site(the_site(company, "0001"), active=False, by=ALICE, at=head_office.clock())
        inbox = seen(head_office, mail)
        assert {one.path: one.status_in_words for one in inbox.matching} == {
            first: "imported already",
            second: "site no longer in use",
        }
        assert inbox.conforming() == ()
        assert list(head_office.questions(second)) == ["resting:0001"]
        with head_office.open() as company:
            change_site(the_site(company, "0001"), active=True, by=ALICE, at=head_office.clock())
        assert [one.path for one in seen(head_office, mail).conforming()] == [second]

    def test_whose_file_it_is_goes_before_whether_the_site_is_in_use(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        arequipa.send(SALE)
        with head_office.open() as company:
            change_site(the_site(company, "0001"), active=False, by=ALICE, at=head_office.clock())
        assert statuses(head_office, mail) == [(1, "unknown_signature")]

    def test_an_own_file_of_a_site_no_longer_in_use_is_marked_too(
        self, branch: Place, tmp_path: Path
    ) -> None:
        file = branch.export(to=tmp_path).file
        with branch.open() as company:
            change_site(the_site(company, "0001"), active=False, by=ALICE, at=branch.clock())
        assert [one.status for one in seen(branch, file.parent).matching] == ["site_not_in_use"]

    def test_an_own_file_is_known_by_its_key(self, head_office: Place, arequipa: Sender, mail: Path) -> None:
        head_office.type(TYPED_SALE)
        assert statuses(head_office, head_office.export().file.parent) == [(1, "new")]
        with head_office.open():
            arequipa.installation = installation().uid
        arequipa.key = SigningKey.generate()
        arequipa.send(SALE)
        assert statuses(head_office, mail) == [(1, "unknown_signature")]

    @pytest.mark.parametrize(
        "story",
        [("05", "11", "new"), ("05", "05", "older"), ("", "11", "older"), ("05", "", "older")],
    )
    def test_older_is_what_comes_before_a_file_of_the_same_scope(
        self, head_office: Place, arequipa: Sender, mail: Path, story: tuple[str, str, str]
    ) -> None:
        loaded, waiting, mark = story
        text = {"05": SALE, "11": PURCHASE, "": SALE + PURCHASE}
        arequipa.send(text[waiting], operation_type=waiting)
        head_office.welcome(arequipa.send(text[loaded], operation_type=loaded))
        assert dict(statuses(head_office, mail))[1] == mark

    def test_files_of_one_set_do_not_count_for_each_other(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        """Sales n.º 3 of one site, with purchases of another, say nothing of the first one's purchases."""
        old = arequipa.send(PURCHASE, operation_type="11")
        arequipa.skip(1)
        trujillo = Sender(mail, "0002")
        trujillo.skip(4)
        head_office.welcome(
            arequipa.send(SALE, operation_type="05"), trujillo.send(PURCHASE, operation_type="11")
        )
        with head_office.open() as company:
            (one,) = [
                one
                for one in look(
                    company, period="2026-11", operation_type="11", folder=mail, home=head_office.home
                ).matching
                if one.path == old
            ]
        assert one.status == "new"


class TestTheList:
    def test_it_shows_what_files_say_of_themselves_newest_first(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        arequipa.send(SALE, cutoff="2026-12-01T10:00:00.000Z", definitive=True)
        arequipa.send(SALE + SALE_2, cutoff="2026-12-02T10:00:00.000Z", operation_type="05")
        arequipa.send("", cutoff="2026-12-02T10:00:00.000Z")
        found = seen(head_office, mail).matching
        assert [(one.manifest.export_number, one.vouchers) for one in found] == [(3, 0), (2, 2), (1, 1)]
        assert [one.manifest.definitive for one in found] == [False, False, True]

    def test_with_a_type_only_files_of_that_type_fit(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        arequipa.send(SALE)
        arequipa.send(SALE, operation_type="05")
        arequipa.send(PURCHASE, operation_type="11")
        assert len(statuses(head_office, mail, "05")) == 1
        assert sorted(reasons(head_office, mail, "05")) == [
            "It holds the whole month, not only T/O 05.",
            "It is of T/O 11.",
        ]

    def test_files_of_another_month_say_which(self, head_office: Place, arequipa: Sender, mail: Path) -> None:
        arequipa.send(SALE.replace("2026-11", "2026-10"), period="2026-10")
        assert reasons(head_office, mail) == ["It is of October 2026."]

    def test_a_month_that_is_none_breaks_nothing(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        edit(arequipa.send(SALE), "UPDATE manifest SET period = 'soon'")
        assert reasons(head_office, mail) == ["It is of “soon”."]

    def test_masters_and_before_images_are_no_vouchers(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        arequipa.masters()
        arequipa.send(SALE, kind=FileKind.BEFORE)
        assert sorted(reasons(head_office, mail)) == [
            "It holds masters, not vouchers.",
            "It holds what an import replaced, kept for undoing that import.",
        ]

    def test_another_company_s_files_are_counted_and_not_listed(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        arequipa.send(SALE, ruc=OTHER_RUC)
        inbox = seen(head_office, mail)
        assert (inbox.matching, inbox.others, inbox.of_other_companies) == ((), (), 1)

    def test_what_cannot_be_read_says_why(self, head_office: Place, arequipa: Sender, mail: Path) -> None:
        whole = arequipa.send(SALE).read_bytes()
        for file in mail.iterdir():
            file.unlink()
        (mail / "cut.db").write_bytes(whole[:5000])
        (mail / "empty.db").write_bytes(b"")
        (mail / "photo.zip").write_bytes(b"PK\x03\x04 not a zip")
        (mail / "folder.db").mkdir()
        (mail / "letter.txt").write_text("Dear Bob")
        (mail / ".hidden.db").write_bytes(whole)
        edit_me = mail / "headless.db"
        edit_me.write_bytes(whole)
        edit(edit_me, "DROP TABLE batch")
        found = {one.path.name: one.reason for one in seen(head_office, mail).others}
        assert list(found) == ["cut.db", "empty.db", "folder.db", "headless.db", "photo.zip"]
        assert found["empty.db"] == "It is empty."
        assert found["folder.db"] == "It is a folder or a device, not a file."
        assert "cut short" in found["cut.db"]
        assert found["photo.zip"] == "The zip is cut short."

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            (f"UPDATE manifest SET export_number = {(1 << 63) - 1}", "impossible value in “export_number”"),
            (f"UPDATE manifest SET export_number = {-(1 << 63)}", "impossible value in “export_number”"),
            ("INSERT INTO batch VALUES (9e999)", "an impossible number of vouchers"),
            ("INSERT INTO batch VALUES (1e300)", "an impossible number of vouchers"),
            ("INSERT INTO batch VALUES (-5)", "an impossible number of vouchers"),
            (f"INSERT INTO batch VALUES ({1 << 62})", "an impossible number of vouchers"),
            ("INSERT INTO batch VALUES (x'ff00')", "an impossible number of vouchers"),
        ],
    )
    def test_a_hostile_file_hides_no_other_one(
        self, head_office: Place, arequipa: Sender, mail: Path, change: str, reason: str
    ) -> None:
        """What claims to be of a known sender is compared with what came, before it is proven."""
        head_office.welcome(arequipa.send(SALE))
        hostile, good = arequipa.send(SALE_2), arequipa.send(SALE + SALE_2)
        if "batch" in change:
            edit(hostile, "DROP TABLE batch", "CREATE TABLE batch (vouchers)")
        edit(hostile, change)
        inbox = seen(head_office, mail)
        assert good in [one.path for one in inbox.matching]
        (other,) = inbox.others
        assert other.path == hostile
        assert reason in other.reason

    def test_a_renamed_file_and_a_package_work(self, branch: Place, head_office: Place, mail: Path) -> None:
        branch.type(TYPED_SALE)
        shutil.copy(branch.export().file, mail / "noviembre (1).DB")
        shutil.copy(branch.export(as_zip=True).file, mail / "correo.zip")
        found = seen(head_office, mail).matching
        assert [(one.path.name, one.vouchers) for one in found] == [
            ("correo.zip", 1),
            ("noviembre (1).DB", 1),
        ]

    def test_a_folder_that_is_not_there_is_said(self, head_office: Place, tmp_path: Path) -> None:
        with pytest.raises(NoSuchFolder, match="There is no folder"):
            seen(head_office, tmp_path / "nowhere")


class TestConforming:
    def conforming(self, place: Place, folder: Path) -> list[int]:
        return [one.manifest.export_number for one in seen(place, folder).conforming()]

    def test_files_are_new_and_the_newest_of_their_scope(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        arequipa.send(SALE_2)
        arequipa.send(SALE + SALE_2)
        assert self.conforming(head_office, mail) == [3]

    def test_files_of_two_types_go_together_and_a_whole_month_alone(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        arequipa.send(PURCHASE, operation_type="11", batches=["11"])
        arequipa.send(SALE_2, operation_type="05", batches=["05"])
        assert sorted(self.conforming(head_office, mail)) == [2, 3]
        arequipa.send(SALE + PURCHASE)
        assert self.conforming(head_office, mail) == [4]

    def test_files_of_two_sites_go_together(self, head_office: Place, mail: Path, tmp_path: Path) -> None:
        senders = Sender(mail, "0001"), Sender(mail, "0002")
        for sender in senders:
            head_office.welcome(sender.send(SALE))
        for sender in senders:
            sender.send(SALE + SALE_2)
        assert self.conforming(head_office, mail) == [2, 2]

    def test_files_with_a_mark_that_asks_are_not_among_them(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        arequipa.send(SALE)
        assert self.conforming(head_office, mail) == []


class TestFilesInHand:
    def test_of_another_company_are_named_with_the_reason(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        file = arequipa.send(SALE, ruc=OTHER_RUC)
        with head_office.open() as company:
            asked = {"period": "2026-11", "home": head_office.home}
            named = sort(company, [file], name_foreign=True, **asked)  # type: ignore[arg-type]
            counted = sort(company, [file], **asked)  # type: ignore[arg-type]
        (one,) = named.others
        assert f"It is of RUC {OTHER_RUC}" in one.reason
        assert (one.manifest, named.of_other_companies) == (None, 1)
        assert (counted.others, counted.of_other_companies) == ((), 1)

    def test_are_judged_whatever_they_are_called(
        self, head_office: Place, arequipa: Sender, mail: Path
    ) -> None:
        file = arequipa.send(SALE).rename(mail / "ventas.sqlite")
        with head_office.open() as company:
            inbox = sort(company, [file], period="2026-11", home=head_office.home)
        assert [one.status_in_words for one in inbox.matching] == ["unknown signature"]
