"""The peers get the same vouchers, each in its own form."""

from pathlib import Path

import pytest

from bench.peers import Vouchers, beancount_journal, hledger_journal, measure


def vouchers() -> Vouchers:
    yield "2026-01-03", "Venta 1", [("1212", 11805), ("40111", -1800), ("70121", -10005)]
    yield "2026-01-04", "Venta 2", [("1212", 5), ("70121", -5)]


def test_hledger_reads_every_line_with_its_sign() -> None:
    assert "".join(hledger_journal(vouchers())) == (
        "2026-01-03 Venta 1\n    1212  118.05 PEN\n    40111  -18.00 PEN\n    70121  -100.05 PEN\n\n"
        "2026-01-04 Venta 2\n    1212  0.05 PEN\n    70121  -0.05 PEN\n\n"
    )


def test_beancount_finds_every_account_opened() -> None:
    text = "".join(beancount_journal(vouchers()))
    head, _, body = text.partition('2026-01-03 * "Venta 1"\n')
    assert "2000-01-01 open Assets:A1212 PEN\n" in head
    assert body.startswith("  Assets:A1212  118.05 PEN\n")
    assert body.count("PEN\n") == 5


def test_peers_that_are_not_there_are_named_and_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    took = dict(measure(tmp_path, lines=80))
    assert list(took) == ["raw import", "consolida import, verified", "Django loaddata"]
    assert all(seconds > 0 for seconds in took.values())
    said = capsys.readouterr().err
    assert "hledger is not in PATH" in said
    assert "bean-check is not in PATH" in said
