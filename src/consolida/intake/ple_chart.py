"""The chart of accounts from PLE 5.3 (and 5.4, which is the same)."""

from collections.abc import Iterator

from consolida.core.language import noop
from consolida.intake import ple_name
from consolida.intake.cells import BadCell, text_of
from consolida.intake.complaints import Complaint, Complaints, shortened
from consolida.intake.ple_lines import fields_of
from consolida.intake.reader import MasterReader, MasterRow, Setting
from consolida.intake.source import Source

_FIELDS = 8
_FREE = 8
_ACCOUNT, _NAME = 1, 2
_account, _name = text_of(24), text_of(200)

BAD_ACCOUNT = Complaint(
    "ple_account",
    noop("Line {row}: “{text}” is not an account with its name."),
    noop("Make the PLE 5.3 again; its fields 2 and 3 are the account and its name."),
)


def accounts(source: Source, complaints: Complaints) -> dict[str, str]:
    """Read the name of each account; a later line wins."""
    names: dict[str, str] = {}
    for row, fields in fields_of(source, complaints, least=_FIELDS, most=_FIELDS + _FREE):
        try:
            account, name = _account(fields[_ACCOUNT]), _name(fields[_NAME])
        except BadCell:
            account, name = "", ""
        if account.isdigit() and name:
            names[account] = name
        else:
            complaints.add(BAD_ACCOUNT, row=row, text=shortened(" ".join(fields[1:3])))
    return names


def recognises(source: Source, _setting: Setting) -> bool:
    """Tell whether a file's name is that of a PLE 5.3 or 5.4."""
    name = ple_name.parse(source.name)
    return name is not None and name.book in ple_name.CHART_OF.values()


def read_accounts(source: Source, setting: Setting, complaints: Complaints) -> Iterator[MasterRow]:
    """Read the accounts as master rows."""
    ple_name.require_company(source.name, ours=setting.ruc)
    for row, (code, name) in enumerate(accounts(source, complaints).items(), start=1):
        yield MasterRow("account", row, {"code": code, "name": name})


READER = MasterReader("ple-5.3", recognises, read_accounts)
