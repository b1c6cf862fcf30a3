"""A branch that loads other programs' files: site 0001, the chart of accounts, Bob the customer."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from consolida.core.actor import Actor
from consolida.core.errors import Refused
from consolida.core.findings import Finding
from consolida.intake.load import load
from consolida.intake.loading import Loaded, LoadRequest
from consolida.intake.staging import Progress
from consolida.ledger.doctor import examine
from consolida.ledger.models import Import, Line, Voucher
from consolida.masters.models import Company
from support import companies, installations, reading
from support.companies import ALICE, NOW


class Branch:
    """An installation with site 0001, the chart of accounts and Bob, whose files Alice loads."""

    def __init__(self, folder: Path, *, ruc: str = companies.RUC) -> None:
        self.folder = folder
        self.home = installations.make_home(folder / "branch")
        self._now = NOW
        with installations.at(self.home):
            companies.make_company(ruc=ruc)

    def load(
        self,
        content: str | bytes | Path,
        name: str = "ventas.csv",
        *,
        by: Actor = ALICE,
        dry_run: bool = False,
        progress: Progress | None = None,
        **said: Any,
    ) -> Loaded:
        """Load a file, given by its content or its path."""
        self._now += timedelta(seconds=1)
        path = content if isinstance(content, Path) else reading.write(self.folder, content, name)
        return load(
            Company.objects.get(),
            path,
            LoadRequest(**said),
            dry_run=dry_run,
            home=self.home,
            by=by,
            at=self._now,
            progress=progress,
        )

    def refusal(
        self, content: str | bytes | Path, name: str = "ventas.csv", *, by: Actor = ALICE, **said: Any
    ) -> list[Finding]:
        """Load a file that is refused; return why. Nothing is changed and no private copy is left."""
        before = self.digests(), Import.objects.count()
        with pytest.raises(Refused) as refused:
            self.load(content, name, by=by, **said)
        assert (self.digests(), Import.objects.count()) == before
        assert list(self.home.private.iterdir()) == []
        return list(refused.value.findings)

    def examined(self) -> list[str]:
        """Return what the doctor finds."""
        return [finding.sentence() for finding in examine(home=self.home, by=ALICE, at=self._now)]

    def digests(self) -> dict[str, str]:
        """Return each voucher's digest by its CUO."""
        return dict(Voucher.objects.order_by("cuo").values_list("cuo", "digest"))

    def cuos(self) -> list[str]:
        """Return the CUO of every voucher."""
        return list(self.digests())

    def voucher(self, cuo: str) -> Voucher:
        """Return a voucher."""
        return Voucher.objects.get(cuo=cuo)

    def lines(self, cuo: str) -> list[Line]:
        """Return a voucher's lines."""
        return list(self.voucher(cuo).lines)
