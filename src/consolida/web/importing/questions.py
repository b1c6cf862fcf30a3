"""The decisions of a preview as a form, and what was typed into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consolida.core.language import gettext, noop
from consolida.ledger.replacement.decisions import Decision
from consolida.ledger.replacement.freshness import REPLACE
from consolida.web.importing.coming import asked_about

REASON, VANISH = "reason", "vanish"
# What the answers are called on screen
_WORDS = {
    "accept": noop("Yes, I asked: it is theirs"),
    "add": noop("Yes, add the site"),
    "yes": noop("Yes, add them"),
    "replace": noop("Yes, replace them"),
    "newer_only": noop("Import only the T/O that are newer"),
    "take": noop("Take the file's"),
    "keep": noop("Keep what is here"),
}
_COPIES_WORD = noop("Yes, take this file all the same")
_RESTING_WORD = noop("Yes, import it; the site stays out of use")
_OLDER_WORD = noop("Put the older one back, for the reason below")


@dataclass(frozen=True, slots=True)
class Question:
    """One decision, with the name of its field and its choices in words."""

    decision: Decision
    choices: tuple[tuple[str, str], ...]
    typed: str = ""  # what was typed and not taken
    passed_by: bool = False  # the form was sent without an answer to it

    @property
    def field(self) -> str:
        """The name of its field in the form."""
        return f"decide:{self.decision.name}"

    @property
    def is_number(self) -> bool:
        """Whether the number of vouchers that go is to be typed."""
        return self.decision.name == VANISH

    @property
    def listed(self) -> str:
        """What the address carries of the list of persons or masters that it asks about."""
        return asked_about(self.decision.name)

    @property
    def text(self) -> str:
        """What is asked, in the active language."""
        return self.decision.question()


def questions(
    decisions: Sequence[Decision], typed: Mapping[str, str], *, may_put_back: bool
) -> list[Question]:
    """Return the questions to be asked, but for the reason, which has one field for all.

    To whoever may not put an older file back that answer is not offered.
    """
    return [
        Question(
            decision,
            _choices(decision, may_put_back=may_put_back),
            typed.get(f"decide:{decision.name}", ""),
            passed_by=f"asked:{decision.name}" in typed and not typed.get(f"decide:{decision.name}"),
        )
        for decision in decisions
        if not asks_reason(decision)
    ]


def asks_reason(decision: Decision) -> bool:
    """Tell whether a decision asks for nothing but the reason."""
    return decision.name.endswith(f":{REASON}")


def wants_reason(decisions: Sequence[Decision]) -> bool:
    """Tell whether the form has a field for the reason why something older is put back."""
    return any(_is_of_age(decision) for decision in decisions)


def given(decisions: Sequence[Decision], typed: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that the form brought; what is no answer stays a question."""
    answers = {one.name: typed.get(f"decide:{one.name}", "").strip() for one in decisions}
    return {one.name: answers[one.name] for one in decisions if answers[one.name] in one.values}


def in_words(decision: Decision, value: str) -> str:
    """Say an answer, in the active language."""
    if decision.name.startswith("copies:"):
        return gettext(_COPIES_WORD)
    if decision.name.startswith("resting:"):
        return gettext(_RESTING_WORD)
    if _is_of_age(decision) and value == REPLACE:
        return gettext(_OLDER_WORD)
    return gettext(_WORDS[value]) if value in _WORDS else value


def _is_of_age(decision: Decision) -> bool:
    """Tell whether a decision, or its reason, is about an older file."""
    return decision.name.startswith("older:")


def _choices(decision: Decision, *, may_put_back: bool) -> tuple[tuple[str, str], ...]:
    return tuple(
        (value, in_words(decision, value))
        for value in decision.values
        if may_put_back or value != REPLACE or not _is_of_age(decision)
    )
