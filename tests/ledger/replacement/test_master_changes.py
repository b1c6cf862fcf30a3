"""What becomes of each row of the masters that files bring, counted and listed alike."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from consolida.ledger.replacement import kept_masters
from consolida.ledger.replacement.master_changes import CHANGED, KEPT, NEW, PARTY, WAITING
from consolida.ledger.replacement.preview import Preview
from support.companies import BOB, CAROL, OTHER_RUC
from support.places import Clock, Place
from support.senders import SALE, Sender

PERSON = "INSERT INTO party VALUES ('6', '{}', '{}', '{}', {}, '')"
BOB_OTHERWISE = PERSON.format(BOB, "Bob y Hermanos S.A.", "Av. Grau 12", 1)
RENAMED = ["INSERT INTO operation_type VALUES ('05', 'Al contado', '14', 1)"]
TITLE = ["UPDATE account SET name = 'Facturas por cobrar'"]
NEW_ACCOUNT = "INSERT INTO account VALUES ('6399', 'Otros servicios', 1, 0, 1, '941', '791', 1)"
NEW_RATE = "INSERT INTO exchange_rate VALUES ('USD', '2026-11-03', 3750000, 3760000)"


@pytest.fixture
def head_office(tmp_path: Path) -> Place:
    return Place(tmp_path / "head-office", here=["0000"], elsewhere=["0001", "0002"], clock=Clock())


def listed(preview: Preview, *tables: str) -> list[tuple[str, ...]]:
    """Return what is listed: outcome, key, name, what is here and what the file has."""
    return [
        (one.outcome, " ".join(map(str, one.key)), one.name, *one.sides())
        for one in preview.masters.changes(tables=tables)
    ]


class TestPersons:
    def test_a_new_one_is_listed_with_its_number_and_name(self, head_office: Place, mail: Path) -> None:
        file = Sender(mail).send(SALE, sql=[PERSON.format(CAROL, "Carol S.A.", "", 1)])
        with head_office.previewing(file) as preview:
            assert listed(preview, PARTY) == [(NEW, f"6 {CAROL}", "Carol S.A.", "", "")]
            assert preview.masters.counts()[PARTY, NEW] == preview.masters.parties_added == 1

    def test_one_that_files_of_a_set_bring_is_listed_once(self, head_office: Place, mail: Path) -> None:
        files = [
            Sender(mail, site).send(SALE, sql=[PERSON.format(CAROL, name, "", 1)])
            for site, name in (("0001", "Carol S.A."), ("0002", "Carol la de Trujillo"))
        ]
        with head_office.previewing(*files) as preview:
            assert [name for *_, name, _, _ in listed(preview, PARTY)] == ["Carol S.A."]
            assert preview.masters.parties_added == 1

    def test_one_that_stays_shows_both_sides_and_every_version_that_came(
        self, head_office: Place, mail: Path
    ) -> None:
        inactive = PERSON.format(BOB, "Bob S.R.L. en liquidación", "", 0)
        files = [
            Sender(mail, "0001").send(SALE, sql=[BOB_OTHERWISE]),
            Sender(mail, "0002").send(SALE, sql=[inactive]),
        ]
        with head_office.previewing(*files) as preview:
            name = "Distribuidora Bob S.A.C."
            assert listed(preview, PARTY) == [
                (KEPT, f"6 {BOB}", name, name, "Bob y Hermanos S.A., Av. Grau 12"),
                (KEPT, f"6 {BOB}", name, f"{name}, active", "Bob S.R.L. en liquidación, inactive"),
            ]
            assert preview.masters.counts()[PARTY, KEPT] == 2

    def test_one_that_descends_from_ours_is_taken(self, head_office: Place, mail: Path) -> None:
        with head_office.open() as company:
            ours = company.parties.get(number=BOB)
        descends = f"INSERT INTO party_ancestor VALUES ('6', '{BOB}', '{ours.digest}')"
        file = Sender(mail).send(SALE, sql=[BOB_OTHERWISE, descends])
        with head_office.previewing(file) as preview:
            assert listed(preview, PARTY) == [
                (CHANGED, f"6 {BOB}", ours.name, ours.name, "Bob y Hermanos S.A., Av. Grau 12")
            ]

    def test_what_was_foreseen_is_what_is_received(self, head_office: Place, mail: Path) -> None:
        file = Sender(mail).send(SALE, sql=[BOB_OTHERWISE, PERSON.format(CAROL, "Carol S.A.", "", 1)])
        with head_office.previewing(file) as preview:
            foreseen = preview.masters.counts()
        done = head_office.welcome(file)
        assert (foreseen[PARTY, NEW], foreseen[PARTY, KEPT]) == (done.parties_added, 1)


class TestOtherMasters:
    def test_new_rows_say_what_they_ask_for(self, head_office: Place, mail: Path) -> None:
        center = "INSERT INTO cost_center VALUES ('LIMA', 'Lima', '941', '', 0)"
        file = Sender(mail, "0000").masters(sql=[NEW_ACCOUNT, center, NEW_RATE])
        with head_office.previewing(file) as preview:
            assert listed(preview, "account", "cost_center", "exchange_rate") == [
                (
                    NEW, "6399", "Otros servicios", "",
                    "with person or entity, with document, charged to 941, credited to 791",
                ),
                (NEW, "LIMA", "Lima", "", "charged to 941, inactive"),
                (NEW, "USD 2026-11-03", "", "", "buying 3.750, selling 3.760"),
            ]  # fmt: skip

    @pytest.mark.parametrize(
        ("answers", "outcome"),
        [
            ({}, WAITING),
            ({"masters_different": "take", "operation_type:05": "take"}, CHANGED),
            ({"masters_different": "keep", "operation_type:05": "keep"}, KEPT),
        ],
    )
    def test_what_differs_waits_until_somebody_decides(
        self, head_office: Place, mail: Path, answers: dict[str, str], outcome: str
    ) -> None:
        file = Sender(mail, "0000").masters(sql=[*TITLE, *RENAMED])
        with head_office.previewing(file, decisions=answers) as preview:
            assert listed(preview, "account", "operation_type") == [
                (outcome, "1212", "Cuenta 1212", "Cuenta 1212", "Facturas por cobrar"),
                (outcome, "05", "Ventas", "Ventas", "Al contado"),
            ]

    def test_only_what_is_asked_for_is_listed(self, head_office: Place, mail: Path) -> None:
        file = Sender(mail, "0000").masters(sql=[*TITLE, NEW_ACCOUNT, NEW_RATE])
        with head_office.previewing(file) as preview:
            changes = preview.masters.changes(tables=["account"], outcomes=[NEW])
            assert [(one.outcome, one.key) for one in changes] == [(NEW, ("6399",))]

    def test_a_file_that_brings_nothing_has_nothing_to_list(self, head_office: Place, mail: Path) -> None:
        with head_office.previewing(Sender(mail).send()) as preview:
            assert list(preview.masters.changes()) == []
            assert not preview.masters.counts()


class TestTheSentence:
    """What the one button says where no voucher comes."""

    def test_counts_what_is_added_and_taken(self, head_office: Place, mail: Path) -> None:
        persons = PERSON.format(CAROL, "Carol S.A.", "", 1)
        file = Sender(mail, "0000").masters(sql=[*TITLE, NEW_ACCOUNT, NEW_RATE, persons])
        with head_office.previewing(file, decisions={"masters_different": "take"}) as preview:
            assert preview.sentence() == (
                "3 rows of persons and masters will be added and 1 taken from the file; no voucher changes."
            )

    def test_says_that_nothing_changes(self, head_office: Place, mail: Path) -> None:
        with head_office.previewing(Sender(mail, "0000").masters()) as preview:
            assert preview.sentence() == "No person, master or voucher changes."


class TestWhatIsToldOfMany:
    def told(self, head_office: Place, files: Sequence[Path], rule: str) -> list[str]:
        with head_office.previewing(*files) as preview:
            return [one.sentence() for one in preview.findings if one.rule == rule]

    def test_the_first_are_told_one_by_one_then_how_many_more(
        self, head_office: Place, mail: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kept_masters, "LISTED", 1)
        others = [PERSON.format(number, "Otro nombre", "", 1) for number in (BOB, CAROL, OTHER_RUC)]
        head_office.welcome(
            Sender(mail).send(
                SALE, sql=[PERSON.format(number, "Un nombre", "", 1) for number in (CAROL, OTHER_RUC)]
            )
        )
        file = Sender(mail, "0002").send(SALE, sql=others)
        first, more = self.told(head_office, [file], "party_differs")
        assert f"“Otro nombre” in {file.name}" in first
        assert more == f"2 more of this kind are not listed. One that is: {first}"
        with head_office.previewing(file) as preview:
            assert preview.masters.counts()[PARTY, KEPT] == 3

    def test_few_are_told_one_by_one(self, head_office: Place, mail: Path) -> None:
        file = Sender(mail).send(SALE, sql=[BOB_OTHERWISE])
        assert len(self.told(head_office, [file], "party_differs")) == 1
