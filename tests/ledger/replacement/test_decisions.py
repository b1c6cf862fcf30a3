"""Questions are asked by name, once each, and all at once."""

from consolida.ledger.replacement.decisions import Answers, DecisionsNeeded

TEXT = "Replace {count} vouchers of {site}?"


def test_an_answer_that_fits_is_returned_and_nothing_stays_open() -> None:
    answers = Answers({"vanish": "2"})
    assert answers.ask("vanish", TEXT, values=("2",), count=2, site="0001") == "2"
    assert answers.open == []


def test_an_answer_that_does_not_fit_leaves_the_question_open() -> None:
    answers = Answers({"vanish": "3"})
    assert answers.ask("vanish", TEXT, values=("2",), count=2, site="0001") == ""
    (decision,) = answers.open
    assert decision.question() == "Replace 2 vouchers of 0001?"


def test_a_question_is_asked_once_however_many_files_ask_it() -> None:
    answers = Answers({})
    for count in (1, 2):
        answers.ask("key:0001", TEXT, values=("accept",), count=count, site="0001")
    assert [decision.fields["count"] for decision in answers.open] == [1]


def test_a_decision_is_printed_with_what_depends_on_it() -> None:
    answers = Answers({})
    answers.ask("key", TEXT, values=("accept",), count=1, site="0001")
    answers.ask("vanish", TEXT, values=("2",), would_vanish=(("0001", 2),), count=2, site="0001")
    plain, vanishing = answers.open
    assert plain.as_json() == {
        "name": "key",
        "question": "Replace 1 vouchers of 0001?",
        "values": ["accept"],
    }
    assert vanishing.as_json()["would_vanish"] == [{"site": "0001", "vouchers": 2}]


def test_all_open_questions_come_together() -> None:
    answers = Answers({})
    answers.ask("one", TEXT, values=("yes",), count=1, site="0001")
    answers.ask("two", TEXT, values=("yes",), count=1, site="0001")
    needed = DecisionsNeeded(answers.open)
    assert [decision.name for decision in needed.decisions] == ["one", "two"]
    assert str(needed) == (
        "2 decisions are needed before anything is written. "
        "Answer each question and repeat the import with the answers."
    )
