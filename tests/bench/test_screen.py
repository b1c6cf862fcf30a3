"""The benchmark of the import screen does the whole run, with a real server and a real command."""

from pathlib import Path

from bench.screen import measure


def test_screen_and_command_import_the_same_file(tmp_path: Path) -> None:
    screen, command, start = measure(tmp_path, lines=80, rounds=1)
    assert screen > 0
    assert command > 0
    assert start > 0
