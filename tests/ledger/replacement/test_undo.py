"""What an undo asks of the archive."""

import pytest

from consolida.core.errors import Refused
from consolida.ledger.models import ArchivedFile, Import
from consolida.ledger.replacement.undo import BeforeImageMissing
from support.files import edit
from support.places import SALE as TYPED_SALE
from support.places import Place
from support.senders import SALE, SALE_2, Sender


def test_an_image_that_was_altered_is_refused(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE))
    done = head_office.import_(arequipa.send(SALE_2))
    with head_office.open():
        uid = ArchivedFile.objects.order_by("pk")[0].file_uid
    edit(head_office.home.archived(uid), "UPDATE line SET account = '101'")
    before = head_office.state()
    with pytest.raises(Refused, match="digest"):
        head_office.undo(done.import_id)
    assert head_office.state() == before


def test_an_image_without_the_batch_is_none(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE))
    done = head_office.import_(arequipa.send(SALE_2))
    other = arequipa.send(SALE, period="2026-11", operation_type="05", batches=())
    empty = arequipa.send("")
    with head_office.open():
        row = Import.objects.get(pk=done.import_id).batches.select_related("before").get()
        assert row.before is not None
        kept = head_office.home.archived(row.before.file_uid)
    for instead in (empty, other):
        kept.write_bytes(instead.read_bytes())
        if instead is empty:
            with pytest.raises(BeforeImageMissing):
                head_office.undo(done.import_id)
    # an equal batch in another file is the same content
    assert head_office.undo(done.import_id).vouchers == 1


def test_an_undo_is_noted_as_an_import_of_its_own(head_office: Place) -> None:
    exported = head_office.export().file
    head_office.type(TYPED_SALE)
    done = head_office.import_(exported, decisions={"typed_here:0000": "replace"})
    undone = head_office.undo(done.import_id)
    with head_office.open():
        noted = Import.objects.get(pk=undone.import_id)
        assert (noted.act, noted.added, noted.removed, noted.files.count()) == ("undo", 1, 0, 0)
        assert Import.objects.get(pk=done.import_id).undone_by == noted
