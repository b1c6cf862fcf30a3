"""The check of the Spanish catalogue sees what is missing, unfinished or wrong."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from scripts import translations


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "src" / "consolida"
    folder.mkdir(parents=True)
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "SOURCE", folder)
    monkeypatch.setattr(translations, "CATALOGUE", folder / "locale" / "django.po")
    return folder


def translate(singular: str, *texts: str) -> None:
    """Put a translation into the catalogue, as a person would."""
    catalogue = translations.read()
    message = catalogue.get(singular)
    assert message is not None
    message.string = texts if len(texts) > 1 else texts[0]
    translations.write(catalogue)


def test_a_sentence_that_is_not_in_the_catalogue_is_missing(source: Path) -> None:
    (source / "one.py").write_text('gettext("Good {day}")\nnoop("Bye")\n', encoding="utf-8")
    assert list(translations.check()) == [
        "missing: 'Good {day}' (src/consolida/one.py)",
        "missing: 'Bye' (src/consolida/one.py)",
    ]


def test_a_sentence_inside_an_f_string_is_seen(source: Path) -> None:
    text = """said = f"{words} {gettext('(required)')}, {ngettext('{n} day', '{n} days', 2)!r}"\n"""
    (source / "one.py").write_text(text, encoding="utf-8")
    assert list(translations.check()) == [
        "missing: '(required)' (src/consolida/one.py)",
        "missing: '{n} day' (src/consolida/one.py)",
    ]


def test_a_sentence_in_pieces_and_one_marked_by_a_module_are_seen(source: Path) -> None:
    text = 'language.gettext(\n    "Good "\n    "day"\n)\ncounted("One", "Many", by="n")\n'
    (source / "one.py").write_text(text, encoding="utf-8")
    assert list(translations.check()) == [
        "missing: 'Good day' (src/consolida/one.py)",
        "missing: 'One' (src/consolida/one.py)",
    ]


def test_what_is_no_sentence_is_passed_over(source: Path) -> None:
    text = (
        "gettext(words)\nngettext(one, many, 2)\ngettext()\nsay('Good day')\n(lambda: 0)('x')\ngettext(3)\n"
    )
    (source / "one.py").write_text(text, encoding="utf-8")
    assert list(translations.check()) == []


def test_a_new_sentence_is_brought_in_and_stays_empty_until_someone_translates_it(source: Path) -> None:
    (source / "one.py").write_text('gettext("Good day")\n', encoding="utf-8")
    translations.update()
    assert list(translations.check()) == ["empty: 'Good day'"]
    translate("Good day", "Buenos días")
    assert list(translations.check()) == []


def test_a_template_s_sentences_are_brought_in_too(source: Path) -> None:
    template = """<h1>{% _ "Log in" %}</h1>
    <p title="{% _ 'Say “{name}”' name=user %}">{{ user }}</p>"""
    (source / "log_in.html").write_text(template, encoding="utf-8")
    assert list(translations.check()) == [
        "missing: 'Log in' (src/consolida/log_in.html)",
        "missing: 'Say “{name}”' (src/consolida/log_in.html)",
    ]


def test_translations_outlive_an_update(source: Path) -> None:
    (source / "one.py").write_text('gettext("Good day")\n', encoding="utf-8")
    translations.update()
    translate("Good day", "Buenos días")
    (source / "one.py").write_text('gettext("Bye")\ngettext("Good day")\n', encoding="utf-8")
    translations.update()
    assert list(translations.check()) == ["empty: 'Bye'"]


def test_what_nobody_says_any_more_leaves_the_catalogue(source: Path) -> None:
    (source / "one.py").write_text('gettext("Good day")\n', encoding="utf-8")
    translations.update()
    (source / "one.py").write_text("", encoding="utf-8")
    assert list(translations.check()) == ["no longer said: 'Good day'"]
    translations.update()
    assert list(translations.check()) == []


def test_a_translation_with_other_fields_than_its_source_is_wrong(source: Path) -> None:
    (source / "one.py").write_text('gettext("Voucher {number} of {month}")\n', encoding="utf-8")
    translations.update()
    translate("Voucher {number} of {month}", "Comprobante {numero} de {month}")
    (problem,) = translations.check()
    assert problem.startswith("other fields than its source: 'Comprobante {numero}")


def test_singular_and_plural_are_both_translated(source: Path) -> None:
    (source / "one.py").write_text('ngettext("One day", "{count} days", n)\n', encoding="utf-8")
    translations.update()
    translate("One day", "Un día", "{count} días")
    assert list(translations.check()) == []


def test_a_translation_that_waits_for_confirmation_is_not_done() -> None:
    message = Message("Good day", "Buenos días", flags={"fuzzy"})
    assert list(translations.faults(("Good day", ""), message)) == ["not confirmed (fuzzy): 'Good day'"]


def test_an_update_changes_nothing_where_nothing_is_new(source: Path) -> None:
    (source / "two.py").write_text('gettext("Bye")\n', encoding="utf-8")
    (source / "one.py").write_text('gettext("Good day")\n', encoding="utf-8")
    translations.update()
    first = translations.CATALOGUE.read_bytes()
    translations.update()
    assert translations.CATALOGUE.read_bytes() == first


def test_an_absent_catalogue_is_empty(source: Path) -> None:
    assert isinstance(translations.read(), Catalog)
    assert list(translations.check()) == []


def test_wrong_usage_is_told_by_its_status(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert translations.main([]) == 2
    assert "usage" in capsys.readouterr().err
    (source / "one.py").write_text('gettext("Good day")\n', encoding="utf-8")
    assert translations.main(["update"]) == 0
    assert translations.main(["check"]) == 1
    assert "empty: 'Good day'" in capsys.readouterr().err
