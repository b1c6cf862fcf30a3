"""Tests of identifiers."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from consolida.core.moment import read_stamp, stamp
from consolida.core.period import Period
from consolida.core.uids import derived_uid, new_uid

NOVEMBER = Period("2026-11")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def derived(**changes: str) -> str:
    names = {"ruc": "20131312955", "site": "0001", "operation_type": "05", "source": "05-110007"} | changes
    period = Period(names.pop("period", NOVEMBER))
    return derived_uid(
        ruc=names["ruc"],
        site=names["site"],
        period=period,
        operation_type=names["operation_type"],
        source=names["source"],
    )


def test_a_new_uid_is_a_uuid_of_version_7() -> None:
    uid = UUID(new_uid(datetime(2026, 11, 3, tzinfo=UTC)))
    assert (uid.version, uid.variant) == (7, "specified in RFC 4122")


def test_new_uids_are_ordered_by_time() -> None:
    earlier = new_uid(datetime(2026, 11, 3, 10, tzinfo=UTC))
    later = new_uid(datetime(2026, 11, 3, 11, tzinfo=UTC))
    assert earlier < later


def test_two_uids_of_one_moment_differ() -> None:
    at = datetime(2026, 11, 3, tzinfo=UTC)
    assert new_uid(at) != new_uid(at)


def test_a_derived_uid_is_the_same_at_every_load() -> None:
    assert derived() == derived()
    assert UUID(derived()).version == 8


def test_whatever_names_a_voucher_elsewhere_changes_its_uid() -> None:
    changes = ({"ruc": "20512333797"}, {"site": "0002"}, {"operation_type": "06"}, {"source": "05-110008"})
    assert len({derived(), derived(period="2026-10"), *(derived(**change) for change in changes)}) == 6


def test_derived_uids_of_a_month_lie_together() -> None:
    assert derived(period="2026-10") < derived() < derived(period="2026-12")
    assert derived()[:8] == derived(source="other")[:8]


MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001 - made aware by the strategy
    max_value=datetime(2199, 12, 31),  # noqa: DTZ001 - made aware by the strategy
    timezones=st.just(UTC),
)


@given(MOMENTS)
def test_a_new_uid_tells_its_moment_to_the_millisecond(at: datetime) -> None:
    milliseconds = UUID(new_uid(at)).int >> 80
    assert EPOCH + timedelta(milliseconds=milliseconds) == read_stamp(stamp(at))


@given(MOMENTS, MOMENTS)
def test_of_two_moments_the_later_has_the_greater_uid(one: datetime, other: datetime) -> None:
    first, second = sorted((one, other))
    assert stamp(first) == stamp(second) or new_uid(first) < new_uid(second)


@given(st.integers(1900, 2099), st.integers(1, 12), st.text(max_size=40))
def test_every_month_that_books_can_have_gives_uids(year: int, month: int, source: str) -> None:
    period = Period(f"{year}-{month:02d}")
    uid = derived_uid(ruc="20131312955", site="0001", period=period, operation_type="05", source=source)
    assert str(UUID(uid)) == uid
    assert (UUID(uid).version, UUID(uid).variant) == (8, "specified in RFC 4122")


def test_the_uids_of_what_was_loaded_once_stay_for_ever() -> None:
    assert derived() == "01a19467-e800-848b-a490-685b4b88a2e0"
    assert derived(period="1969-12") == "ffff605a-dc00-8337-8970-e4fe3f6597cd"
