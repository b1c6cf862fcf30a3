"""Importar: from the list through the preview to the result."""

from pathlib import Path

from consolida.ledger.models import Import
from support.senders import SALE, SALE_2, Sender
from support.visiting import Visitor, words

CHANGED = SALE.replace("118.00", "236.00").replace(" 18.00", " 36.00").replace("100.00", "200.00")


def test_a_new_senders_file_is_asked_about_then_imported_then_undone(
    carla: Visitor, mail: Path, arequipa: Sender
) -> None:
    file = arequipa.send(SALE + SALE_2)
    listed = carla.reads("/importar/", carpeta=str(mail))
    assert "unknown signature" in listed
    first = carla.follow(carla.post("/importar/empezar/", {"carpeta": str(mail), "file": file.name}))
    desk = first.request["PATH_INFO"]
    assert "To be decided first" in first.content.decode()
    assert b"btn-confirm" not in first.content
    shown = carla.sends(desk, **{"act": "answer", "decide:key:0001": "accept"})
    assert "0 vouchers will be removed and 2 put in (+2, −0, 0 modified)." in shown
    result = carla.confirms(desk)
    assert "proved equal to the file" in result
    noted = Import.objects.get()
    assert (noted.added, noted.by) == (2, "carla")
    undo = carla.follow(carla.post(f"/historial/importaciones/{noted.pk}/deshacer/"))
    assert "2 vouchers will be removed and 0 put in" in words(undo)
    assert "Undo 2" in carla.confirms(undo.request["PATH_INFO"])
    noted.refresh_from_db()
    assert noted.undone_by is not None
