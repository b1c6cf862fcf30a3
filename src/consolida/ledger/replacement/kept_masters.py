"""How masters that differ are told: each row once, what differs in words, and how to take the file's."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from consolida.core.descent import Version
from consolida.core.findings import Finding, Severity
from consolida.core.language import gettext, noop
from consolida.core.likeness import alike
from consolida.core.money import plain_rate
from consolida.core.portable.format import FileKind
from consolida.core.rules import MORE
from consolida.core.wording import Quote
from consolida.ledger.models import Import
from consolida.ledger.replacement.parts import IncomingFile
from consolida.masters import shares
from consolida.masters.compare import MasterDifference
from consolida.masters.parties import PartyDifference

LISTED = 50  # of one kind
_STAYS = {
    "account": noop("Account {key} is “{theirs}” in {file} and “{ours}” here; it stays as it is here."),
    "cost_center": noop(
        "Cost centre {key} is “{theirs}” in {file} and “{ours}” here; it stays as it is here."
    ),
    "operation_type": noop("T/O {key} is “{theirs}” in {file} and “{ours}” here; it stays as it is here."),
    "exchange_rate": noop(
        "The exchange rate {currency} of {date} is “{theirs}” in {file} and “{ours}” here; it stays as it is"
        " here."
    ),
    "party": noop(
        "Person or entity {key} is “{theirs}” in {file} and “{ours}” here; it stays as it is here."
    ),
}
TAKE_BY_LOADING = noop(
    "If the file is right, load it again with --replace, on the screen with “Where something differs, the"
    " file is right”."
)
_MASTERS = noop("If the file is right, change it here, or import the file again and take what it says.")
_VOUCHERS = noop("If the file is right, change it here, or send the masters of head office to the site.")
_IN_THE_PREVIEW = noop("The preview on screen lists them all.")
_PARTY = noop("If the file is right, change the person or entity here.")


class KeptMasters:
    """The rows that stay although a file has them otherwise; what two files say alike is told once.

    Of many the first are told: the preview lists them all.
    """

    def __init__(self, act: str) -> None:
        self._act = act
        self._told = set[tuple[object, ...]]()
        self._many = Counter[str]()
        self._examples: dict[str, Quote] = {}

    def rows(self, file: IncomingFile, kept: Iterable[MasterDifference]) -> Iterator[Finding]:
        """Yield what is to be told of accounts, cost centres, T/O and rates of a file."""
        for one in kept:
            ours, theirs = sides_in_words(one)
            yield from self._tell(
                one.table,
                one.key,
                remedy=self._remedy(file),
                theirs=theirs,
                ours=ours,
                file=file.name,
                fields={"currency": one.key[0], "date": one.key[-1], "key": one.code},
            )

    def parties(self, file: IncomingFile, kept: Iterable[PartyDifference]) -> Iterator[Finding]:
        """Yield what is to be told of the persons and entities of a file."""
        for one in kept:
            ours, theirs = sides_in_words(one)
            yield from self._tell(
                "party",
                one.key,
                remedy=_PARTY,
                theirs=theirs,
                ours=ours,
                file=file.name,
                fields={"key": one.number},
            )

    def more(self) -> Iterator[Finding]:
        """Yield how many more there are than were told one by one."""
        for rule, count in self._many.items():
            if count > LISTED:
                fields = {"count": count - LISTED, "example": self._examples[rule]}
                yield Finding(rule, Severity.NOTE, MORE, _IN_THE_PREVIEW, fields)

    def _tell(
        self,
        table: str,
        key: tuple[str | int, ...],
        *,
        remedy: str,
        theirs: str,
        ours: str,
        file: str,
        fields: Mapping[str, object],
    ) -> Iterator[Finding]:
        if (table, key, theirs) in self._told:
            return
        self._told.add((table, key, theirs))
        rule = "party_differs" if table == "party" else "master_differs"
        self._many[rule] += 1
        if self._many[rule] <= LISTED:
            said = {**fields, "table": table, "theirs": theirs, "ours": ours, "file": file}
            self._examples[rule] = Quote(_STAYS[table], said)
            yield Finding(rule, Severity.NOTE, _STAYS[table], remedy, said, file)

    def _remedy(self, file: IncomingFile) -> str:
        if file.manifest.kind is not FileKind.MASTERS:
            return _VOUCHERS
        return TAKE_BY_LOADING if self._act == Import.Act.LOAD else _MASTERS


def sides_in_words(one: MasterDifference | PartyDifference) -> tuple[str, str]:
    """Say what is here and what the file has, where they differ."""
    if isinstance(one, PartyDifference):
        return version_in_words(one.ours, one.theirs), version_in_words(one.theirs, one.ours)
    return _differing(one, one.ours), _differing(one, one.theirs)


def _differing(one: MasterDifference, row: Mapping[str, str | int]) -> str:
    """Say what one end has; names that are written a little otherwise are no difference."""
    columns = [name for name in row if one.ours[name] != one.theirs[name]]
    if len(columns) > 1 and "name" in columns and alike(str(one.ours["name"]), str(one.theirs["name"])):
        columns.remove("name")
    return ", ".join(_IN_WORDS[name](row[name]) for name in columns)


def version_in_words(one: Version, other: Version) -> str:
    """Say what one of two versions of a person or entity has."""
    said = [one.name, one.address]
    return ", ".join(filter(None, [*said, _active(one.active) if one.active != other.active else ""]))


def row_in_words(row: Mapping[str, str | int]) -> str:
    """Say what a row has beside its key and its name; what is usual is not said."""
    told = [name for name in row if name != "name" and name in _IN_WORDS]
    return ", ".join(_IN_WORDS[name](row[name]) for name in told if bool(row[name]) != (name == "active"))


def _yes_or_no(yes: str, no: str) -> Callable[[str | int], str]:
    return lambda value: gettext(yes if value else no)


def _named(some: str, none: str) -> Callable[[str | int], str]:
    return lambda value: gettext(some).format(value=value) if value else gettext(none)


_active = _yes_or_no(noop("active"), noop("inactive"))
_IN_WORDS: Mapping[str, Callable[[str | int], str]] = {
    "name": str,
    "requires_party": _yes_or_no(noop("with person or entity"), noop("without person or entity")),
    "requires_cost_center": _yes_or_no(noop("with cost centre"), noop("without cost centre")),
    "requires_document": _yes_or_no(noop("with document"), noop("without document")),
    "charge_account": _named(noop("charged to {value}"), noop("without account to charge")),
    "credit_account": _named(noop("credited to {value}"), noop("without account to credit")),
    shares.COLUMN: lambda value: str(value) or gettext("without percentages"),
    "book": _named(noop("book {value}"), noop("without book")),
    "active": _active,
    "buy": lambda value: gettext("buying {rate}").format(rate=plain_rate(int(value))),
    "sell": lambda value: gettext("selling {rate}").format(rate=plain_rate(int(value))),
}
