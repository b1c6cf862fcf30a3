"""What the inbox says of the files in a folder."""

from pathlib import Path

from consolida.transfer.inbox import look
from support.places import NOVEMBER, Place


def statuses(place: Place, folder: Path, *, period: str = NOVEMBER) -> dict[int, str]:
    """Return how the inbox marks the files of a month, by their numbers."""
    with place.open() as company:
        inbox = look(company, period=period, folder=folder, home=place.home)
    return {one.manifest.export_number: one.status for one in inbox.matching}
