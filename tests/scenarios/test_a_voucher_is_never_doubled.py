"""Traps: a voucher stands once, whatever file brings it and wherever it was before."""

from consolida.core.batches import BatchKey
from consolida.ledger.models import Voucher
from support import companies
from support.companies import OTHER_RUC, RUC
from support.places import Place
from support.senders import SALE, SALE_2, Sender

SALES = BatchKey("0001", "2026-11", "05")
PURCHASES = BatchKey("0001", "2026-11", "11")
UID = "01930000-0000-7000-8000-00000000000a"
# The same voucher as sale and, after it was moved, as purchase
AS_SALE = SALE.replace("2026-11-03 Sale", f"2026-11-03 Sale uid={UID}")
AS_PURCHASE = AS_SALE.replace("05 0001", "11 0001")
STANDS_HERE = (
    "Voucher 0001 of the file stands here as 0001 in T/O 05, November 2026, site 0001; it would be doubled."
)


class TestAVoucherThatMovedToAnotherBatch:
    def test_it_is_refused_while_it_stands_in_its_former_batch(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(AS_SALE + SALE_2))
        moved = arequipa.send(AS_PURCHASE, operation_type="11")
        assert head_office.refusal(moved) == [STANDS_HERE]

    def test_it_moves_with_the_whole_month(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(AS_SALE + SALE_2))
        done = head_office.import_(arequipa.send(AS_PURCHASE + SALE_2))
        assert (done.added, done.removed, done.equal) == (1, 1, 1)
        assert head_office.batches() == {SALES: 1, PURCHASES: 1}

    def test_it_moves_when_the_file_of_its_former_batch_is_in_the_set(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(AS_SALE + SALE_2))
        head_office.import_(
            arequipa.send(SALE_2, operation_type="05"), arequipa.send(AS_PURCHASE, operation_type="11")
        )
        assert head_office.batches() == {SALES: 1, PURCHASES: 1}

    def test_it_moves_when_its_former_batch_is_emptied(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(AS_SALE))
        head_office.import_(arequipa.send(AS_PURCHASE))
        assert head_office.batches() == {SALES: 0, PURCHASES: 1}

    def test_it_is_refused_when_the_set_brings_its_former_batch_as_it_was(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(AS_SALE, operation_type="05"))
        again, moved = (
            arequipa.send(AS_SALE, operation_type="05"),
            arequipa.send(AS_PURCHASE, operation_type="11"),
        )
        assert head_office.refusal(again, moved) == [STANDS_HERE]

    def test_it_moves_to_another_month(self, head_office: Place, arequipa: Sender) -> None:
        october = AS_SALE.replace("2026-11", "2026-10")
        head_office.welcome(arequipa.send(october, period="2026-10"))
        november = arequipa.send(AS_SALE)
        assert "October 2026" in head_office.refusal(november)[0]
        head_office.import_(arequipa.send("", period="2026-10"), november)
        assert head_office.batches() == {SALES._replace(period="2026-10"): 0, SALES: 1}

    def test_its_undo_moves_it_back(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(AS_SALE))
        before = head_office.vouchers()
        done = head_office.import_(arequipa.send(AS_PURCHASE))
        head_office.undo(done.import_id)
        assert head_office.vouchers() == before
        assert head_office.batches() == {SALES: 1}

    def test_an_undo_is_refused_while_it_lives_elsewhere(self, head_office: Place, arequipa: Sender) -> None:
        head_office.welcome(arequipa.send(AS_SALE, operation_type="05"))
        emptied = head_office.import_(arequipa.send("", operation_type="05"))
        head_office.import_(arequipa.send(AS_PURCHASE, operation_type="11"))
        (sentence,) = head_office.refused_undo(emptied.import_id)
        assert sentence == (
            "Voucher 0001 of the file stands here as 0001 in T/O 11, November 2026, site 0001; "
            "it would be doubled."
        )


def test_a_voucher_that_two_files_of_a_set_bring_is_refused(head_office: Place, arequipa: Sender) -> None:
    sales, purchases = (
        arequipa.send(AS_SALE, operation_type="05"),
        arequipa.send(AS_PURCHASE, operation_type="11"),
    )
    (sentence,) = head_office.refusal(sales, purchases)
    assert sentence == (
        "Voucher 0001 of T/O 11, November 2026, site 0001 comes in the set a second time, as 0001 of "
        "T/O 05, November 2026, site 0001: it would be doubled."
    )


def test_equal_numbers_at_two_sites_are_two_vouchers(
    head_office: Place, arequipa: Sender, trujillo: Sender
) -> None:
    head_office.welcome(arequipa.send(SALE), trujillo.send(SALE))
    with head_office.open():
        found = Voucher.objects.order_by("cuo").values_list("number", "cuo")
        assert list(found) == [("0001", "0001-05-110001"), ("0001", "0002-05-110001")]


class TestACuo:
    """A CUO names one voucher of the company's month; that of history may be verbatim."""

    def test_equal_source_cuos_at_two_sites_differ_by_the_site(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        def cuo(site: str) -> str:
            return SALE.replace("Sale", f"Sale cuo={site}-A7")

        head_office.welcome(arequipa.send(cuo("0001")), trujillo.send(cuo("0002")))
        assert len(head_office.vouchers()) == 2

    def test_one_that_belongs_to_a_voucher_here_is_refused(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        verbatim = SALE.replace("Sale", "Sale cuo=M0007")
        head_office.welcome(arequipa.send(verbatim))
        file = trujillo.send(verbatim)
        answers = {"key:0002": "accept"}
        assert head_office.refusal(file, decisions=answers) == [
            "The CUO M0007 of voucher 0001 belongs here to voucher 0001 in T/O 05, November 2026, site 0001."
        ]

    def test_one_that_two_files_of_a_set_bring_is_refused(
        self, head_office: Place, arequipa: Sender, trujillo: Sender
    ) -> None:
        verbatim = SALE.replace("Sale", "Sale cuo=M0007")
        (sentence,) = head_office.refusal(arequipa.send(verbatim), trujillo.send(verbatim))
        assert "(CUO M0007)" in sentence
        assert sentence.endswith("it would be doubled.")

    def test_one_may_pass_to_another_voucher_with_its_batch(
        self, head_office: Place, arequipa: Sender
    ) -> None:
        head_office.welcome(arequipa.send(SALE.replace("Sale", "Sale cuo=M0007")))
        head_office.import_(arequipa.send(SALE_2.replace("sale", "sale cuo=M0007")))
        assert head_office.batches() == {SALES: 1}


def test_a_uid_of_another_company_s_voucher_is_refused(head_office: Place, arequipa: Sender) -> None:
    """Uids are unique in an installation: two companies cannot share a voucher."""
    with head_office.open():
        companies.make_company(
            ruc=OTHER_RUC, here=["0009"], elsewhere=["0001"], chart=None, accounts=companies.ACCOUNTS
        )
    head_office.ruc = OTHER_RUC
    head_office.welcome(arequipa.send(AS_SALE, ruc=OTHER_RUC))
    head_office.ruc = RUC
    arequipa.restart()
    assert head_office.refusal(arequipa.send(AS_SALE), decisions={"key:0001": "accept"}) == [STANDS_HERE]
