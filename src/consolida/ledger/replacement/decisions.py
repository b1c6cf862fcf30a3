"""Questions that only a person can answer, each asked by name, all of them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from consolida.core.errors import ConsolidaError
from consolida.core.findings import Finding, Severity
from consolida.core.language import noop
from consolida.core.wording import Message, counted, filled


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One question: what depends on it and the answers it takes."""

    name: str
    text: Message
    fields: Mapping[str, object]
    values: tuple[str, ...]
    would_vanish: tuple[tuple[str, int], ...] = ()  # (site, vouchers)

    def question(self) -> str:
        """Ask, in the active language."""
        return filled(self.text, self.fields)

    def as_json(self) -> dict[str, object]:
        """Return the decision as the command line prints it with --json."""
        shown: dict[str, object] = {
            "name": self.name,
            "question": self.question(),
            "values": list(self.values),
        }
        if self.would_vanish:
            shown["would_vanish"] = [
                {"site": site, "vouchers": vouchers} for site, vouchers in self.would_vanish
            ]
        return shown


class DecisionsNeeded(ConsolidaError):
    """The replacement stops until somebody decides."""

    message = counted(
        "{count} decision is needed before anything is written.",
        "{count} decisions are needed before anything is written.",
    )
    remedy = counted(
        "Answer the question and repeat the import with the answer.",
        "Answer each question and repeat the import with the answers.",
    )

    def __init__(self, decisions: Sequence[Decision]) -> None:
        super().__init__(count=len(decisions))
        self.decisions = tuple(decisions)


@dataclass(slots=True)
class Answers:
    """The answers given so far, and the questions still open."""

    given: Mapping[str, str]
    heard: set[str] = field(default_factory=set)  # the answers that a question took
    open: list[Decision] = field(default_factory=list)

    def ask(
        self,
        name: str,
        text: Message,
        *,
        values: tuple[str, ...],
        would_vanish: tuple[tuple[str, int], ...] = (),
        **fields: object,
    ) -> str:
        """Return the answer given to a question, or note the question as open, once, and return ''."""
        answer = self.given.get(name, "")
        if answer in values:
            self.heard.add(name)
            return answer
        if all(name != one.name for one in self.open):
            self.open.append(
                Decision(name=name, text=text, fields=fields, values=values, would_vanish=would_vanish)
            )
        return ""

    def unheard(self) -> list[Finding]:
        """Tell of answers that no question took: a misspelt name, or a value of one's own."""
        taken = {one.name: one.values for one in self.open}
        return [
            Finding(
                "answer_not_taken",
                Severity.NOTE,
                noop("The answer {name}={value} was not taken: the question takes {values}.")
                if name in taken
                else noop("The answer {name}={value} was not taken: nothing of that name is asked."),
                noop("Look at the questions' names and values, and answer again."),
                {"name": name, "value": value, "values": ", ".join(taken.get(name, ()))},
            )
            for name, value in self.given.items()
            if name not in self.heard
        ]
