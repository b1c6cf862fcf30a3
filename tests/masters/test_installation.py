"""The installation's uid: made once, another one after a restore."""

import pytest

from consolida.audit.models import Entry
from consolida.masters import installation
from consolida.masters.models import Installation
from support.companies import ALICE, NOW

pytestmark = pytest.mark.usefixtures("lima")


def test_a_folder_without_installation_says_what_to_do() -> None:
    with pytest.raises(installation.NotInitialised) as refusal:
        installation.installation()
    assert str(refusal.value) == (
        "This folder holds no installation of Consolida yet."
        " Run “consolida init”, or name another folder with CONSOLIDA_HOME."
    )


def test_it_is_made_once() -> None:
    made = installation.make(NOW)
    assert made.made_at == "2026-12-03T15:42:07.125Z"
    assert str(made) == made.uid
    assert installation.make(NOW) == made == installation.installation()
    assert Entry.objects.get().by == "consolida"


def test_a_renewed_one_has_another_uid_and_says_which_it_had() -> None:
    former = installation.make(NOW, ALICE).uid
    renewed = installation.renew(NOW, ALICE)
    assert renewed.uid != former
    assert Installation.objects.get().uid == renewed.uid
    entry = Entry.objects.get(act="installation-renewed")
    assert (entry.by, entry.subject, entry.details) == ("alice", renewed.uid, f'{{"former":"{former}"}}')


def test_what_was_never_made_cannot_be_renewed() -> None:
    with pytest.raises(installation.NotInitialised):
        installation.renew(NOW, ALICE)
