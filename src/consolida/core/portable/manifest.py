"""The manifest: what a transfer file says of itself, and who sends it."""

from dataclasses import astuple, dataclass
from typing import Self

from consolida.core import digest, signing
from consolida.core.portable.format import FileKind


@dataclass(frozen=True, slots=True)
class Manifest:
    """The one row of `manifest`, a field per column in the specification's order."""

    file_uid: str
    format: int
    kind: FileKind
    ruc: str
    company: str
    currency: str
    site: str
    site_name: str
    installation: str
    export_number: int
    previous: str
    period: str
    operation_type: str
    definitive: bool
    cutoff: str
    author: str
    program: str
    content_digest: str
    annotation_digest: str
    public_key: str
    signature: str

    @classmethod
    def of_row(cls, row: tuple[object, ...]) -> Self:
        """Make a manifest from the row of its table, in the order of the columns."""
        fields = dict(zip(cls.__slots__, row, strict=True))
        fields["kind"] = FileKind(str(fields["kind"]))
        fields["definitive"] = bool(fields["definitive"])
        return cls(**fields)  # type: ignore[arg-type] # the reader has proven each type

    def values(self) -> tuple[str | int, ...]:
        """Return the row, in the order of the columns."""
        return tuple(int(value) if isinstance(value, bool) else value for value in astuple(self))

    @property
    def verification_code(self) -> str:
        """What two people compare over the phone: twelve characters in fours."""
        return digest.verification_code(self.content_digest)

    @property
    def whole_month(self) -> bool:
        """Whether the file speaks for every T/O of its month."""
        return not self.operation_type

    def signature_is_right(self) -> bool:
        """Tell whether the manifest was signed with the key that it names."""
        return signing.signature_is_right(
            public_key=self.public_key,
            signature=self.signature,
            text=digest.manifest_text(self.values()),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Who sends a file."""

    ruc: str
    company: str
    currency: str
    site: str
    site_name: str
    installation: str
    export_number: int
    previous: str
    author: str
    program: str
