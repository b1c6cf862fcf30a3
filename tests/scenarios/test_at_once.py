"""Traps: two importers at once, typists during an import; whoever comes second sees what is there now."""

import pytest

from consolida.core.batches import BatchKey
from consolida.core.errors import Refused
from consolida.ledger import filing, months, record
from consolida.ledger.extract import extract_batches
from consolida.ledger.models import Batch, FiledBook, Import, Voucher
from consolida.ledger.replacement.decisions import DecisionsNeeded
from consolida.ledger.replacement.swap import LedgerChanged, swap
from consolida.ledger.replacement.undo import UndoneAlready, previewing_undo
from consolida.transfer.export import export
from support.companies import ALICE
from support.places import PURCHASE as TYPED_PURCHASE
from support.places import SALE as TYPED_SALE
from support.places import Place, parse_vouchers
from support.senders import PURCHASE, SALE, SALE_2, Sender
from support.together import together

SALES = BatchKey("0001", "2026-11", "05")
PURCHASES = BatchKey("0001", "2026-11", "11")
OWN_SALES = BatchKey("0000", "2026-11", "05")
UID = "01930000-0000-7000-8000-00000000000a"


class TestWhoConfirmsSecond:
    def test_sees_that_the_batch_changed(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        one, other = arequipa.send(SALE_2), arequipa.send(SALE + SALE_2)
        with head_office.previewing(one) as first, head_office.previewing(other) as second:
            token = first.token
            swap(first, by=ALICE, at=head_office.clock())
            before = head_office.vouchers()
            with pytest.raises(LedgerChanged) as changed:
                swap(second, by=ALICE, at=head_office.clock())
        assert str(changed.value) == (
            "The vouchers of T/O 05, November 2026, site 0001 changed here since the preview; "
            "nothing was written. Look at the new preview and confirm again."
        )
        assert head_office.vouchers() == before
        assert second.token != token

    def test_the_same_file_twice_is_no_doubling(self, head_office: Place, arequipa: Sender) -> None:
        file = arequipa.send(SALE)
        answers = {"key:0001": "accept"}
        with (
            head_office.previewing(file, decisions=answers) as first,
            head_office.previewing(file, decisions=answers) as second,
        ):
            swap(first, by=ALICE, at=head_office.clock())
            with pytest.raises(LedgerChanged):
                swap(second, by=ALICE, at=head_office.clock())
        assert head_office.batches() == {SALES: 1}

    def test_a_type_that_came_meanwhile_is_in_the_scope_of_the_month(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        """A whole month without purchases would have emptied them: it must not pass them by."""
        head_office.welcome(arequipa.send(SALE))
        purchases = arequipa.send(PURCHASE, operation_type="11")
        with head_office.previewing(arequipa.send(SALE_2)) as preview:
            head_office.import_(purchases)
            with pytest.raises(LedgerChanged, match="T/O 11, November 2026, site 0001"):
                swap(preview, by=ALICE, at=head_office.clock())
        assert head_office.batches() == {SALES: 1, PURCHASES: 1}

    def test_another_site_s_batch_that_came_meanwhile_is_in_the_scope_of_all(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        theirs = trujillo.send(SALE)
        with head_office.previewing(arequipa.send(SALE_2), mode="all") as preview:
            head_office.welcome(theirs)
            with pytest.raises(LedgerChanged, match="site 0002"):
                swap(preview, by=ALICE, at=head_office.clock())

    def test_a_newer_file_that_came_meanwhile_sets_the_floor(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        old = arequipa.send(PURCHASE, operation_type="11")
        newer = arequipa.send(SALE)
        with head_office.previewing(old) as preview:
            head_office.import_(newer)
            with pytest.raises(DecisionsNeeded):
                swap(preview, by=ALICE, at=head_office.clock())
        assert head_office.batches() == {SALES: 1}

    def test_a_voucher_that_came_into_another_batch_meanwhile_is_not_doubled(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        sale = SALE.replace("2026-11-03 Sale", f"2026-11-03 Sale uid={UID}")
        one = arequipa.send(sale, operation_type="05")
        other = arequipa.send(sale.replace("05 0001", "11 0001"), operation_type="11")
        answers = {"key:0001": "accept"}
        with head_office.previewing(other, decisions=answers) as preview:
            head_office.import_(one, decisions=answers)
            before = head_office.vouchers()
            with pytest.raises(LedgerChanged, match="11, November 2026"):
                swap(preview, by=ALICE, at=head_office.clock())
        assert head_office.vouchers() == before

    def test_opening_vouchers_that_came_meanwhile_are_not_doubled(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        opening = SALE.replace("Sale", "Sale kind=A")
        answers = {"key:0001": "accept", "key:0002": "accept"}
        with head_office.previewing(arequipa.send(opening), decisions=answers) as preview:
            head_office.import_(trujillo.send(opening), decisions=answers)
            with pytest.raises(Refused, match="come from several sites"):
                swap(preview, by=ALICE, at=head_office.clock())

    def test_a_month_that_was_closed_meanwhile_stays_as_it_is(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        with head_office.previewing(arequipa.send(SALE_2)) as preview:
            with head_office.open() as company:
                months.close(
                    company, site=head_office.site("0001"), period="2026-11", by=ALICE, at=head_office.clock()
                )
            with pytest.raises(Refused, match="is closed here"):
                swap(preview, by=ALICE, at=head_office.clock())

    def test_a_book_that_was_filed_meanwhile_stays_as_it_is(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        with head_office.previewing(arequipa.send(SALE_2)) as preview:
            with head_office.open() as company:
                filing.file_book(
                    company,
                    period="2026-11",
                    book=FiledBook.Book.SALES,
                    constancia="7",
                    by=ALICE,
                    at=head_office.clock(),
                )
            with pytest.raises(Refused, match="was filed with SUNAT"):
                swap(preview, by=ALICE, at=head_office.clock())

    def test_an_undo_that_was_done_meanwhile_is_not_done_twice(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE))
        done = head_office.import_(arequipa.send(SALE))  # the same content: no batch shows it
        with (
            head_office.open() as company,
            previewing_undo(
                company, done.import_id, home=head_office.home, by=ALICE, at=head_office.clock()
            ) as preview,
        ):
            head_office.undo(done.import_id)
            with pytest.raises(UndoneAlready):
                swap(preview, by=ALICE, at=head_office.clock())


class TestATypist:
    def test_who_types_between_preview_and_confirmation_is_not_overrun(self, head_office: Place) -> None:
        head_office.type(TYPED_SALE)
        exported = head_office.export().file
        head_office.type(TYPED_SALE)
        answers = {"typed_here:0000": "replace"}
        with head_office.previewing(exported, decisions=answers) as preview:
            head_office.type(TYPED_SALE)
            before = head_office.vouchers()
            with pytest.raises(LedgerChanged, match="site 0000"):
                swap(preview, by=ALICE, at=head_office.clock())
        assert head_office.vouchers() == before

    def test_who_types_at_another_site_disturbs_nobody(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        with head_office.previewing(arequipa.send(SALE + SALE_2)) as preview:
            head_office.type(TYPED_SALE)
            assert swap(preview, by=ALICE, at=head_office.clock()).added == 1

    def test_whose_voucher_was_replaced_hears_of_it(self, head_office: Place) -> None:
        exported = head_office.export().file
        (voucher,) = head_office.type(TYPED_SALE)
        head_office.import_(exported, decisions={"typed_here:0000": "replace"})
        (draft,) = parse_vouchers(TYPED_SALE)
        with head_office.open() as company:
            fresh = Voucher(pk=voucher.pk, cuo=voucher.cuo, digest=voucher.digest, batch_id=voucher.batch_id)
            for one in (voucher, fresh):
                with pytest.raises(record.VoucherChanged, match="was changed or removed meanwhile"):
                    record.change(company, one, draft, by=ALICE, at=head_office.clock())

    def test_what_was_typed_while_the_before_image_was_written_is_noticed(
        self, head_office: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Typed before the image was taken, deleted before the lock: the digest alone would not tell."""
        exported = head_office.export().file
        head_office.type(TYPED_SALE)
        answers = {"typed_here:0000": "replace"}

        def amid_typing(*arguments: object, **more: object) -> object:
            (extra,) = head_office.type(TYPED_SALE)
            try:
                return extract_batches(*arguments, **more)  # type: ignore[arg-type]
            finally:
                with head_office.open() as company:
                    record.delete(company, extra, by=ALICE, at=head_office.clock())

        monkeypatch.setattr("consolida.ledger.replacement.preview.extract_batches", amid_typing)
        with (
            head_office.previewing(exported, decisions=answers) as preview,
            pytest.raises(LedgerChanged),
        ):
            swap(preview, by=ALICE, at=head_office.clock())
        assert head_office.batches() == {OWN_SALES: 1}


class TestThreads:
    """The same with real threads: the database decides who comes first."""

    def test_of_two_importers_one_wins(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        one, other = arequipa.send(SALE_2), arequipa.send(SALE + SALE_2)
        with head_office.previewing(one) as first, head_office.previewing(other) as second:
            outcomes = together(
                *(lambda p=preview: swap(p, by=ALICE, at=head_office.clock()) for preview in (first, second))
            )
        problems = [outcome.exception() for outcome in outcomes]
        assert [type(problem) for problem in problems if problem] == [LedgerChanged]
        with head_office.open():
            batch = Batch.objects.get()
            assert batch.export_number in {2, 3}
            assert batch.vouchers == Voucher.objects.count()
            assert Import.objects.count() == 2

    def test_typists_and_an_importer_lose_nothing(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(SALE))
        drafts = parse_vouchers("\n".join([TYPED_SALE, TYPED_PURCHASE] * 2))
        with head_office.previewing(arequipa.send(SALE + SALE_2)) as preview:
            company, site = preview.request.company, head_office.site()
            outcomes = together(
                lambda: swap(preview, by=ALICE, at=head_office.clock()),
                *(
                    lambda d=draft: record.record(company, d, site=site, by=ALICE, at=head_office.clock())
                    for draft in drafts
                ),
            )
        assert [outcome.exception() for outcome in outcomes] == [None] * 5
        assert head_office.batches() == {
            SALES: 2,
            OWN_SALES: 2,
            OWN_SALES._replace(operation_type="11"): 2,
        }
        with head_office.open():
            assert sorted(Voucher.objects.filter(batch__site=site).values_list("cuo", flat=True)) == [
                "0000-05-110001",
                "0000-05-110002",
                "0000-11-110001",
                "0000-11-110002",
            ]

    def test_two_exports_take_two_numbers(self, branch: Place) -> None:
        branch.type(TYPED_SALE)
        with branch.open() as company:
            site = branch.site()

            def send() -> object:
                return export(
                    company,
                    site=site,
                    period="2026-11",
                    definitive=False,
                    to=branch.outbox,
                    as_zip=False,
                    home=branch.home,
                    by=ALICE,
                    at=branch.clock(),
                )

            outcomes = together(send, send, send)
        assert [outcome.exception() for outcome in outcomes] == [None] * 3
        assert len(list(branch.outbox.glob("*_0001_000[123].db"))) == 3
