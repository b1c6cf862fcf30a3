"""What is asked before an export."""

from pathlib import Path
from typing import Any

from django import forms

from consolida.core.actor import Right
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext
from consolida.masters.models import OperationType, Site
from consolida.transfer.folders import FolderNotAllowed
from consolida.web.chosen import Chosen
from consolida.web.folders import Folder, allowed, offered
from consolida.web.forms import labelled

DOWNLOAD = "download"


class ExportForm(forms.Form):
    """Site, T/O, state and destination."""

    site = forms.ChoiceField()
    operation_type = forms.ChoiceField(required=False)
    definitive = forms.ChoiceField(widget=forms.RadioSelect)
    to = forms.ChoiceField()
    as_zip = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, here: Chosen, data: Any = None) -> None:
        sites, folders = sites_to_export(here), offered()
        super().__init__(
            data,
            initial={
                "site": sites[0].code if sites else "",
                "definitive": "",
                "to": next((str(one.path) for one in folders if one.is_stick), DOWNLOAD),
                "as_zip": "",
            },
        )
        self._choices(here, sites, folders)
        labelled(
            self,
            site=gettext("Site"),
            operation_type=gettext("Operation type (T/O)"),
            definitive=gettext("State"),
            to=gettext("Where to"),
            as_zip=gettext("As"),
        )
        for name in ("definitive", "as_zip"):
            self.fields[name].widget.attrs["class"] = "form-check-input"
            self.fields[name].required = False

    def _choices(self, here: Chosen, sites: list[Site], folders: list[Folder]) -> None:
        types = OperationType.objects.filter(company=here.company, active=True)
        self._offer("site", [(site.code, str(site)) for site in sites])
        self._offer(
            "operation_type", [("", gettext("The whole month")), *((one.code, str(one)) for one in types)]
        )
        definitive = gettext("Definitive: closes what it covers")
        states = [("", gettext("Preliminary: you go on working"))]
        if here.by.may_somewhere(Right.CLOSE, company=here.company.ruc):
            states.append(("yes", definitive))
        self._offer("definitive", states)
        self._offer(
            "to",
            [
                (DOWNLOAD, gettext("Download it with the browser")),
                *((str(folder.path), _named(folder)) for folder in folders),
            ],
        )
        # a stick that was pulled out meanwhile is told as one, not as a choice that is not there
        self.fields["to"].error_messages["invalid_choice"] = str(FolderNotAllowed(folder="%(value)s"))
        self._offer("as_zip", [("", gettext("File (.db)")), ("yes", gettext("Package for e-mail (.zip)"))])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - they are declared above
        field.choices = choices

    def clean_to(self) -> Path | None:
        """Return the folder, or None for the browser."""
        asked = str(self.cleaned_data["to"])
        if asked == DOWNLOAD:
            return None
        try:
            return allowed(asked)
        except ConsolidaError as problem:
            raise forms.ValidationError(str(problem)) from problem


def sites_to_export(here: Chosen) -> list[Site]:
    """List the sites whose vouchers are typed here and that the user may export."""
    return [
        site
        for site in Site.objects.filter(company=here.company, here=True).order_by("-active", "code")
        if here.by.may(Right.EXPORT, company=here.company.ruc, site=site.code)
    ]


def _named(folder: Folder) -> str:
    words = gettext("Stick {folder}") if folder.is_stick else gettext("Folder {folder}")
    name = words.format(folder=folder.path)
    if folder.free is None:
        return name
    return gettext("{name} — {free} MB free").format(name=name, free=f"{folder.free >> 20:,}")
