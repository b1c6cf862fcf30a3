"""Where the rows of batches and vouchers lie."""

from itertools import pairwise

from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from consolida.ledger.models import LINE_BITS, Line
from consolida.ledger.totals import line_range, lines_of, voucher_range
from consolida.masters.models import Company
from support import places
from support.places import PURCHASE, SALE


@given(st.integers(1, 1 << 20))
def test_a_batch_begins_where_the_one_before_ends(batch: int) -> None:
    assert voucher_range(batch)[1] == voucher_range(batch + 1)[0]
    assert line_range(batch)[1] == line_range(batch + 1)[0]


@given(st.sets(st.integers(1, 40), min_size=1))
def test_vouchers_that_lie_together_are_one_stretch_and_no_other_is_in_any(vouchers: set[int]) -> None:
    condition, bounds = lines_of(vouchers)
    assert bounds == sorted(bounds)
    stretches = list(zip(bounds[::2], bounds[1::2], strict=True))
    covered = [
        voucher for first, past in stretches for voucher in range(first >> LINE_BITS, past >> LINE_BITS)
    ]
    assert covered == sorted(vouchers)
    assert all(past < first for (_, past), (first, _) in pairwise(stretches))
    assert condition.count("%s") == len(bounds)


def test_the_lines_are_those_of_the_vouchers_and_no_others(lima: places.Place, company: Company) -> None:
    first, second, third, fourth = lima.type(f"{SALE}\n{SALE}\n{SALE}\n{PURCHASE}")
    for some in ([first], [third, first], [second, fourth], [first, second, third, fourth]):
        condition, bounds = lines_of(voucher.pk for voucher in some)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT l.id FROM ledger_line l WHERE {condition} ORDER BY l.id", bounds)
            found = [pk for (pk,) in cursor.fetchall()]
        expected = Line.objects.in_bulk()
        assert found == sorted(
            pk for pk, line in expected.items() if line.voucher_id in {voucher.pk for voucher in some}
        )
