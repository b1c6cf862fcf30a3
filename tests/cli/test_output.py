"""Tables, facts and progress."""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, redirect_stderr

import pytest

from consolida.cli.output import (
    MEASURED_ROWS,
    Output,
    amount_column,
    count_column,
    day_column,
    moment_column,
    text_column,
)


class Terminal(io.StringIO):
    """A stream that people look at."""

    def isatty(self) -> bool:
        return True

    def wait_for(self, words: str) -> None:
        for _ in range(1000):
            if words in self.getvalue():
                return
            time.sleep(0.01)
        pytest.fail(f"“{words}” never appeared: {self.getvalue()!r}")


Look = Callable[[], AbstractContextManager[Terminal]]


@pytest.fixture
def terminal() -> Look:
    """Look at stderr inside a block; a fixture alone would be undone when the test begins."""
    return contextmanager(_terminal)


def _terminal() -> Iterator[Terminal]:
    screen = Terminal()
    with redirect_stderr(screen):
        yield screen


class TestATable:
    def test_puts_numbers_at_the_right_and_totals_below_a_rule(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Output().table(
            (text_column("Account"), day_column("Date"), count_column("Count"), amount_column("Debit")),
            [("1212", "2026-12-03", 1234, 123456750), ("70", "2026-12-04", 5, None)],
            foot=("Total", None, None, 5),
        )
        assert capsys.readouterr().out.splitlines() == [
            "Account  Date        Count         Debit",
            "-------  ----------  -----  ------------",
            "1212     03/12/2026  1,234  1,234,567.50",
            "70       04/12/2026      5",
            "-------  ----------  -----  ------------",
            "Total                               0.05",
        ]

    def test_cuts_long_words_and_hides_control_characters(self, capsys: pytest.CaptureFixture[str]) -> None:
        Output().table((text_column("Name", limit=6),), [("Arequipa",), ("\x1b[2J",)])
        assert capsys.readouterr().out.splitlines()[2:] == ["Arequ…", "?[2J"]

    def test_leaves_no_blanks_at_the_end_of_a_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        Output().table((text_column("Name"), text_column("")), [("Lima", None)], foot=("Total", None))
        lines = capsys.readouterr().out.splitlines()
        assert lines == [line.rstrip() for line in lines]

    def test_flows_when_it_is_long(self, capsys: pytest.CaptureFixture[str]) -> None:
        rows = ((str(number),) for number in range(MEASURED_ROWS + 5))
        Output().table((text_column("Number"),), rows)
        assert len(capsys.readouterr().out.splitlines()) == MEASURED_ROWS + 7

    def test_shows_moments(self, capsys: pytest.CaptureFixture[str]) -> None:
        Output().table((moment_column("At"),), [("2026-12-03T15:42:07.125Z",)])
        assert "03/12/2026 10:42" in capsys.readouterr().out


class TestFacts:
    def test_are_aligned_and_left_out_when_empty(self, capsys: pytest.CaptureFixture[str]) -> None:
        Output().facts((("RUC", "20601234565"), ("T/O", ""), ("Company", "Los Andes")))
        assert capsys.readouterr().out == "RUC      20601234565\nCompany  Los Andes\n"


class TestProgress:
    @pytest.fixture(autouse=True)
    def _soon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr("consolida.cli.output.PATIENCE", 0.01)

    def test_appears_when_a_deed_takes_long(self, terminal: Look) -> None:
        with terminal() as screen, Output().progress("Importing") as step:
            screen.wait_for("Importing")
            step("read", 1000)
            screen.wait_for("Rows read: 1,000")

    def test_stays_away_when_a_deed_is_quick(self, terminal: Look, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("consolida.cli.output.PATIENCE", 5)
        with terminal() as screen, Output().progress("Importing") as step:
            step("read", 1)
        assert screen.getvalue() == ""

    def test_stays_away_with_json(self, terminal: Look) -> None:
        with terminal() as screen, Output(as_json=True).progress("Importing"):
            time.sleep(0.1)
        assert screen.getvalue() == ""

    def test_stays_away_when_nobody_looks(self, capsys: pytest.CaptureFixture[str]) -> None:
        with Output().progress("Importing"):
            time.sleep(0.1)
        assert capsys.readouterr().err == ""
