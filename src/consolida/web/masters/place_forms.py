"""Forms of sites and companies."""

from typing import Any

from django import forms

from consolida.core.language import gettext
from consolida.masters.models import ReplaceMode
from consolida.masters.official import PCGE
from consolida.web.forms import labelled


class SiteForm(forms.Form):
    """What of a site may change."""

    name = forms.CharField(max_length=200)
    here = forms.BooleanField(required=False)
    head_office = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labelled(
            self,
            name=gettext("Name"),
            here=gettext("Its vouchers are typed in this installation"),
            head_office=gettext("It is the head office"),
        )
        self.fields["here"].help_text = gettext(
            "Those of any other site arrive by import, and are read-only."
        )


class KnownSiteForm(SiteForm):
    """A site that is there, which may be taken out of use."""

    active = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labelled(self, active=gettext("In use"))
        self.fields["active"].help_text = gettext(
            "A site that is no longer in use keeps its vouchers and balances and takes nothing new; it is "
            "not offered any more, and its files are imported only after a question. It can be put in use "
            "again at any time."
        )


class NewSiteForm(SiteForm):
    """A new site, with its code."""

    code = forms.CharField(max_length=4)
    field_order = ("code", "name", "here", "head_office")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labelled(self, code=gettext("Code"))
        self.fields["code"].help_text = gettext(
            "One to four letters and digits, like SUNAT's code of the establishment: 0000, 0001."
        )


def _modes() -> list[tuple[str, str]]:
    return [
        (
            ReplaceMode.SITES,
            gettext("only the vouchers of the file's site, in its month and T/O (nearly always right)"),
        ),
        (
            ReplaceMode.ALL,
            gettext("all vouchers of that month and T/O, of every site, whatever their origin"),
        ),
    ]


class CompanyForm(forms.Form):
    """What of a company may change."""

    name = forms.CharField(max_length=200)
    replace = forms.ChoiceField(choices=_modes, widget=forms.RadioSelect(attrs={"class": "form-check-input"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labelled(self, name=gettext("Name"), replace=gettext("What an import replaces"))


def _masters(ruc: str) -> list[tuple[str, str]]:
    return [
        ("chart", gettext("the official chart of accounts (PCGE 2019) and the usual operation types")),
        ("copy", gettext("those of the company that is chosen now ({ruc})").format(ruc=ruc)),
        ("none", gettext("only the usual operation types")),
    ]


class NewCompanyForm(CompanyForm):
    """A new company, and what its masters start from."""

    ruc = forms.CharField(max_length=11, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    masters = forms.ChoiceField(
        initial="chart", widget=forms.RadioSelect(attrs={"class": "form-check-input"})
    )
    field_order = ("ruc", "name", "masters", "replace")

    def __init__(self, *args: Any, ruc: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labelled(self, ruc=gettext("RUC"), masters=gettext("Its masters start from"))
        self.fields["masters"].choices = _masters(ruc)  # type: ignore[attr-defined] # a choice field
        self.fields["replace"].initial = ReplaceMode.SITES
        self._model = ruc

    def asked(self) -> dict[str, Any]:
        """Return what was typed as the company's first words."""
        data = self.cleaned_data
        return {
            "ruc": data["ruc"],
            "name": data["name"],
            "chart": PCGE if data["masters"] == "chart" else None,
            "copy_masters": self._model if data["masters"] == "copy" else None,
            "replace": data["replace"],
        }
