"""Round trips by property: batch to file to batch is the same batch; undo after import is the identity."""

import tempfile
import unicodedata
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consolida.core.batches import BatchKey
from consolida.core.portable.connect import open_proven
from consolida.core.portable.read import batches
from consolida.ledger import doctor, record
from consolida.ledger.draft import Draft, DraftLine
from consolida.ledger.extract import extract_batches
from consolida.masters.models import Company, CostCenter, ExchangeRate
from support.companies import ACCOUNTS, ALICE, BOB
from support.files import rows
from support.places import Clock, Place
from support.senders import Sender
from support.states import state_of

texts = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=60).map(
    lambda text: unicodedata.normalize("NFC", text).strip()
)
amounts = st.integers(0, 99_999_999_999)
accounts = st.sampled_from(ACCOUNTS)
days = st.integers(1, 30).map(lambda day: f"2026-11-{day:02d}")


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """A voucher that balances, with whatever else a voucher may bear."""
    usd = draw(st.booleans())
    date = draw(days)
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        amount, original = draw(amounts), draw(amounts) if usd else None
        first = DraftLine(
            account=draw(accounts),
            debit=amount,
            original_amount=original,
            description=draw(texts),
            cost_center=draw(st.sampled_from(("", "ADM"))),
        )
        if draw(st.booleans()):
            first = replace(first, party_type="6", party_number=BOB)
        if draw(st.booleans()):
            first = replace(
                first, document_type="01", document_series="F001", document_number="7", document_date=date
            )
        second = DraftLine(
            account=draw(accounts),
            credit=amount,
            original_amount=None if original is None else -original,
            automatic=draw(st.integers(0, 1)),
        )
        lines += [first, second]
    annulled = draw(st.integers(0, 9)) == 0
    return Draft(
        operation_type=draw(st.sampled_from(("05", "11"))),
        date=date,
        kind=draw(st.sampled_from("MMMC")),
        description=draw(texts),
        annulled=int(annulled),
        lines=() if annulled else lines,
        currency="USD" if usd else "",
        exchange_rate=3_750_000 if usd else 1_000_000,
    )


def prepared(company: Company) -> None:
    CostCenter.objects.create(company=company, code="ADM", name="Administration")
    ExchangeRate.objects.create(company=company, currency="USD", date="2026-11-03", buy=3, sell=4)


def image(place: Place, keys: list[BatchKey], to: Path) -> dict[str, list[object]]:
    """Extract batches and return all that a file says of them, but whose export they are."""
    with place.open() as company:
        extract_batches(company, keys, to, home=place.home, by=ALICE, at=place.clock())
    with closing(open_proven(to)) as connection:
        return {
            "batches": [
                (row.key, row.vouchers, row.lines, row.debit, row.credit, row.digest)
                for row in batches(connection)
            ],
            "vouchers": [*rows(connection, "voucher")],
            "lines": [*rows(connection, "line")],
        }


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Place]:
    """A branch and head office that live through all examples."""
    folder, clock = tmp_path_factory.mktemp("places"), Clock()
    branch = Place(folder / "branch", here=["0001"], elsewhere=["0000"], clock=clock)
    head_office = Place(folder / "head-office", here=["0000"], elsewhere=["0001"], clock=clock)
    for place in (branch, head_office):
        with place.open() as company:
            prepared(company)
    head_office.welcome(branch.export().file)
    return branch, head_office


class TestBatchToFileToBatch:
    @settings(max_examples=10, deadline=None)
    @given(st.lists(drafts(), min_size=1, max_size=3))
    def test_is_the_same_batch(self, places: tuple[Place, Place], typed: list[Draft]) -> None:
        branch, head_office = places
        with branch.open() as company:
            for draft in typed:
                record.record(company, draft, site=branch.site(), by=ALICE, at=branch.clock())
        head_office.import_(branch.export().file)
        keys = sorted(branch.batches())
        with tempfile.TemporaryDirectory() as folder:
            sent = image(branch, keys, Path(folder) / "sent.db")
            landed = image(head_office, keys, Path(folder) / "landed.db")
        assert landed == sent
        for place in places:
            with place.open():
                assert doctor.examine(home=place.home, by=ALICE, at=place.clock()) == []


numbers = st.dictionaries(
    st.tuples(st.sampled_from(("05", "11")), st.integers(1, 4)), st.integers(1, 3), max_size=6
)


def text_of(content: dict[tuple[str, int], int], scope: str) -> str:
    return "".join(
        f"{code} {number:04d} 2026-11-03 Voucher\n  1212  debit  {amount}.00\n  70111 credit {amount}.00\n"
        for (code, number), amount in content.items()
        if scope in {"", code}
    )


class TestUndoAfterImport:
    @settings(max_examples=10, deadline=None)
    @given(st.lists(st.tuples(numbers, st.sampled_from(("", "05", "11"))), min_size=2, max_size=4))
    def test_is_the_identity(self, contents: list[tuple[dict[tuple[str, int], int], str]]) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            place = Place(folder / "lima", here=["0000"], elsewhere=["0001"], clock=Clock())
            (folder / "mail").mkdir()
            sender = Sender(folder / "mail", "0001")
            states, imports = [], []
            for content, scope in contents:
                states.append(ledger(place))
                done = place.welcome(sender.send(text_of(content, scope), operation_type=scope))
                imports.append(done.import_id)
            for number, before in zip(reversed(imports), reversed(states), strict=True):
                place.undo(number)
                assert ledger(place) == before


def ledger(place: Place) -> tuple[object, ...]:
    """Return batches (but the numbers they gave and where they are kept), vouchers and balances."""
    state = state_of(place)
    held = {name: values[:-2] for name, values in state.batches.items()}
    return held, state.vouchers, state.balances
