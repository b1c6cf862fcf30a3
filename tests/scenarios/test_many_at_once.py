"""Many people at once, on real connections: nothing is lost or numbered twice, nobody waits in a circle."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import cast

import pytest

from consolida.audit.record import broken_links
from consolida.core.portable import connect, read
from consolida.ledger import months, record, sites
from consolida.ledger.doctor import examine
from consolida.ledger.locks import writing
from consolida.ledger.models import Batch, Import, Voucher
from consolida.ledger.record import BatchClosed, LeftInAFile, SiteElsewhere, VoucherChanged
from consolida.ledger.replacement.swap import LedgerChanged, swap
from consolida.masters import parties
from consolida.masters.models import Company, Party, Site
from consolida.transfer.export import Exported, export
from support.companies import ALICE
from support.installations import ON_POSTGRES
from support.places import PURCHASE, SALE, Clock, Place, parse_vouchers
from support.senders import SALE as SENT
from support.senders import SALE_2 as SENT_2
from support.senders import Sender
from support.together import problems, together

EACH = 6
Deed = Callable[[], object]


@pytest.fixture
def both(tmp_path: Path, clock: Clock) -> Place:
    return Place(tmp_path / "both", here=["0001", "0002"], clock=clock)


def typist(place: Place, company: Company, text: str, *, site: str = "", times: int = EACH) -> Deed:
    where, (draft,) = place.site(site), parse_vouchers(text)

    def type_on() -> None:
        for _ in range(times):
            record.record(company, draft, site=where, by=ALICE, at=place.clock())

    return type_on


def exporter(place: Place, company: Company, *, definitive: bool = False, times: int = 1) -> Deed:
    site = place.site()

    def send() -> list[Exported]:
        return [
            export(
                company,
                site=site,
                period="2026-11",
                definitive=definitive,
                to=place.outbox,
                home=place.home,
                by=ALICE,
                at=place.clock(),
            )
            for _ in range(times)
        ]

    return send


def kinds(outcomes: Sequence[object]) -> list[type]:
    return [type(problem) for problem in problems(outcomes)]  # type: ignore[arg-type] # futures


def require_sound(place: Place) -> None:
    with place.open():
        assert [str(finding) for finding in examine(home=place.home, by=ALICE, at=place.clock())] == []
        assert broken_links() == []
    assert list(place.home.private.iterdir()) == []


def cuos(place: Place) -> list[str]:
    with place.open():
        return sorted(Voucher.objects.values_list("cuo", flat=True))


def numbered(site: str, operation_type: str, count: int) -> list[str]:
    return [f"{site}-{operation_type}-11{number:04d}" for number in range(1, count + 1)]


def held(file: Path) -> int:
    connection = connect.open_proven(file)
    try:
        return sum(row.vouchers for row in read.batches(connection))
    finally:
        connection.close()


def held_by(outcome: Future[object]) -> int:
    """Return how many vouchers the one file of an exporter holds."""
    exported = cast("list[Exported]", outcome.result())
    return held(exported[0].file)


class TestTypists:
    def test_in_one_batch_each_voucher_has_a_number_of_its_own(self, branch: Place) -> None:
        with branch.open() as company:
            outcomes = together(*(typist(branch, company, SALE) for _ in range(3)))
        assert problems(outcomes) == []
        assert cuos(branch) == numbered("0001", "05", 3 * EACH)
        assert branch.balances()["1212"] == 3 * EACH * 118_00
        require_sound(branch)

    def test_of_one_voucher_one_changes_it_and_the_other_hears_of_it(self, branch: Place) -> None:
        (voucher,) = branch.type(SALE)
        (draft,) = parse_vouchers(SALE.replace("Sale", "Sale to Bob"))
        with branch.open() as company:
            seen = [Voucher.objects.get(pk=voucher.pk) for _ in range(2)]
            outcomes = together(
                *(lambda v=one: record.change(company, v, draft, by=ALICE, at=branch.clock()) for one in seen)
            )
        assert kinds(outcomes) == [VoucherChanged]
        assert cuos(branch) == numbered("0001", "05", 1)
        require_sound(branch)

    def test_at_two_sites_only_one_types_the_openings(self, both: Place) -> None:
        opening = replace(parse_vouchers(SALE)[0], kind="A")
        with both.open() as company:
            outcomes = together(
                *(
                    lambda s=site: record.record(company, opening, site=s, by=ALICE, at=both.clock())
                    for site in Site.objects.all()
                )
            )
        (problem,) = problems(outcomes)
        assert "come from several sites" in str(problem)
        require_sound(both)

    def test_a_site_goes_elsewhere_or_has_its_first_voucher_never_both(self, both: Place) -> None:
        with both.open() as company:
            site = both.site("0002")
            outcomes = together(
                typist(both, company, SALE, site="0002", times=1),
                lambda: sites.change_place(site, here=False, by=ALICE, at=both.clock()),
            )
            assert kinds(outcomes) in ([SiteElsewhere], [sites.SiteHasVouchers])
            assert Site.objects.get(code="0002").here is (len(cuos(both)) == 1)
        require_sound(both)

    @pytest.mark.parametrize("other", ["typist", "export"])
    def test_on_a_server_nobody_waits_for_one_who_types(self, branch: Place, other: str) -> None:
        """Where the ledger is a file, one writer waits for the other; on a server only for the batch."""
        branch.type(SALE)
        done = Event()

        def think() -> bool:
            with writing(company, ["2026-11"], shared=True):
                return done.wait(0.5 if not ON_POSTGRES else 30)

        def work() -> None:
            deed()
            done.set()

        with branch.open() as company:
            types = typist(branch, company, PURCHASE, times=1)
            deed = types if other == "typist" else exporter(branch, company)
            outcomes = together(think, work)
        assert problems(outcomes) == []
        assert ON_POSTGRES is False or outcomes[0].result()
        require_sound(branch)


class TestExporters:
    def test_while_others_type_each_file_is_of_one_moment(self, branch: Place) -> None:
        with branch.open() as company:
            outcomes = together(
                typist(branch, company, SALE),
                typist(branch, company, PURCHASE),
                exporter(branch, company, times=3),
            )
        assert problems(outcomes) == []
        assert cuos(branch) == [*numbered("0001", "05", EACH), *numbered("0001", "11", EACH)]
        exported = outcomes[2].result()
        assert isinstance(exported, list)
        counts = [held(one.file) for one in exported]
        assert counts == sorted(counts)
        require_sound(branch)
        assert held(branch.export().file) == 2 * EACH

    def test_their_numbers_rise_by_one_and_each_names_the_one_before(self, branch: Place) -> None:
        branch.type(SALE)
        with branch.open() as company:
            outcomes = together(*(exporter(branch, company, times=2) for _ in range(3)))
        assert problems(outcomes) == []
        made = sorted(
            (one.manifest for outcome in outcomes for one in outcome.result()),  # type: ignore[attr-defined]
            key=lambda manifest: manifest.export_number,
        )
        assert [manifest.export_number for manifest in made] == list(range(1, 7))
        digests = ["", *(manifest.content_digest for manifest in made)]
        assert [manifest.previous for manifest in made] == digests[:-1]
        require_sound(branch)

    def test_a_definitive_file_holds_all_that_was_typed_before_the_month_was_closed(
        self, branch: Place
    ) -> None:
        branch.type(SALE)
        with branch.open() as company:
            outcomes = together(
                typist(branch, company, SALE, times=40),
                exporter(branch, company, definitive=True),
            )
        assert set(kinds(outcomes)) <= {BatchClosed}
        assert held_by(outcomes[1]) == len(cuos(branch))
        require_sound(branch)

    def test_a_voucher_is_deleted_or_leaves_in_a_file_never_both(self, branch: Place) -> None:
        (voucher,) = branch.type(SALE)
        with branch.open() as company:
            outcomes = together(
                exporter(branch, company),
                lambda: record.delete(company, voucher, by=ALICE, at=branch.clock()),
            )
        assert kinds(outcomes) in ([], [LeftInAFile])
        assert held_by(outcomes[0]) == len(cuos(branch))
        require_sound(branch)


class TestClosers:
    def test_a_month_that_is_closed_while_somebody_types_takes_no_more(self, branch: Place) -> None:
        with branch.open() as company:
            site = branch.site()
            outcomes = together(
                typist(branch, company, SALE, times=40),
                typist(branch, company, PURCHASE, times=40),
                lambda: months.close(company, site=site, period="2026-11", by=ALICE, at=branch.clock()),
            )
        assert set(kinds(outcomes)) <= {BatchClosed}
        with branch.open():
            assert all(Batch.objects.values_list("closed", flat=True))
        before = cuos(branch)
        with pytest.raises(BatchClosed):
            branch.type(SALE)
        assert cuos(branch) == before
        require_sound(branch)


class TestImporters:
    def test_of_different_months_bring_the_same_new_parties_once(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        people = [f"party=6:{ruc}" for ruc in ("20512333797", "20100053455", "20601234565")]

        def sale(*order: str) -> str:
            return "\n".join(
                SENT.replace("0001", f"{number:04d}", 1).replace("debit 118.00", f"debit 118.00 {one}")
                for number, one in enumerate(order, start=1)
            )

        answers = {"key:0001": "accept", "key:0002": "accept"}
        one = arequipa.send(sale(*people))
        other = trujillo.send(sale(*reversed(people)).replace("2026-11", "2026-10"), period="2026-10")
        with (
            head_office.previewing(one, decisions=answers) as first,
            head_office.previewing(other, decisions=answers) as second,
        ):
            outcomes = together(
                *(lambda p=preview: swap(p, by=ALICE, at=head_office.clock()) for preview in (first, second))
            )
        assert problems(outcomes) == []
        with head_office.open():
            assert Import.objects.count() == 2
            assert Party.objects.filter(number__in=["20100053455", "20601234565"]).count() == 2
        require_sound(head_office)

    def test_an_import_and_people_who_edit_its_parties_end_without_waiting_in_a_circle(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        rucs = ("20512333797", "20100053455", "20601234565")
        with head_office.open() as company:
            for ruc in rucs:
                if not Party.objects.filter(number=ruc).exists():
                    parties.add(
                        company, kind="6", number=ruc, name="Before", by=ALICE, at=head_office.clock()
                    )
            known = list(Party.objects.select_related("company").order_by("-number"))

            def edit() -> None:
                for turn in range(EACH):
                    for party in known:
                        parties.change(
                            party,
                            name=f"Name {turn}",
                            address="",
                            active=True,
                            by=ALICE,
                            at=head_office.clock(),
                        )

            file = arequipa.send(SENT.replace("debit 118.00", f"debit 118.00 party=6:{rucs[0]}"))
            with head_office.previewing(file, decisions={"key:0001": "accept"}) as preview:
                outcomes = together(edit, lambda: swap(preview, by=ALICE, at=head_office.clock()))
        assert problems(outcomes) == []
        require_sound(head_office)

    def test_what_replaces_a_month_and_those_who_type_in_it(self, branch: Place) -> None:
        """The importer comes first, and they type into what is left; or he hears that they typed."""
        exported = branch.export().file
        branch.type(SALE)
        with branch.previewing(exported, decisions={"typed_here:0001": "replace"}) as preview:
            company = preview.request.company
            outcomes = together(
                lambda: swap(preview, by=ALICE, at=branch.clock()),
                typist(branch, company, SALE),
                typist(branch, company, PURCHASE),
            )
        assert kinds(outcomes) in ([], [LedgerChanged])
        kept = 1 if problems(outcomes) else 0
        found = cuos(branch)
        assert len(found) == len(set(found)) == 2 * EACH + kept
        require_sound(branch)

    def test_an_import_and_an_undo_of_the_one_before(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SENT))
        done = head_office.import_(arequipa.send(SENT_2))
        third = arequipa.send(SENT + SENT_2)
        with head_office.previewing(third) as preview:
            outcomes = together(
                lambda: swap(preview, by=ALICE, at=head_office.clock()),
                lambda: head_office.undo(done.import_id),
            )
        assert len(problems(outcomes)) == 1
        require_sound(head_office)
