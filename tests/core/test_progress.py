"""How far a long deed is."""

import pytest

from consolida.core import progress


class Stop(Exception):
    """What a listener raises to stop a deed."""


def test_a_step_that_nobody_listens_to_is_said_to_nobody() -> None:
    progress.step(progress.TAKING)


def test_a_listener_hears_the_steps_of_its_block_only() -> None:
    heard: list[str] = []
    with progress.listening(heard.append):
        progress.step(progress.TAKING)
        progress.step(progress.JUDGING)
    progress.step(progress.REPLACING)
    assert heard == [progress.TAKING, progress.JUDGING]


def test_the_inner_listener_hears_and_then_the_outer_one_again() -> None:
    outer: list[str] = []
    inner: list[str] = []
    with progress.listening(outer.append):
        with progress.listening(inner.append):
            progress.step(progress.COMPARING)
        progress.step(progress.PROVING)
    assert (outer, inner) == ([progress.PROVING], [progress.COMPARING])


def test_a_listener_may_stop_the_deed() -> None:
    def stop(name: str) -> None:
        raise Stop(name)

    with pytest.raises(Stop, match=progress.EXTRACTING), progress.listening(stop):
        progress.step(progress.EXTRACTING)
    progress.step(progress.EXTRACTING)
