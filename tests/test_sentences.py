"""Every sentence is whole: what it names is given where it is said, and both languages say it."""

import ast
import importlib
import pkgutil
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

import consolida
from consolida.core import language
from consolida.core.actor import NotAllowed, Right
from consolida.core.errors import ConsolidaError, Refused
from consolida.core.wording import Counted, Message, general
from consolida.intake.complaints import Complaint
from consolida.ledger.replacement.decisions import Decision, DecisionsNeeded
from consolida.masters.entering import UnusableText

SOURCE = Path(consolida.__file__).parent
FILES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(SOURCE.rglob("*.html"))
CATALOGUE = language.LOCALE_DIR / "es" / "LC_MESSAGES" / "django.po"
# `{% _ "Of site {site}" site=site as note %}`
TAG = re.compile(r"""\{%\s*_\s+(["'])(?P<sentence>.*?)\1(?P<given>.*?)%\}""", re.DOTALL)
GIVEN = re.compile(r"\b([a-z_]+)=")
# What a sentence ends in: a full stop, perhaps inside a closing mark.
ENDS = re.compile(r"[.!?…][”»)]?$")


def fields(message: Message) -> set[str]:
    return {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(general(message)) if name}


def translated(message: Message) -> str:
    if isinstance(message, Counted):
        return language.ngettext(message.singular, message.plural, 2)
    return language.gettext(message)


def name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@cache
def modules() -> tuple[ModuleType, ...]:
    """Load every module, so that every error class exists."""
    found = pkgutil.walk_packages(consolida.__path__, "consolida.")
    return tuple(
        importlib.import_module(module.name)
        for module in found
        if ".migrations" not in module.name and not module.name.endswith((".manage", "__main__"))
    )


def below(kind: type[ConsolidaError]) -> Iterator[type[ConsolidaError]]:
    for derived in kind.__subclasses__():
        yield derived
        yield from below(derived)


def error_classes() -> list[type[ConsolidaError]]:
    modules()
    ours = {kind for kind in below(ConsolidaError) if kind.__module__.startswith("consolida.")}
    return sorted(ours, key=lambda kind: (kind.__module__, kind.__name__))


