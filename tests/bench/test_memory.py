"""The benchmark of memory does each deed once on one installation, with real processes."""

from pathlib import Path

from bench.memory import MOST, measure


def test_import_import_over_it_and_export_are_measured(tmp_path: Path) -> None:
    done = dict(measure(tmp_path, lines=400))
    assert list(done) == ["import", "import over an earlier one", "export"]
    assert all(0 < run.peak < MOST for run in done.values())
    assert all(run.seconds["total"] > 0 for run in done.values())
    # The second import found the first one there, and the export found what it left.
    assert "remove" in done["import over an earlier one"].seconds
    assert "remove" not in done["import"].seconds
    assert len(list((tmp_path / "out").iterdir())) == 1
