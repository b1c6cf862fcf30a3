"""A database server that is away, refuses, has no room or another schema: told in a sentence."""

from consolida.core.errors import ConsolidaError, causes
from consolida.core.language import noop
from consolida.core.printable import printable

_LONG = 300

# What PostgreSQL's codes begin with (its manual, “PostgreSQL Error Codes”).
_GONE = ("08", "57P")
_NO_ROOM = ("53100",)
_NO_RIGHT = ("42501", "25006", "28", "3D000")
_BUSY = ("40", "55P03", "57014", "53300")
_NO_TABLE = ("42P01", "42703", "3F000")
_FAILING = ("53", "58", "XX")
# What psycopg says of a connection that was never made; these words are its own and never translated.
_NEVER_MADE = ("connection failed", "timeout expired", "connection is bad", "failed to resolve")


class ServerAway(ConsolidaError):
    """The server cannot be reached, or lets nobody in."""

    message = noop("The database server cannot be used: {problem}")
    remedy = noop(
        "Check that it runs, and that DATABASE_URL names it, the database, the user and the password as they"
        " are; then try again."
    )


class ConnectionBroke(ConsolidaError):
    """The server went away in the middle of something."""

    message = noop("The connection to the database server broke: {problem}")
    remedy = noop(
        "What was not finished was not kept. When the server runs again, look at “consolida history”"
        " whether it was done, and try again if it was not."
    )


class ServerFull(ConsolidaError):
    """The server's disk has no room left."""

    message = noop("The disk of the database server is full; nothing was changed.")
    remedy = noop("Have some space freed on the server and try again.")


class ServerFails(ConsolidaError):
    """The server itself is in trouble."""

    message = noop("The database server fails: {problem} Nothing was changed.")
    remedy = noop("Have the server looked after and try again; then run “consolida doctor”.")


class NoRight(ConsolidaError):
    """The server's user may not do it."""

    message = noop("The database server does not allow it: {problem} Nothing was changed.")
    remedy = noop(
        "Have its administrator make the user of DATABASE_URL the owner of the database, and try again."
    )


class ServerBusy(ConsolidaError):
    """Somebody else holds what is needed."""

    message = noop("Somebody else is writing to the same vouchers; nothing was changed.")
    remedy = noop("Try again in a moment.")


class OtherSchema(ConsolidaError):
    """The database lacks tables or columns that this version of the program has."""

    message = noop("The database does not have this program's tables ({problem}).")
    remedy = noop("Run “consolida init”, which brings it up to date; take a backup first.")


def refusal(problem: BaseException) -> ConsolidaError | None:
    """Return the refusal that a server's error stands for; None where it is none, or a fault of ours."""
    for cause in causes(problem):
        # The drivers' errors are known by their looks: what only handles files needs no driver.
        code = getattr(cause, "sqlstate", _ABSENT)
        if code is not _ABSENT:
            return _of_code(str(code or ""), cause)
    return None


_ABSENT = object()


def _of_code(code: str, cause: BaseException) -> ConsolidaError | None:
    said = _sentence(cause)
    if code.startswith(_GONE) or (not code and _is_operational(cause)):
        # A connection that was never made has no code, nor has one that broke without a word.
        away = any(words in str(cause) for words in _NEVER_MADE)
        return ServerAway(problem=said) if away else ConnectionBroke(problem=said)
    if code.startswith(_NO_ROOM):
        return ServerFull()
    for codes, kind in _KINDS:
        if code.startswith(codes):
            return kind(problem=said)
    return None


_KINDS: tuple[tuple[tuple[str, ...], type[ConsolidaError]], ...] = (
    (_NO_RIGHT, NoRight),
    (_BUSY, ServerBusy),
    (_NO_TABLE, OtherSchema),
    (_FAILING, ServerFails),
)


def _is_operational(cause: BaseException) -> bool:
    return any(base.__name__ in {"OperationalError", "InterfaceError"} for base in type(cause).__mro__)


def _sentence(cause: BaseException) -> str:
    """Return the server's own words on one line, as a sentence."""
    words = " ".join(str(cause).split())
    return printable(words if words.endswith((".", "?", "!")) else f"{words}.", limit=_LONG)