def an_error_of(kind: type[ConsolidaError]) -> ConsolidaError:
    """Build an error of a class with sample values, as it would be raised."""
    if kind is NotAllowed:
        return NotAllowed(name="ana", right=Right.REOPEN, company="20131312955")
    if kind is DecisionsNeeded:
        return DecisionsNeeded([Decision(name="a", text="Which?", fields={}, values=("x",))])
    if kind is Refused:
        return Refused((), what="‹what›", count=2)
    if kind is UnusableText:
        return UnusableText(what="name", text="x", least=1, most=200)
    named = fields(kind.message) | fields(kind.remedy)
    # Reasons are sentences of their own, in the language that is spoken.
    samples = {field: f"‹{field}›." if field in {"reason", "problem"} else f"‹{field}›" for field in named}
    samples |= {one.by: "2" for one in (kind.message, kind.remedy) if isinstance(one, Counted)}
    return kind(**samples)


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@pytest.mark.parametrize("kind", error_classes(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_an_error_says_what_failed_and_what_to_do(kind: type[ConsolidaError], spoken: str) -> None:
    error = an_error_of(kind)
    with language.speaking(spoken):
        sentence, advice = error.sentence(), error.advice()
    for said in (sentence, advice):
        assert ENDS.search(said), said
        assert not set("{}") & set(said), said
        assert said[0].isupper() or said[0] in "“‹¿12", said
    for field in fields(kind.message):
        assert kind in {NotAllowed, UnusableText} or str(error.fields[field]) in sentence
    assert advice in str(error) or spoken != language.active()


@pytest.mark.parametrize("kind", error_classes(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_an_error_has_sentences_of_its_own_in_spanish_too(kind: type[ConsolidaError]) -> None:
    assert kind.message != ConsolidaError.message
    if kind.__subclasses__() and kind.remedy == ConsolidaError.remedy:
        return  # a family: each of its members says its own
    assert kind.remedy != ConsolidaError.remedy
    with language.speaking("es"):
        assert translated(kind.remedy) != general(kind.remedy)
        if not general(kind.message).startswith("{file}: {reason}"):
            assert translated(kind.message) != general(kind.message)


@dataclass(frozen=True)
class Call:
    """A call in the source that fills a sentence."""

    place: str
    needed: frozenset[str]
    given: frozenset[str]
    gives_more: bool  # **fields: what they are is not seen here


def keywords(call: ast.Call) -> frozenset[str]:
    return frozenset(word.arg for word in call.keywords if word.arg)


def has_mapping(call: ast.Call) -> bool:
    return any(word.arg is None for word in call.keywords)


def raised() -> Iterator[Call]:
    """Find where errors are built, by the names that their modules know them by."""
    for module in modules():
        path = Path(str(module.__file__))
        known = {
            known: kind
            for known, kind in vars(module).items()
            if isinstance(kind, type) and issubclass(kind, ConsolidaError) and kind is not ConsolidaError
        }
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
                owner = vars(module).get(node.func.value.id)
                kind = getattr(owner, node.func.attr, None) if isinstance(owner, ModuleType) else None
                is_error = isinstance(kind, type) and issubclass(kind, ConsolidaError)
                kind = kind if is_error else None
            else:
                kind = known.get(called)
            if kind is None or "__init__" in kind.__dict__:  # its arguments are checked by the types
                continue
            yield Call(
                f"{name(path)}:{node.lineno} {kind.__name__}",
                frozenset(fields(kind.message) | fields(kind.remedy)),
                keywords(node),
                has_mapping(node),
            )


def formatted() -> Iterator[Call]:
    """Find `gettext("...{a}...").format(a=...)`, and the same with a plural."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="format", value=ast.Call(func=ast.Name(id=said), args=texts))
                ) if said in {"gettext", "ngettext", "_"}:
                    sentences = [
                        text.value
                        for text in texts
                        if isinstance(text, ast.Constant) and isinstance(text.value, str)
                    ]
                    needed = frozenset().union(*(fields(sentence) for sentence in sentences))
                    if sentences:
                        place = f"{name(path)}:{node.lineno}"
                        yield Call(place, needed, keywords(node), has_mapping(node))


def complained() -> Iterator[Call]:
    """Find `complaints.add(KIND, a=...)`."""
    for module in modules():
        kinds = {known: kind for known, kind in vars(module).items() if isinstance(kind, Complaint)}
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="add"), args=[ast.Name(id=known)]) if known in kinds:
                    needed = fields(kinds[known].message) | fields(kinds[known].remedy)
                    place = f"{module.__name__}:{node.lineno}"
                    # `row` is where it was found, said or not.
                    given = keywords(node) - ({"voucher", "line", "row"} - needed)
                    yield Call(place, frozenset(needed), given, has_mapping(node))


def remarked() -> Iterator[Call]:
    """Find `finding(noop("...{a}..."), a=...)`, and the same with the fields in a dictionary."""
    for path in FILES:
        if path.parent.name == "rules":  # whose fields come from their queries: test_each_rule
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            arguments = [*node.args, *(word.value for word in node.keywords)]
            needed = frozenset().union(*map(noted, arguments))
            literal = [argument for argument in arguments if isinstance(argument, ast.Dict)]
            given = frozenset(
                key.value for one in literal for key in one.keys if isinstance(key, ast.Constant)
            )
            by_name = keywords(node) - {"fields"}
            if needed and (literal or by_name - {"message", "remedy"}):
                yield Call(
                    f"{name(path)}:{node.lineno}", needed, needed & (given | by_name), has_mapping(node)
                )


def noted(argument: ast.expr) -> set[str]:
    match argument:
        case ast.Call(func=ast.Name(id="noop" | "counted"), args=[ast.Constant(value=str(sentence)), *_]):
            return fields(sentence)
    return set()


def in_templates() -> Iterator[Call]:
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        for tag in TAG.finditer(text):
            place = f"{name(path)}:{text.count(chr(10), 0, tag.start()) + 1}"
            given = frozenset(GIVEN.findall(tag["given"]))
            yield Call(place, frozenset(fields(tag["sentence"])), given, gives_more=False)


def lacking(calls: Iterator[Call]) -> tuple[int, list[str]]:
    """Count the calls; name those that lack what their sentence names, or give what it does not."""
    seen = list(calls)
    return len(seen), [
        f"{call.place}: needs {sorted(call.needed)}, is given {sorted(call.given)}"
        for call in seen
        if (call.needed - call.given and not call.gives_more) or call.given - call.needed
    ]


def test_every_error_is_raised_with_what_its_sentences_name() -> None:
    count, wrong = lacking(raised())
    assert wrong == []
    assert count > 100  # else nothing was looked at


def test_every_sentence_that_is_filled_in_gets_what_it_names() -> None:
    count, wrong = lacking(formatted())
    assert wrong == []
    assert count > 50


def test_every_remark_gets_what_it_names() -> None:
    count, wrong = lacking(remarked())
    assert wrong == []
    assert count > 30


def test_every_complaint_about_a_loaded_file_gets_what_it_names() -> None:
    count, wrong = lacking(complained())
    assert wrong == []
    assert count > 20


def test_every_sentence_of_a_template_gets_what_it_names() -> None:
    count, wrong = lacking(in_templates())
    assert wrong == []
    assert count > 300


def spanish() -> Iterator[tuple[str, str]]:
    """Yield each English sentence of the catalogue with its Spanish, plurals one by one."""
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="es"):
            english = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            for one, other in zip(english, texts, strict=True):
                if one and other:
                    yield str(one), str(other)


def marks(text: str) -> str:
    found = re.search(r"[.:…!?]$", text)
    return found.group() if found else ""


def test_spanish_sentences_end_as_their_source_does() -> None:
    wrong = [(english, told) for english, told in spanish() if marks(english) != marks(told)]
    assert wrong == []


def test_spanish_questions_and_calls_are_opened_too() -> None:
    wrong = [
        told
        for _, told in spanish()
        if told.count("?") != told.count("¿") or told.count("!") != told.count("¡")
    ]
    assert wrong == []


def test_spanish_keeps_the_quotes_and_blanks_of_its_source() -> None:
    wrong = [
        (english, told)
        for english, told in spanish()
        if told != told.strip()
        or "  " in told
        or told.count("“") != told.count("”")
        or ('"' in told.replace('""', "") and '"' not in english)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "word", ["usted tiene que", "tu", "tus", "tienes", "puedes", "debes", "haz", "voucher", "batch", "backup"]
)
def test_spanish_says_usted_and_the_field_s_words(word: str) -> None:
    found = re.compile(rf"(?<![\w“`]){word}(?![\w”`])", re.IGNORECASE)
    said = [told for _, told in spanish() if found.search(re.sub(r"“[^”]*”|`[^`]*`|\{\w+\}", "", told))]
    assert said == []


def test_the_ninth_month_is_setiembre() -> None:
    assert [told for _, told in spanish() if "septiembre" in told.casefold()] == []


# A number before a noun in the plural: `{count} vouchers`, `{parties} new persons`.
COUNTED_NOUN = re.compile(
    r"\{(?:accounts|batches|count|entries|files|found|length|limit|lines|members|most|parties|proved|rows"
    r"|size|voucher_rows|vouchers)\} (?:changed |new |other )?(?!was\b|has\b|is\b)[a-z]+s\b"
)
# Sentences that are said of two and more only, or of none.
NEVER_OF_ONE = (
    "All is well: {proved} things were proved",
    "it is larger than any transfer file may be ({limit} bytes).",
    "it has {size} bytes where its header says {expected}",
    "{count} vouchers have the number {voucher}.",
    "{count} vouchers of {period} have the CUO {cuo}.",
    "The file has {count} manifests instead of one.",
    "T/O {operation_type}, {period}, site {site} has {voucher_rows} vouchers; at most {most} can be.",
    "The file has {count} batches; at most {most} can be in one file.",
    "Line {row}: the CUO “{cuo}” is too long; with the site before it there are {limit} characters.",
    "Row {row}: the voucher has {count} lines, {limit} are allowed.",
    "Row {row}, column “{column}”: {length} characters, {limit} is allowed.",
    "Write from {least} to {most} letters, without line breaks.",
)


def test_a_sentence_that_counts_has_a_form_for_one() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="es")
    forms = [
        message.id if isinstance(message.id, str) else message.id[0] for message in catalogue if message.id
    ]
    counting = [sentence for sentence in forms if COUNTED_NOUN.search(sentence)]
    assert [sentence for sentence in counting if not sentence.startswith(NEVER_OF_ONE)] == []
    assert len(counting) == len(NEVER_OF_ONE)  # else one of them is said no more
