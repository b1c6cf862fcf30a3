"""The folder of an installation: database, key, archive of files, private copies."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from consolida.core.signing import SigningKey, UnusableKey


@dataclass(frozen=True, slots=True)
class Home:
    """Where an installation keeps what it owns."""

    path: Path

    @property
    def database(self) -> Path:
        """The embedded database."""
        return self.path / "consolida.db"

    @property
    def key_file(self) -> Path:
        """The private key."""
        return self.path / "key.pem"

    @property
    def secret_file(self) -> Path:
        """The secret that the web application signs sessions with."""
        return self.path / "secret"

    @property
    def archive(self) -> Path:
        """The folder of kept transfer files, each named by its file uid."""
        return self.path / "archive"

    @property
    def private(self) -> Path:
        """The folder of private copies of received files; each run removes its own."""
        return self.path / "private"

    @property
    def uploads(self) -> Path:
        """The folder of what browsers uploaded and nobody has imported yet; each server sweeps its own."""
        return self.path / "uploads"

    def archived(self, file_uid: str) -> Path:
        """Return where a kept file lies."""
        return self.archive / f"{file_uid}.db"

    def make(self) -> None:
        """Make the folder, its folders and its key, where they are missing.

        An installation that is there and has lost its key gets no other one: the files of its site would
        come from a stranger.
        """
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.key_file.exists() and not self.archive.exists():
            _write_secretly(self.key_file, SigningKey.generate().to_pem())
        for folder in (self.private, self.archive):
            folder.mkdir(exist_ok=True, mode=0o700)
        if not self.secret_file.exists():
            _write_secretly(self.secret_file, secrets.token_urlsafe(48).encode())

    def session_secret(self) -> str:
        """Read the secret that sessions are signed with; without an installation, one for this run."""
        try:
            return self.secret_file.read_text("ascii")
        except FileNotFoundError:
            return secrets.token_urlsafe(48)

    def signing_key(self) -> SigningKey:
        """Read the private key."""
        try:
            return SigningKey.from_pem(self.key_file.read_bytes())
        except FileNotFoundError as problem:
            raise UnusableKey from problem


def _write_secretly(file: Path, content: bytes) -> None:
    """Write a file that only its owner reads; whole or not at all."""
    part = file.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    part.replace(file)
