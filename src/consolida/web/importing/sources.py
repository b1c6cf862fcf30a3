"""Where the files of an import are looked for: a folder on the server, or what was uploaded."""

from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from consolida.core.errors import ConsolidaError
from consolida.core.language import noop
from consolida.transfer.inbox import Inbox, look, sort
from consolida.web.chosen import Chosen
from consolida.web.folders import allowed
from consolida.web.importing.trays import Tray, find_tray


class UploadsGone(ConsolidaError):
    """Uploaded files are not kept any more."""

    message = noop("The uploaded files are not here any more: they were imported, or are older than a day.")
    remedy = noop("Upload them again, or look at the history.")


@dataclass(frozen=True, slots=True)
class Place:
    """A place with files; one of `folder` and `tray` is given, or there is no place yet."""

    folder: Path | None = None
    tray: Tray | None = None
    operation_type: str = ""

    @property
    def is_chosen(self) -> bool:
        """Whether there is a place to look at."""
        return self.folder is not None or self.tray is not None

    @property
    def fields(self) -> dict[str, str]:
        """What the address of its list carries."""
        said = {"to": self.operation_type}
        if self.folder is not None:
            said["carpeta"] = str(self.folder)
        if self.tray is not None:
            said["subidos"] = self.tray.id
        return {name: value for name, value in said.items() if value}

    @property
    def url(self) -> str:
        """The address of its list."""
        return f"{reverse('import')}?{urlencode(self.fields)}" if self.fields else reverse("import")

    def inbox(self, here: Chosen) -> Inbox:
        """List its files by header and manifest."""
        period, operation_type = here.period, self.operation_type
        if self.folder is not None:
            return look(
                here.company, period=period, operation_type=operation_type, folder=self.folder, home=here.home
            )
        paths = self.tray.files if self.tray is not None else ()
        return sort(
            here.company,
            paths,
            period=period,
            operation_type=operation_type,
            home=here.home,
            name_foreign=True,
        )

    def key(self, path: Path) -> str:
        """Name one of its files for a form."""
        return path.name if self.folder is not None else f"{path.parent.name}/{path.name}"


def place_of(request: HttpRequest, here: Chosen) -> Place:
    """Return the place that a request names, confined to what the installation allows and the user owns."""
    asked = request.GET if request.method == "GET" else request.POST
    operation_type = asked.get("to", "")
    if asked.get("subidos"):
        tray = find_tray(asked["subidos"], user=here.by.name, company=here.company.ruc)
        if tray is None:
            raise UploadsGone
        return Place(tray=tray, operation_type=operation_type)
    folder = asked.get("carpeta", "")
    return Place(folder=allowed(folder) if folder else None, operation_type=operation_type)
