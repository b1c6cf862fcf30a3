"""The master of persons and entities: entered, received, settled."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from hypothesis import given, settings
from hypothesis import strategies as st

from consolida.audit.models import Entry
from consolida.core import digest
from consolida.core.actor import Actor, Grant, NotAllowed, Right
from consolida.core.home import Home
from consolida.core.portable import connect
from consolida.masters import parties, portable
from consolida.masters.entering import UnusableText
from consolida.masters.holdings import Saving
from consolida.masters.models import Company, Party, PartyAncestor, PartyDispute
from consolida.masters.parties import PartiesReceived
from support.companies import ALICE, BOB, CAROL, NOBODY, NOW, make_company
from support.files import Row
from support.installations import at, make_home

NAME = "Distribuidora Bob S.A.C."
_numbers = iter(range(1_000_000))


def named(name: str, *, number: str = BOB, address: str = "", active: int = 1) -> str:
    """Return the digest of a version."""
    return digest.of_party(kind="6", number=number, name=name, address=address, active=active)


@pytest.fixture
def company(lima: Home) -> Company:
    return make_company(chart=None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def file_with(folder: Path, *versions: tuple[str, list[str]] | Row) -> Path:
    """Make a file with versions of Bob: the name, and the names of its ancestors; or whole rows."""
    path = folder / f"{next(_numbers)}.db"
    with connect.create(path) as connection:
        for one in versions:
            if isinstance(one, tuple):
                name, ancestors = one
                connection.execute("INSERT INTO party VALUES ('6', ?, ?, '', 1, ?)", (BOB, name, named(name)))
                for ancestor in ancestors:
                    connection.execute(
                        "INSERT INTO party_ancestor VALUES ('6', ?, ?)", (BOB, named(ancestor))
                    )
            else:
                row = {"address": "", "active": 1, **one}
                version = digest.of_party(
                    kind=str(row["type"]),
                    number=str(row["number"]),
                    name=str(row["name"]),
                    address=str(row["address"]),
                    active=int(row["active"]),
                )
                values = (row["type"], row["number"], row["name"], row["address"], row["active"], version)
                connection.execute("INSERT INTO party VALUES (?, ?, ?, ?, ?, ?)", values)
    connection.close()
    return path


def receive(company: Company, file: Path, *, from_head_office: bool = False) -> PartiesReceived:
    """Receive a file after foreseeing it, which must say the same and write nothing."""
    before = list(Party.objects.values_list()), Entry.objects.count()
    foreseen = parties.foresee(company, file=file, from_head_office=from_head_office)
    assert (list(Party.objects.values_list()), Entry.objects.count()) == before
    received = parties.receive(
        company, file=file, from_head_office=from_head_office, site="0001", by=ALICE, at=NOW
    )
    assert received == foreseen
    return received


def bob() -> Party:
    return Party.objects.get(number=BOB)


def ancestors(party: Party) -> set[str]:
    return set(party.ancestors.values_list("digest", flat=True))


def change(party: Party, name: str, *, address: str = "", active: bool = True) -> Party:
    return parties.change(party, name=name, address=address, active=active, by=ALICE, at=NOW)


class TestEntering:
    def test_a_party_is_added(self, company: Company) -> None:
        party = parties.add(
            company, kind="1", number="05414828", name=" Rosa  Díaz ", address="Piura", by=ALICE, at=NOW
        )
        party.refresh_from_db()
        assert (party.type, party.number, party.name, party.address) == (
            "1",
            "05414828",
            "Rosa Díaz",
            "Piura",
        )
        assert party.active
        assert party.digest == digest.of_party(
            kind="1", number="05414828", name="Rosa Díaz", address="Piura", active=1
        )
        entry = Entry.objects.get(act="party-added", subject="05414828")
        assert entry.details == '{"address":"Piura","name":"Rosa Díaz","type":"1"}'

    def test_one_that_is_there_is_not_added_again(self, company: Company) -> None:
        with pytest.raises(parties.PartyExists) as refusal:
            parties.add(company, kind="6", number=BOB, name="x", by=ALICE, at=NOW)
        assert str(refusal.value) == (
            f"{BOB} is “{NAME}” in the master of persons and entities already. Use it as it is, or change it."
        )

    @pytest.mark.parametrize(("kind", "number"), [("6", "123"), ("1", "0541482"), ("9", "1"), ("", "")])
    def test_a_number_has_the_shape_of_its_document(self, company: Company, kind: str, number: str) -> None:
        with pytest.raises(parties.NotAPartyNumber) as refusal:
            parties.add(company, kind=kind, number=number, name="x", by=ALICE, at=NOW)
        assert str(refusal.value) == (
            f"“{number}” cannot be the number of an identity document of type “{kind}”."
            " Type 6 is a RUC (11 digits), 1 a DNI (8 digits), 4 carné, 7 passport, 0 other."
        )

    def test_a_party_that_changes_keeps_its_former_version_as_an_ancestor(self, company: Company) -> None:
        party = change(bob(), "Bob S.A.", address="Lima", active=False)
        assert party == bob()
        assert (bob().name, bob().address, bob().active) == ("Bob S.A.", "Lima", False)
        assert bob().digest == named("Bob S.A.", address="Lima", active=0)
        assert ancestors(bob()) == {named(NAME)}
        entry = Entry.objects.get(act="party-changed")
        assert entry.details == (f'{{"after":["Bob S.A.","Lima",0],"before":["{NAME}","",1],"settled":0}}')

    def test_content_that_returns_is_its_own_ancestor(self, company: Company) -> None:
        change(bob(), "Bob")
        change(bob(), NAME)
        assert ancestors(bob()) == {named(NAME), named("Bob")}

    def test_the_same_content_is_no_change(self, company: Company) -> None:
        change(bob(), f" {NAME} ")
        assert not Entry.objects.filter(act="party-changed").exists()

    @pytest.mark.parametrize(("name", "address"), [("", ""), ("x", "y" * 301), ("x", "a\nb")])
    def test_unusable_texts_are_refused(self, company: Company, name: str, address: str) -> None:
        with pytest.raises(UnusableText, match=r"The (name|address) "):
            change(bob(), name, address=address)

    def test_whoever_types_at_a_site_may_enter_parties(self, company: Company) -> None:
        typist = Actor("tom", (Grant(company.ruc, "0001", frozenset({Right.TYPE})),))
        parties.change(bob(), name="Bob", address="", active=True, by=typist, at=NOW)
        parties.add(company, kind="6", number=CAROL, name="Carol", by=typist, at=NOW)
        assert company.parties.count() == 2

    def test_who_has_no_right_changes_nothing(self, company: Company) -> None:
        with pytest.raises(NotAllowed, match="may not type vouchers and persons"):
            parties.change(bob(), name="Bob", address="", active=True, by=NOBODY, at=NOW)
        with pytest.raises(NotAllowed):
            parties.add(company, kind="6", number=CAROL, name="Carol", by=NOBODY, at=NOW)
        assert bob().name == NAME


class TestReceiving:
    def test_unknown_parties_are_added_with_their_ancestors(self, company: Company, folder: Path) -> None:
        carol: Row = {"type": "6", "number": CAROL, "name": "Carol E.I.R.L.", "active": 0}
        rosa: Row = {"type": "1", "number": "05414828", "name": "Rosa", "address": "Piura"}
        received = receive(company, file_with(folder, carol, rosa))
        assert received.totals() == {
            "added": 2, "taken": 0, "ignored": 0, "equal": 0, "queued": 0, "kept": 0,
        }  # fmt: skip
        stored = company.parties.exclude(number=BOB).values_list(
            "type", "number", "name", "address", "active"
        )
        assert list(stored) == [
            ("1", "05414828", "Rosa", "Piura", True),
            ("6", CAROL, "Carol E.I.R.L.", "", False),
        ]
        entry = Entry.objects.get(act="parties-received")
        assert entry.subject == "0001"
        assert entry.details == (
            '{"added":2,"equal":0,"from_head_office":false,"ignored":0,"kept":0,"overruled":[],'
            '"queued":0,"taken":0}'
        )

    def test_a_party_that_is_new_here_brings_its_ancestors(self, company: Company, folder: Path) -> None:
        bob().delete()
        assert receive(company, file_with(folder, ("Bob", ["older", "oldest"]))).added == 1
        assert ancestors(bob()) == {named("older"), named("oldest")}

    def test_equal_ones_write_nothing_and_leave_no_entry(self, company: Company, folder: Path) -> None:
        assert receive(company, file_with(folder, (NAME, []))).equal == 1
        assert not Entry.objects.filter(act="parties-received").exists()

    def test_an_equal_one_teaches_its_ancestors(self, company: Company, folder: Path) -> None:
        assert receive(company, file_with(folder, (NAME, ["older"]))).equal == 1
        assert ancestors(bob()) == {named("older")}
        assert receive(company, file_with(folder, (NAME, ["older"]))).equal == 1
        assert Entry.objects.filter(act="parties-received").count() == 1

    def test_another_spelling_is_equal_and_ours_stays(self, company: Company, folder: Path) -> None:
        assert receive(company, file_with(folder, ("DISTRIBUIDORA BOB", []))).equal == 1
        assert bob().name == NAME
        assert ancestors(bob()) == {named("DISTRIBUIDORA BOB")}

    def test_one_that_descends_from_ours_is_taken(self, company: Company, folder: Path) -> None:
        assert receive(company, file_with(folder, ("Bob", [NAME, "older"]))).taken == 1
        assert (bob().name, bob().digest) == ("Bob", named("Bob"))
        assert ancestors(bob()) == {named(NAME), named("older")}

    def test_one_that_ours_descends_from_is_ignored(self, company: Company, folder: Path) -> None:
        change(bob(), "Bob")
        assert receive(company, file_with(folder, (NAME, []))).ignored == 1
        assert bob().name == "Bob"

    def test_without_a_common_ancestor_ours_stays_and_the_difference_is_listed(
        self, company: Company, folder: Path
    ) -> None:
        (difference,) = receive(company, file_with(folder, ("Robert", ["Rob"]))).kept
        assert (difference.type, difference.number) == ("6", BOB)
        assert (difference.ours.name, difference.theirs.name) == (NAME, "Robert")
        assert str(difference) == f"{BOB} {NAME} / Robert"
        assert ancestors(bob()) == set()

    def test_head_office_s_is_taken_and_what_was_overruled_is_written_down(
        self, company: Company, folder: Path
    ) -> None:
        change(bob(), "Bob", address="Lima")
        received = receive(company, file_with(folder, ("Robert", ["Rob"])), from_head_office=True)
        assert received.taken == 1
        (difference,) = received.yielded
        assert difference.ours.name == "Bob"
        assert bob().name == "Robert"
        assert ancestors(bob()) == {named("Rob"), named(NAME), named("Bob", address="Lima")}
        entry = Entry.objects.get(act="parties-received")
        assert f'"overruled":[["6","{BOB}","Bob","Lima"]]' in entry.details

    def test_another_company_s_party_of_the_same_number_stays(self, company: Company, folder: Path) -> None:
        other = make_company(ruc="20601234565", chart=None)
        receive(company, file_with(folder, ("Bob", [NAME])))
        assert other.parties.get().name == NAME

    def test_what_breaks_half_way_changes_nothing(
        self, company: Company, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write, calls = Saving.write, iter(range(9))

        def fail_the_second_time(saving: Saving) -> None:
            write(saving)
            assert next(calls) == 0, "disk full"

        monkeypatch.setattr(Saving, "write", fail_the_second_time)
        rows: list[Row] = [{"type": "0", "number": f"{n:05d}", "name": "x"} for n in range(3_000)]
        with pytest.raises(AssertionError, match="disk full"):
            receive(company, file_with(folder, *rows))
        assert company.parties.count() == 1
        assert not Entry.objects.filter(act="parties-received").exists()

    def test_many_are_received_in_few_statements(
        self, company: Company, folder: Path, django_statements: list[str]
    ) -> None:
        rows: list[Row] = [{"type": "0", "number": f"{n:05d}", "name": f"Cliente {n}"} for n in range(4_500)]
        file = file_with(folder, *rows)
        assert receive(company, file).added == 4_500
        django_statements.clear()
        assert parties.foresee(company, file=file, from_head_office=False).equal == 4_500
        assert len(django_statements) < 15


@pytest.fixture
def django_statements() -> Iterator[list[str]]:
    from django.db import connection  # noqa: PLC0415 - the one that is open now

    statements: list[str] = []

    def note(execute: object, sql: str, *rest: object) -> object:
        statements.append(sql)
        return execute(sql, *rest)  # type: ignore[operator] # Django's wrapper protocol

    with connection.execute_wrapper(note):
        yield statements


class TestTheQueue:
    @pytest.fixture
    def dispute(self, company: Company, folder: Path) -> PartyDispute:
        change(bob(), "Bob")
        assert receive(company, file_with(folder, ("Robert", [NAME]))).queued == 1
        (dispute,) = parties.queue(company)
        return dispute

    def test_changed_at_both_ends_waits_for_a_person(self, dispute: PartyDispute) -> None:
        assert bob().name == "Bob"
        assert str(dispute) == f"{BOB} Bob / Robert"
        assert (dispute.site, dispute.digest, dispute.ancestors) == ("0001", named("Robert"), [named(NAME)])
        assert dispute.came_at == "2026-12-03T15:42:07.125Z"
        assert dispute.active

    def test_what_waits_is_of_its_company_alone(self, company: Company, dispute: PartyDispute) -> None:
        other = make_company(ruc="20601234565", name="Beta S.A.C.", chart=None)
        assert list(parties.disputes(company)) == [dispute]
        assert not parties.disputes(other).exists()
        assert parties.queue(other) == []

    def test_all_parties_are_not_gone_through_for_what_waits(self, company: Company) -> None:
        if connections["default"].vendor != "sqlite":
            pytest.skip("the plan is SQLite's")
        plan = parties.disputes(company).explain().splitlines()
        assert any("SCAN masters_partydispute" in step for step in plan), plan
        assert not any("masters_party " in step and "SCAN" in step for step in plan), plan
        assert any("USING INTEGER PRIMARY KEY" in step for step in plan), plan

    def test_the_same_version_waits_once(self, company: Company, dispute: PartyDispute, folder: Path) -> None:
        assert receive(company, file_with(folder, ("Robert", [NAME]))).queued == 1
        assert parties.queue(company) == [dispute]

    def test_what_waits_learns_ancestors(self, company: Company, dispute: PartyDispute, folder: Path) -> None:
        receive(company, file_with(folder, ("Robert", [NAME, "Rob"])))
        dispute.refresh_from_db()
        assert dispute.ancestors == sorted([named(NAME), named("Rob")])

    def test_a_later_version_takes_its_place(
        self, company: Company, dispute: PartyDispute, folder: Path
    ) -> None:
        receive(company, file_with(folder, ("Roberto", [NAME, "Robert"])))
        (later,) = parties.queue(company)
        assert later.pk != dispute.pk
        assert later.name == "Roberto"

    def test_ours_is_settled_upon(self, company: Company, dispute: PartyDispute, folder: Path) -> None:
        parties.settle(dispute, take="ours", by=ALICE, at=NOW)
        assert parties.queue(company) == []
        assert bob().name == "Bob"
        assert ancestors(bob()) == {named(NAME), named("Bob"), named("Robert")}
        entry = Entry.objects.get(act="party-settled")
        assert entry.details == '{"ours":["Bob","",1],"site":"0001","take":"ours","theirs":["Robert","",1]}'
        assert receive(company, file_with(folder, ("Robert", [NAME]))).ignored == 1

    def test_theirs_is_settled_upon(self, company: Company, dispute: PartyDispute, folder: Path) -> None:
        assert parties.settle(dispute, take="theirs", by=ALICE, at=NOW).name == "Robert"
        assert parties.queue(company) == []
        assert (bob().name, bob().digest) == ("Robert", named("Robert"))
        assert ancestors(bob()) == {named(NAME), named("Bob"), named("Robert")}
        assert receive(company, file_with(folder, ("Bob", [NAME]))).ignored == 1

    def test_it_is_settled_once(self, dispute: PartyDispute) -> None:
        parties.settle(dispute, take="ours", by=ALICE, at=NOW)
        with pytest.raises(parties.AlreadySettled) as refusal:
            parties.settle(dispute, take="theirs", by=ALICE, at=NOW)
        assert str(refusal.value) == "This difference was settled already. Look at the queue again."
        assert bob().name == "Bob"

    def test_writing_what_waits_settles_it(self, company: Company, dispute: PartyDispute) -> None:
        change(bob(), "ROBERT")
        assert parties.queue(company) == []
        assert '"settled":1' in Entry.objects.get(act="party-changed", details__contains="ROBERT").details

    def test_what_the_other_end_settled_waits_no_longer(
        self, company: Company, dispute: PartyDispute, folder: Path
    ) -> None:
        assert receive(company, file_with(folder, ("Robert", [NAME, "Bob", "Robert"]))).taken == 1
        assert parties.queue(company) == []
        assert bob().name == "Robert"

    def test_who_has_no_right_settles_nothing(self, dispute: PartyDispute) -> None:
        with pytest.raises(NotAllowed, match="may not settle persons that were changed at both ends"):
            parties.settle(dispute, take="ours", by=NOBODY, at=NOW)


class TestThreeInstallations:
    """Head office and two sites exchange whole masters in any order."""

    NAMES = st.sampled_from([NAME, "Bob", "BOB", "Robert"])
    ENDS = st.integers(0, 2)
    ACTS = st.one_of(
        st.tuples(st.just("change"), ENDS, NAMES),
        st.tuples(st.just("send"), ENDS, ENDS),
        st.tuples(st.just("settle"), ENDS, st.sampled_from(["ours", "theirs"])),
    )

    @settings(max_examples=12, deadline=None)
    @given(steps=st.lists(ACTS, min_size=4, max_size=12))
    def test_no_version_is_lost_silently(
        self, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, object]]
    ) -> None:
        folder = tmp_path_factory.mktemp("ends")
        homes = [make_home(folder / str(end)) for end in range(3)]
        for home in homes:
            with at(home):
                make_company(chart=None)
        for act, end, what in steps:
            if act == "send":
                self.send(homes[end], homes[int(str(what))], folder, from_head_office=end == 0)
                continue
            with at(homes[end]):
                before = self.seen()
                if act == "change":
                    change(bob(), str(what))
                for dispute in parties.queue(Company.objects.get())[: act == "settle"]:
                    take = "ours" if what == "ours" else "theirs"
                    parties.settle(dispute, take=take, by=ALICE, at=NOW)  # type: ignore[arg-type]
                    assert {dispute.digest} <= ancestors(bob())
                assert before <= self.seen()

    def send(self, sender: Home, receiver: Home, folder: Path, *, from_head_office: bool) -> None:
        file = folder / f"{next(_numbers)}.db"
        with at(sender), connect.create(file) as connection:
            portable.write_masters(Company.objects.get(), connection, parties=True)
            sent = bob().digest
        connection.close()
        with at(receiver):
            before = self.seen()
            received = receive(Company.objects.get(), file, from_head_office=from_head_office)
            listed = {difference.theirs.digest for difference in received.kept}
            assert before <= self.seen()
            assert sent in self.seen() | listed

    def seen(self) -> set[str]:
        waiting = PartyDispute.objects.all()
        known = set(PartyAncestor.objects.values_list("digest", flat=True))
        return known.union({bob().digest}, *({one.digest, *one.ancestors} for one in waiting))
