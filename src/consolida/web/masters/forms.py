"""Forms of the masters' rows: each knows its fields, and to which of them a refusal belongs."""

from typing import Any, ClassVar

from django import forms

from consolida.core import sunat
from consolida.core.errors import ConsolidaError, Refused
from consolida.core.language import gettext, noop
from consolida.core.money import NotARate, parse_rate, plain_rate
from consolida.masters import shares
from consolida.masters.compare import Row
from consolida.masters.shares import Part
from consolida.web.forms import labelled
from consolida.web.masters.parts import PartsField
from consolida.web.masters.parts import typed as typed_parts

# Which field a rule or an error speaks of; what is not named here stands above the form.
_FIELDS = {
    "account_code": "code",
    "cost_center_code": "code",
    "operation_type_code": "code",
    "operation_type_book": "book",
    "share_range": "parts",
    "share_account": "parts",
    "share_sum": "parts",
    "RowExists": "code",
    "RateExists": "date",
    "PartyExists": "number",
    "NotAPartyNumber": "number",
}


def _text(limit: int, **more: Any) -> forms.CharField:
    return forms.CharField(max_length=limit, **more)


def _active() -> forms.BooleanField:
    return forms.BooleanField(required=False, initial=True)


class RowForm(forms.Form):
    """A row of a master; the fields of its key are only filled in once."""

    KEY: ClassVar[tuple[str, ...]] = ("code",)
    LABELS: ClassVar[dict[str, str]] = {}
    HELP: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, changing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(list(self.LABELS))
        labelled(self, **{name: gettext(label) for name, label in self.LABELS.items()})
        for name, text in self.HELP.items():
            self.fields[name].help_text = gettext(text)
        for name in self.KEY:
            self.fields[name].disabled = changing

    def row(self) -> Row:
        """Return what was typed as a file has it."""
        return {
            name: int(value) if isinstance(value, bool) else str(value or "")
            for name, value in self.cleaned_data.items()
        }

    @classmethod
    def typed(cls, row: Any) -> dict[str, Any]:
        """Return a row of the database as the form shows it."""
        return {name: getattr(row, name) for name in cls.LABELS}

    @classmethod
    def told(cls) -> dict[str, str]:
        """Return what each field of a row is called in its history."""
        return cls.LABELS

    def refuse(self, problem: ConsolidaError) -> None:
        """Say at its field, or above the form, why what was typed was not taken."""
        if isinstance(problem, Refused):
            for finding in problem.findings:
                self._say(_FIELDS.get(finding.rule), f"{finding.sentence()} {finding.advice()}")
        else:
            field = str(problem.fields["what"]) if "what" in problem.fields else None
            self._say(_FIELDS.get(type(problem).__name__, field), str(problem))

    def _say(self, field: str | None, sentence: str) -> None:
        self.add_error(field if field in self.fields else None, sentence)


_PAIR_HELP = noop("The expense recorded there is charged to the first account and credited to the second.")
_PAIR = {
    "charge_account": noop("Destino: account charged"),
    "credit_account": noop("Destino: account credited"),
}


class AccountForm(RowForm):
    """An account, what a line on it must have, and where its destino lines go."""

    LABELS: ClassVar[dict[str, str]] = {
        "code": noop("Code"),
        "name": noop("Name"),
        "requires_party": noop("Its lines need a person or entity"),
        "requires_cost_center": noop("Its lines need a cost centre"),
        "requires_document": noop("Its lines need a document"),
        **_PAIR,
        "active": noop("In use"),
    }
    HELP: ClassVar[dict[str, str]] = {"credit_account": _PAIR_HELP}

    code = _text(24)
    name = _text(200)
    requires_party = forms.BooleanField(required=False)
    requires_cost_center = forms.BooleanField(required=False)
    requires_document = forms.BooleanField(required=False)
    charge_account = _text(24, required=False)
    credit_account = _text(24, required=False)
    active = _active()


