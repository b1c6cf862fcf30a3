"""Looking for rows of a master: by the beginning of a code, or by words of a name, marks aside."""

import re
from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Lookup, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from consolida.core.likeness import fold
from consolida.masters.models import Account, Company

if TYPE_CHECKING:
    _Lookup = Lookup[str]
else:
    _Lookup = Lookup

# How the letters that a search has without marks may stand in a name
_MARKED = {"a": "aáàäâã", "e": "eéèëê", "i": "iíìïî", "o": "oóòöôõ", "u": "uúùüû", "n": "nñ", "c": "cç"}


@CharField.register_lookup
class Resembles(_Lookup):
    """Whether a text in small letters is like a pattern: quicker than a regular expression."""

    lookup_name = "resembles"

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        """Write the comparison."""
        column, values = self.process_lhs(compiler, connection)
        pattern, more = self.process_rhs(compiler, connection)
        return f"lower({column}) LIKE {pattern}", (*values, *more)


def searched(
    rows: QuerySet[Any], text: str, *, codes: tuple[str, ...] = ("code",), by_name: bool = True
) -> QuerySet[Any]:
    """Keep the rows whose code begins with a text, or whose name has all of its words."""
    text = text.strip()
    if not text:
        return rows
    wanted = Q()
    for word in fold(text).split() if by_name else ():
        wanted &= Q(name__resembles=_open_pattern(word)) & Q(name__regex=_pattern(word))
    for field in codes:
        wanted |= Q(**{f"{field}__istartswith": text})
    return rows.filter(wanted)


def above(company: Company, code: str) -> list[Account]:
    """Return the accounts that an account divides, the largest first."""
    prefixes = [code[:length] for length in range(1, len(code))]
    return list(company.accounts.filter(code__in=prefixes).order_by("code"))


def depths(codes: list[str]) -> list[int]:
    """Return how many of the codes before each, in their order, it divides."""
    found, path = [], list[str]()
    for code in codes:
        while path and not code.startswith(path[-1]):
            path.pop()
        found.append(len(path))
        path.append(code)
    return found


def _open_pattern(word: str) -> str:
    """Return a pattern of LIKE in which a letter that may bear a mark stands for any: few others pass."""
    known = "".join("_" if letter in _MARKED or not letter.isascii() else letter for letter in word)
    return f"%{known}%"


def _pattern(word: str) -> str:
    return "".join(f"[{_cased(letter)}]" for letter in word)


def _cased(letter: str) -> str:
    # Not every database knows that Ñ is ñ.
    marked = _MARKED.get(letter, letter)
    return "".join(map(re.escape, sorted({*marked, *marked.upper()})))
