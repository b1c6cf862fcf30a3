"""Tests of identifiers."""

from datetime import UTC, datetime
from uuid import UUID

from consolida.core.period import Period
from consolida.core.uids import derived_uid, new_uid

NOVEMBER = Period("2026-11")


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