class CostCenterForm(RowForm):
    """A cost centre, and where the destino lines of its expenses go."""

    LABELS: ClassVar[dict[str, str]] = {
        "code": noop("Code"),
        "name": noop("Name"),
        "parts": noop("Destino: where its expenses go"),
        "active": noop("In use"),
    }
    HELP: ClassVar[dict[str, str]] = {
        "parts": noop("One row without a percentage takes everything; several add up to 100.00 %.")
    }

    code = _text(24)
    name = _text(200)
    parts = PartsField(required=False)
    active = _active()

    def row(self) -> Row:
        """Return what was typed as a row has it: the pair that takes everything, or the parts."""
        row = dict(super().row())
        del row["parts"]
        return {**row, **self.cleaned_data["parts"]}

    @classmethod
    def typed(cls, row: Any) -> dict[str, Any]:
        """Return the pair or the parts as rows."""
        text = shares.in_words(
            Part(one.charge_account, one.credit_account, one.share) for one in row.shares.all()
        )
        shown = {name: getattr(row, name) for name in cls.LABELS if name != "parts"}
        return {**shown, "parts": typed_parts(row.charge_account, row.credit_account, text)}

    @classmethod
    def told(cls) -> dict[str, str]:
        """Return also what its history calls a pair and the parts."""
        return {**cls.LABELS, **_PAIR, shares.COLUMN: noop("Destino percentages")}


def book_name(code: str) -> str:
    """Name a legal book with its code; '' is none."""
    name = sunat.names(sunat.Table.BOOKS).get(code, "").capitalize()
    return f"{code} {name}"[:90].strip()


def _books() -> list[tuple[str, str]]:
    books = [(code, book_name(code)) for code in sunat.names(sunat.Table.BOOKS)]
    return [("", gettext("none of its own: only the journal")), *books]


class OperationTypeForm(RowForm):
    """An operation type and the legal book that it belongs to."""

    LABELS: ClassVar[dict[str, str]] = {
        "code": noop("Code"),
        "name": noop("Name"),
        "book": noop("Book (SUNAT table 8)"),
        "active": noop("In use"),
    }
    HELP: ClassVar[dict[str, str]] = {"code": noop("One to four letters and digits, like 05.")}

    code = _text(4)
    name = _text(200)
    book = forms.ChoiceField(choices=_books, required=False)
    active = _active()


class RateForm(RowForm):
    """The rates of a day."""

    KEY: ClassVar[tuple[str, ...]] = ("currency", "date")
    LABELS: ClassVar[dict[str, str]] = {
        "currency": noop("Currency"),
        "date": noop("Date"),
        "buy": noop("Buying"),
        "sell": noop("Selling"),
    }
    HELP: ClassVar[dict[str, str]] = {
        "currency": noop("The code of SUNAT's table 4, like USD or EUR."),
        "sell": noop("With a dot and up to six decimals, like 3.752."),
    }

    currency = _text(3, initial="USD")
    date = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    buy = _text(20, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    sell = _text(20, widget=forms.TextInput(attrs={"inputmode": "decimal"}))

    def clean_currency(self) -> str:
        """Take small letters for capitals."""
        return str(self.cleaned_data["currency"]).upper()

    def clean_buy(self) -> int:
        """Read the rate."""
        return self._rate("buy")

    def clean_sell(self) -> int:
        """Read the rate."""
        return self._rate("sell")

    def _rate(self, name: str) -> int:
        try:
            return parse_rate(str(self.cleaned_data[name]))
        except NotARate as problem:
            raise forms.ValidationError(str(problem)) from problem

    def row(self) -> Row:
        """Return the rates in millionths."""
        data = self.cleaned_data
        return {
            "currency": data["currency"],
            "date": data["date"].isoformat(),
            "buy": data["buy"],
            "sell": data["sell"],
        }

    @classmethod
    def typed(cls, row: Any) -> dict[str, Any]:
        """Return the rates as people write them."""
        return {**super().typed(row), "buy": plain_rate(row.buy), "sell": plain_rate(row.sell)}


DOCUMENTS = {
    "6": noop("RUC"),
    "1": noop("DNI"),
    "4": noop("Foreigner's card"),
    "7": noop("Passport"),
    "A": noop("Diplomatic card"),
    "0": noop("Other document"),
}


def document_name(kind: str) -> str:
    """Name a type of identity document, in the active language."""
    return gettext(DOCUMENTS.get(kind, kind))


def _documents() -> list[tuple[str, str]]:
    return [(code, f"{code} {document_name(code)}") for code in DOCUMENTS]


class PartyForm(RowForm):
    """A person or entity, known by document and number."""

    KEY: ClassVar[tuple[str, ...]] = ("type", "number")
    LABELS: ClassVar[dict[str, str]] = {
        "type": noop("Identity document"),
        "number": noop("Number"),
        "name": noop("Name"),
        "address": noop("Address"),
        "active": noop("In use"),
    }

    type = forms.ChoiceField(choices=_documents)
    number = _text(15)
    name = _text(200)
    address = _text(300, required=False)
    active = _active()
