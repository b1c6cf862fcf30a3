"""From whom a site's files are accepted."""

import pytest

from consolida.audit.models import Entry
from consolida.core.actor import NotAllowed
from consolida.masters import senders
from consolida.masters.companies import the_site
from consolida.masters.models import AcceptedSender, Site
from support.companies import ALICE, NOBODY, NOW, make_company

INSTALLATION, KEY = "01930000-0000-7000-8000-000000000001", "ab" * 32


@pytest.fixture
def site(lima: object) -> Site:
    return the_site(make_company(chart=None), "0000")


def accept(site: Site, installation: str = INSTALLATION, key: str = KEY) -> AcceptedSender:
    return senders.accept(site, installation=installation, public_key=key, by=ALICE, at=NOW)


def test_nobody_is_known_at_first(site: Site) -> None:
    assert not site.senders.exists()
    assert not senders.accepted(site, INSTALLATION, KEY)


def test_one_that_was_accepted_is_accepted_with_its_key_only(site: Site) -> None:
    assert str(accept(site)) == f"0000 Sede 0000 {INSTALLATION}"
    assert site.senders.exists()
    assert senders.accepted(site, INSTALLATION, KEY)
    assert not senders.accepted(site, INSTALLATION, "cd" * 32)
    assert not senders.accepted(site, "another", KEY)


def test_another_site_s_sender_is_another_matter(site: Site) -> None:
    accept(site)
    other = the_site(site.company, "0001")
    assert not other.senders.exists()
    assert not senders.accepted(other, INSTALLATION, KEY)


def test_accepting_twice_is_accepting_once(site: Site) -> None:
    assert accept(site) == accept(site)
    (entry,) = Entry.objects.filter(act="sender-accepted")
    assert entry.subject == f"0000 {INSTALLATION}"
    assert '"public_key":"' + KEY in entry.details


def test_who_has_no_right_accepts_nobody(site: Site) -> None:
    with pytest.raises(NotAllowed, match="may not accept the files of a new sender"):
        senders.accept(site, installation=INSTALLATION, public_key=KEY, by=NOBODY, at=NOW)
    assert not site.senders.exists()


def test_one_that_was_withdrawn_asks_again(site: Site) -> None:
    sender = accept(site)
    senders.withdraw(sender, by=ALICE, at=NOW)
    senders.withdraw(sender, by=ALICE, at=NOW)
    assert not site.senders.exists()
    (entry,) = Entry.objects.filter(act="sender-withdrawn")
    assert entry.subject == f"0000 {INSTALLATION}"
    assert '"public_key":"' + KEY in entry.details


def test_who_has_no_right_withdraws_nobody(site: Site) -> None:
    with pytest.raises(NotAllowed, match="may not accept the files of a new sender"):
        senders.withdraw(accept(site), by=NOBODY, at=NOW)
    assert site.senders.exists()
