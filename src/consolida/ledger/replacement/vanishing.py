"""What would go without coming back: vouchers typed here, and those of sites that sent no file."""

from collections import Counter
from collections.abc import Mapping

from consolida.core.batches import BatchKey
from consolida.core.wording import counted
from consolida.ledger.models import Batch
from consolida.ledger.replacement.decisions import Answers
from consolida.ledger.replacement.parts import NOBODY, Part
from consolida.masters.models import Company, ReplaceMode


def ask_about_vanishing(
    company: Company,
    parts: Mapping[BatchKey, Part],
    held: Mapping[BatchKey, Batch],
    *,
    mode: str,
    answers: Answers,
) -> None:
    """Ask before vouchers typed here go, and before other sites' vouchers go in mode `all`."""
    going = {
        key: held[key]
        for key, part in parts.items()
        if key in held and held[key].vouchers and part.digest != held[key].digest
    }
    typed, others = Counter[str](), Counter[str]()
    for key, batch in going.items():
        if batch.site.here:
            typed[key.site] += batch.vouchers
        elif parts[key].source == NOBODY:
            others[key.site] += batch.vouchers
    for site, vouchers in sorted(typed.items()):
        answers.ask(
            f"typed_here:{site}",
            counted(
                "{vouchers} voucher of site {site} was typed in this installation and would be replaced"
                " by the file's. Replace it?",
                "{vouchers} vouchers of site {site} were typed in this installation and would be replaced"
                " by the file's. Replace them?",
                by="vouchers",
            ),
            values=("replace",),
            would_vanish=((site, vouchers),),
            site=site,
            vouchers=vouchers,
        )
    if mode == ReplaceMode.ALL and company.replace_mode != ReplaceMode.ALL and others:
        listed = tuple(sorted(others.items()))
        answers.ask(
            "vanish",
            counted(
                "All sites' vouchers of the month and T/O are replaced: {vouchers} voucher of another site"
                " would go ({sites}). Type the number of vouchers to confirm.",
                "All sites' vouchers of the month and T/O are replaced: {vouchers} vouchers of other sites"
                " would go ({sites}). Type the number of vouchers to confirm.",
                by="vouchers",
            ),
            values=(str(sum(others.values())),),
            would_vanish=listed,
            vouchers=sum(others.values()),
            sites=", ".join(f"{site}: {vouchers}" for site, vouchers in listed),
        )
