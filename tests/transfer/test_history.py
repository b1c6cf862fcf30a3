"""What left and what came, the newest first."""

from consolida.core.batches import BatchKey
from consolida.transfer.history import history, page
from consolida.transfer.models import Export
from support.places import SALE as TYPED_SALE
from support.places import Place
from support.senders import PURCHASE, SALE, SALE_2, Sender


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


def test_a_month_and_a_kind_are_told_alone(head_office: Place, arequipa: Sender) -> None:
    head_office.type(TYPED_SALE)
    head_office.export()
    november = head_office.welcome(arequipa.send(SALE))
    october = head_office.import_(arequipa.send(SALE.replace("2026-11", "2026-10"), period="2026-10"))
    with head_office.open() as company:

        def told(**asked: object) -> list[tuple[str, int]]:
            return [(one.act, one.number) for one in history(company, **asked)]  # type: ignore[arg-type]

        assert told(period="2026-10") == [("import", october.import_id)]
        assert told(period="2026-11") == [("import", november.import_id), ("export", 1)]
        assert told(acts=["export"]) == [("export", 1)]
        assert told(acts=["undo"]) == []
        assert told(period="2026-11", acts=["import"]) == [("import", november.import_id)]


def test_pages_are_cut_out_of_the_whole(head_office: Place, arequipa: Sender) -> None:
    head_office.welcome(arequipa.send(SALE))
    for text in (SALE_2, SALE, SALE_2):
        head_office.import_(arequipa.send(text))
    head_office.export()
    with head_office.open() as company:
        whole = history(company)
        pages = [page(company, offset=offset, limit=2) for offset in (0, 2, 4, 6)]
    assert [one.total for one in pages] == [5, 5, 5, 5]
    assert [one for some in pages for one in some.passages] == whole


def test_a_passage_says_what_it_was_and_what_it_replaced(head_office: Place, arequipa: Sender) -> None:
    head_office.type(TYPED_SALE)
    head_office.export(operation_type="05", definitive=True)
    done = head_office.welcome(arequipa.send(SALE + PURCHASE))
    head_office.undo(done.import_id)
    with head_office.open() as company:
        undo, came, sent = history(company)
    assert came.batches == (BatchKey("0001", "2026-11", "05"), BatchKey("0001", "2026-11", "11"))
    assert came.places == (("2026-11", "0001", "05 11"),)
    assert (undo.act_in_words, came.act_in_words, sent.act_in_words) == ("undo", "import", "export")
    assert (undo.note, came.note) == (f"undoes {came.number}", f"undone by {undo.number}")
    assert (sent.period, sent.site, sent.operation_type, sent.definitive, sent.note) == (
        "2026-11",
        "0000",
        "05",
        True,
        "",
    )


def test_an_export_that_never_arrived_says_so(head_office: Place) -> None:
    head_office.export()
    with head_office.open() as company:
        Export.objects.update(delivered_to="")
        assert history(company)[0].note == "never arrived"


def test_a_reason_is_the_note_of_its_import(head_office: Place, arequipa: Sender) -> None:
    old, new = arequipa.send(SALE), arequipa.send(SALE_2)
    head_office.welcome(new)
    head_office.import_(old, reason="the new one was wrong")
    with head_office.open() as company:
        assert history(company)[0].note == "the new one was wrong"
