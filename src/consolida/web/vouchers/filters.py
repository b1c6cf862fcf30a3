"""The filters of the list of vouchers, as the address has them."""

from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from consolida.core.errors import ConsolidaError
from consolida.ledger.search import Place, Wanted
from consolida.web.vouchers.words import amount_of

# (field of the address, field of Wanted)
_TEXTS = {
    "tipo": "operation_type",
    "sede": "site",
    "origen": "origin",
    "numero": "number",
    "texto": "text",
    "cuenta": "account",
    "persona": "party",
    "documento": "document",
}
_LONGEST = 60
_ANNULLED = {"si": True, "no": False}


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked, what of it was understood, and why the rest was not."""

    typed: dict[str, str]
    wanted: Wanted
    after: Place | None
    problem: ConsolidaError | None

    @property
    def query(self) -> str:
        """The filters as part of an address."""
        return urlencode({name: text for name, text in self.typed.items() if text})


def filters_of(asked: QueryDict) -> Filters:
    """Read the filters of an address."""
    names = (*_TEXTS, "monto", "anulados")
    typed = {name: asked.get(name, "").strip()[:_LONGEST] for name in names}
    amount, problem = _amount(typed["monto"])
    texts = {field: typed[name] for name, field in _TEXTS.items()}
    wanted = Wanted(**texts, amount=amount, annulled=_ANNULLED.get(typed["anulados"]))
    return Filters(typed, wanted, _place(asked.get("desde", "")), problem)


def place_text(place: Place) -> str:
    """Write where a page begins into an address."""
    return "|".join(place)


def _place(text: str) -> Place | None:
    with suppress(TypeError):
        return Place(*text.split("|", 2))
    return None


def _amount(text: str) -> tuple[int | None, ConsolidaError | None]:
    try:
        return (amount_of(text) if text else None), None
    except ConsolidaError as problem:
        return None, problem
