"""What left and what came, the newest first."""

from consolida.transfer.history import history
from support.places import SALE as TYPED_SALE
from support.places import Place
from support.senders import SALE, SALE_2, Sender


def test_exports_and_imports_are_told_the_newest_first(head_office: Place, arequipa: Sender) -> None:
    head_office.type(TYPED_SALE)
    exported = head_office.export()
    old, new = arequipa.send(SALE), arequipa.send(SALE + SALE_2)
    done = head_office.welcome(new)
    back = head_office.import_(old, reason="the new one was wrong")
    undone = head_office.undo(back.import_id)
    with head_office.open() as company:
        passages = history(company)
    assert [(one.act, one.number) for one in passages] == [
        ("undo", undone.import_id),
        ("import", back.import_id),
        ("import", done.import_id),
        ("export", 1),
    ]
    last, second, first, sent = passages
    assert (last.undoes, second.undone_by) == (back.import_id, undone.import_id)
    assert (second.reason, second.removed, second.equal) == ("the new one was wrong", 1, 1)
    assert (first.files, first.added, first.undone_by, first.undoes) == ((new.name,), 2, None, None)
    assert (sent.files, sent.vouchers, sent.delivered_to) == (
        (exported.file.name,),
        1,
        str(exported.file),
    )
