"""Each rule broken alone: nothing else is said, and what is said is whole in both languages."""

import string
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from consolida.core import language, rules
from consolida.core.findings import Finding, Severity
from consolida.core.portable.format import FileKind
from consolida.core.wording import filled, general
from support.broken_files import CASES, OURS, Case
from support.files import make_file
from support.judging import judged

RULES = {rule.name: rule for rule in rules.all_rules()}
# Breaking them takes more than a test can make: test_totals breaks them with a lower limit.
TOO_MANY = {"batch_size", "batch_many"}


Broken = Callable[[str], list[Finding]]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    """Break a rule once for all that is asked about it."""

    @cache
    def judge(name: str) -> list[Finding]:
        findings = found(CASES[name], tmp_path_factory.mktemp("masters"))
        return sorted(findings, key=lambda finding: finding.rule != name)

    return judge


def found(case: Case, folder: Path) -> list[Finding]:
    masters = None
    if case.masters is not None:
        rows = {**OURS, **case.masters}
        masters = make_file(folder / "masters.db", "", kind=FileKind.MASTERS, extra=rows)
    return judged(
        *case.first,
        text=case.text,
        extra=case.extra,
        kind=case.kind,
        after=case.after,
        forged=case.forged,
        masters=masters,
        **case.sealing,  # type: ignore[arg-type] # the arguments of seal
    )


def named(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_rule_has_its_case() -> None:
    assert set(CASES) == set(RULES) - TOO_MANY


@pytest.mark.parametrize("name", CASES)
def test_it_is_broken_alone_and_says_so_as_an_accountant_reads_it(name: str, broken: Broken) -> None:
    findings = broken(name)
    assert [finding.rule for finding in findings] == [name, *CASES[name].along]
    assert findings[0].severity is RULES[name].severity
    with language.speaking("es"):
        assert findings[0].sentence() == CASES[name].says
        assert findings[0].advice() == CASES[name].advises


@pytest.mark.parametrize("name", CASES)
def test_its_sentences_are_whole_in_both_languages(name: str, broken: Broken) -> None:
    finding = broken(name)[0]
    assert named(general(finding.message)) | named(general(finding.remedy)) <= set(finding.fields)
    told: list[tuple[str, str]] = []
    for spoken in language.LANGUAGES:
        with language.speaking(spoken):
            told.append((finding.sentence(), finding.advice()))
    for sentence, advice in told:
        assert not set("{}") & set(sentence + advice)
        assert sentence.endswith(".")
        assert advice.endswith(".")
    (spanish, remedio), (english, remedy) = told
    assert spanish != english
    assert remedio != remedy
    for spoken, sentence in zip(language.LANGUAGES, (spanish, english), strict=True):
        with language.speaking(spoken):
            for field in named(general(finding.message)):
                assert filled(f"{{{field}}}", finding.fields) in sentence, field


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.masters is not None])
def test_without_the_receiver_s_masters_nothing_is_said_of_them(name: str) -> None:
    case = CASES[name]
    assert judged(*case.first, text=case.text, extra=case.extra) == []
    assert RULES[name].needs_masters


def test_what_only_informs_speaks_of_a_file_that_is_otherwise_sound() -> None:
    informing = {name for name, rule in RULES.items() if rule.severity is not Severity.ERROR}
    assert informing == {
        "identity_number",
        "ruc_digit",
        "document_without_type",
        "rate_sides",
        "destino_account",
        "destino_half",
        "destino_loop",
        "destino_itself",
        "account_unknown",
        "cost_center_unknown",
        "operation_type_unknown",
        "currency_unknown",
        "account_inactive",
        "cost_center_inactive",
        "operation_type_inactive",
        "account_with_children",
        "party_demanded",
        "cost_center_demanded",
        "document_demanded",
        "empty_line",
        "foreign_balance",
    }
