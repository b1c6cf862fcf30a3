"""A mutant at every door of an installation, by the commands, and what may come of it."""

import io
import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import FrameType

from consolida.cli.main import run
from consolida.core.portable.format import FileKind
from consolida.core.portable.quarantine import Quarantine
from consolida.core.portable.read import read_manifest
from consolida.ledger.models import Batch, Voucher
from support import installations, stranger
from support.commands import Result
from support.mutation.mutants import Mutant
from support.places import Place
from support.states import copy_of, examined

PATIENCE = 60  # seconds: past that a file has hung the program
UNFORESEEN = "did not foresee"


class Hung(BaseException):
    """A file made the program go on for ever."""


@contextmanager
def patience(seconds: int = PATIENCE) -> Iterator[None]:
    """Give up on what takes far too long."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise Hung

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@dataclass(frozen=True)
class Content:
    """What of a ledger an undo brings back: the vouchers, their batches and their balances."""

    batches: tuple[tuple[object, ...], ...]
    vouchers: tuple[tuple[object, ...], ...]


def content_of(place: Place) -> Content:
    """Read a ledger's content; a batch that is empty is as none."""
    with place.open():
        batches = Batch.objects.exclude(vouchers=0).select_related("site", "operation_type")
        return Content(
            tuple(
                sorted(
                    (str(one), one.digest, one.vouchers, one.lines, one.debit, one.credit, one.export_number)
                    for one in batches
                )
            ),
            tuple(Voucher.objects.order_by("uid").values_list("uid", "digest", "number", "cuo")),
        )


class Target:
    """An installation that is attacked; after a successful attack another copy takes its place."""

    def __init__(self, prepared: Place, folder: Path) -> None:
        self._prepared = prepared
        self._folder = folder
        self._copies = 0
        self.renew()

    def renew(self) -> None:
        """Begin again with an installation that nobody attacked."""
        self._copies += 1
        self.place = copy_of(self._prepared, self._folder / f"target-{self._copies}")
        self.trace = self._trace()
        self.content = content_of(self.place)

    def _trace(self) -> object:
        """Return all that a refusal must leave as it was."""
        kept = sorted(path.name for path in self.place.home.archive.iterdir())
        if installations.ON_POSTGRES:
            return self.place.rows(), kept
        return sha256(self.place.home.database.read_bytes()).hexdigest(), kept

    def __call__(self, *words: str | Path) -> Result:
        """Run a command as a script would."""
        out, err = io.StringIO(), io.StringIO()
        with installations.at(self.place.home), redirect_stdout(out), redirect_stderr(err), patience():
            status = run(["--home", str(self.place.home.path), *map(str, words), "--lang", "en", "--json"])
        return Result(status, out.getvalue(), err.getvalue())

    def attack(self, mutant: Mutant) -> str:
        """Show a mutant to every door; return what came of it: refused, asked or accepted."""
        folder = mutant.path.parent
        self._harmless(self("inbox", "--month", mutant.base.period, "--from", folder), {0})
        verified = self._harmless(self("verify", mutant.path), {0, 1})
        self._harmless(self("show", mutant.path, "--vouchers"), {0, 1})
        self._harmless(self("diff", mutant.base.path, mutant.path, "--vouchers"), {0, 1})
        foreseen = self._harmless(self._import(mutant, "--dry-run"), {0, 1, 3})
        if verified.status:
            assert foreseen.status == 1, foreseen
        else:
            self._require_what_it_says(mutant, verified, foreseen)
        done = self._import(mutant, *_answers(foreseen))
        if done.status == 3:  # an answer raised another question
            done = self._import(mutant, *_answers(foreseen), *_answers(done))
        if done.status == 0:
            self._accepted(mutant, done)
            return "accepted"
        self._harmless(done, {1, 3})
        return "asked" if done.status == 3 else "refused"

    def _import(self, mutant: Mutant, *words: str) -> Result:
        return self("import", "--month", mutant.base.period, mutant.path, "--add-masters", *words)

    def _harmless(self, result: Result, statuses: set[int]) -> Result:
        """See that a command answered in words, changed nothing and left nothing."""
        assert result.status in statuses, result
        answer = result.json
        assert UNFORESEEN not in result.out + result.err, result
        assert "Traceback" not in result.out + result.err, result
        assert result.status != 1 or answer["error"], result
        assert not (self.place.home.path / "errors.log").exists(), result
        assert list(self.place.home.private.iterdir()) == []
        assert self._trace() == self.trace, result
        return result

    def _require_what_it_says(self, mutant: Mutant, verified: Result, foreseen: Result) -> None:
        """See that a sound file holds what its digests say, as a reader of another make sees it too.

        Without the site's key it is the honest content; what a stranger sealed is asked about.
        """
        with self._unpacked(mutant) as file:
            assert stranger.problems(file) == []
            manifest = read_manifest(file)
            honest = read_manifest(mutant.base.path)
        if manifest.public_key == mutant.base.stranger.public:
            asked = [one["name"].split(":")[0] for one in foreseen.json.get("decisions", [])]
            assert foreseen.status == 1 or "key" in asked, foreseen
        elif not mutant.resealed:
            assert manifest == honest
        assert verified.json["verification_code"] == manifest.verification_code

    @contextmanager
    def _unpacked(self, mutant: Mutant) -> Iterator[Path]:
        with Quarantine(self.place.home.private) as private:
            yield private.take(mutant.path, kinds=frozenset(FileKind))

    def _accepted(self, mutant: Mutant, done: Result) -> None:
        """See that what was imported is what the file says, and that undoing it brings the old state back."""
        with self._unpacked(mutant) as file:
            manifest = read_manifest(file)
            assert manifest.kind is not FileKind.BEFORE
            with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as reader:
                brought = dict(reader.execute("SELECT uid, digest FROM voucher"))
        with self.place.open():
            held = dict(Voucher.objects.filter(uid__in=brought).values_list("uid", "digest"))
        assert held == (brought if manifest.kind is FileKind.VOUCHERS else {})
        assert examined(self.place) == []
        number = done.json.get("import")
        if number is not None:
            undone = self("undo", str(number))
            # Masters stay: where no vouchers came there is nothing to restore, and the undo says so.
            assert undone.status == (0 if manifest.kind is FileKind.VOUCHERS else 1), undone
        now = content_of(self.place)
        assert now == self.content, (now, self.content)
        self.renew()


def _answers(result: Result) -> list[str]:
    """Answer every question with the last of its values, which gives way furthest."""
    with suppress(json.JSONDecodeError):
        words = []
        for decision in result.json.get("decisions", []):
            words += ["--decide", f"{decision['name']}={(decision['values'] or ['A reason'])[-1]}"]
        return words
    return []
