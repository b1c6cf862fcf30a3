"""The main job from end to end: three installations, one month, and what can go wrong on the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from consolida.cli.demo.stage import Place, Stage
from consolida.cli.failures import Status
from consolida.core.language import gettext
from consolida.core.money import format_amount, parse_amount
from consolida.intake.demo import trading
from consolida.intake.demo.vouchers import write_csv, write_table

MONTH = ("--month", trading.MONTH)
PLE = ("LE2060123456520260100050100001111.TXT", "LE2060123456520260100050300001111.TXT")
CARRIED = "correo"  # the folder that stands for the stick and the mail
PAPERS = "datos"  # what other programs made
Balances = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part."""

    head_office: Place
    arequipa: Place
    trujillo: Place

    @classmethod
    def of(cls, folder: Path) -> "Cast":
        """Give each installation its folder."""
        return cls(
            Place("Lima", folder / "lima"),
            Place("Arequipa", folder / "arequipa"),
            Place("Trujillo", folder / "trujillo"),
        )

    @property
    def places(self) -> tuple[Place, Place, Place]:
        """All of them, head office last."""
        return self.arequipa, self.trujillo, self.head_office


def play(stage: Stage) -> Balances:
    """Play the story; return the consolidated balances."""
    cast = Cast.of(stage.folder)
    _write_papers(stage.folder / PAPERS)
    (stage.folder / CARRIED).mkdir()
    _set_up(stage, cast)
    _load(stage, cast)
    own = [_balances(stage, place) for place in cast.places]
    _export(stage, cast)
    _import(stage, cast)
    _prove_sum(stage, cast, own)
    _correct(stage, cast)
    _undo(stage, cast)
    _refuse(stage, cast)
    _examine(stage, cast)
    return _balances(stage, cast.head_office)


def _write_papers(folder: Path) -> None:
    """Write what the branches' other programs would have made."""
    folder.mkdir()
    arequipa = trading.month(trading.AREQUIPA)
    write_table(folder / "cuentas.csv", ("account", "name"), trading.OWN_ACCOUNTS)
    write_table(folder / "centros.csv", ("cost_center", "name"), trading.OWN_COST_CENTERS)
    write_table(folder / "cambio.csv", ("currency", "date", "buy", "sell"), trading.exchange_rates())
    write_csv(folder / "arequipa.csv", arequipa)
    write_csv(folder / "arequipa-ventas-corregidas.csv", trading.corrected(arequipa))
    write_csv(folder / "lima.csv", [trading.opening(), *trading.month(trading.HEAD_OFFICE)])
    data = resources.files("consolida.cli.demo") / "data"
    for name in PLE:
        (folder / name).write_bytes((data / name).read_bytes())


def _set_up(stage: Stage, cast: Cast) -> None:
    stage.chapter(gettext("Three installations: two branches and head office"))
    sites = (
        (cast.arequipa, trading.AREQUIPA.code, trading.AREQUIPA.name, ()),
        (cast.trujillo, trading.TRUJILLO.code, trading.TRUJILLO.name, ()),
        (cast.head_office, trading.HEAD_OFFICE.code, trading.HEAD_OFFICE.name, ("--head-office",)),
    )
    for place, site, title, more in sites:
        stage.run(place, "init")
        stage.run(place, "company", "add", trading.RUC, trading.COMPANY, "--chart", "pcge")
        stage.run(place, "site", "add", site, title, "--here", *more)


def _load(stage: Stage, cast: Cast) -> None:
    stage.chapter(gettext("The month's vouchers come in"))
    stage.show(gettext("Arequipa keeps spreadsheets, Trujillo has the PLE 5.1 of another program."))
    for place, vouchers in ((cast.arequipa, "arequipa.csv"), (cast.head_office, "lima.csv")):
        for paper in ("cuentas.csv", "centros.csv", "cambio.csv", vouchers):
            stage.run(place, "load", f"{PAPERS}/{paper}")
    stage.run(cast.trujillo, "load", f"{PAPERS}/{PLE[0]}")


def _export(stage: Stage, cast: Cast) -> None:
    stage.chapter(gettext("The branches export, and the files are carried to Lima"))
    stage.run(cast.arequipa, "export", *MONTH, "--to", CARRIED)
    stage.run(cast.trujillo, "export", *MONTH, "--to", CARRIED, "--zip")


def _import(stage: Stage, cast: Cast) -> None:
    stage.chapter(gettext("Head office looks at what arrived"))
    stage.run(cast.head_office, "inbox", *MONTH, "--from", CARRIED)
    files = [f"{CARRIED}/{_file('0001', 1)}", f"{CARRIED}/{_file('0002', 1, zipped=True)}"]
    stage.show(gettext("These sites are new here, so a person has to say once that it is really them."))
    stage.run(cast.head_office, "import", *MONTH, *files, "--dry-run", status=Status.DECISIONS, last=17)
    stage.show(gettext("After a call to each site, comparing the codes:"))
    answers = _answers(stage, cast, files)
    stage.run(cast.head_office, "import", *MONTH, *files, *answers, "--add-masters", "--dry-run")
    stage.run(cast.head_office, "import", *MONTH, *files, *answers, "--add-masters", last=2)


def _answers(stage: Stage, cast: Cast, files: Iterable[str]) -> list[str]:
    """Answer every open question with the first value it takes."""
    answer = stage.ask(cast.head_office, "import", *MONTH, *files, "--add-masters", "--dry-run")
    found = answer.get("decisions")
    words = []
    for decision in found if isinstance(found, list) else []:
        words += ["--decide", f"{decision['name']}={decision['values'][0]}"]
    return words


def _prove_sum(stage: Stage, cast: Cast, own: list[Balances]) -> None:
    stage.chapter(gettext("The consolidated trial balance"))
    stage.run(cast.head_office, "balance", *MONTH, "--by-site")
    together = _balances(stage, cast.head_office)
    stage.prove(
        gettext("account by account, it is the sum of the three sites' own balances"),
        holds=bool(together) and together == _added(own),
    )
    debit, credit = _total(together)
    stage.prove(
        gettext("debit {debit} equals credit {credit}").format(
            debit=format_amount(debit), credit=format_amount(credit)
        ),
        holds=debit == credit != 0,
    )


def _correct(stage: Stage, cast: Cast) -> None:
    stage.chapter(gettext("A correction: Arequipa puts a sale right and sends again"))
    sales = f"{PAPERS}/arequipa-ventas-corregidas.csv"
    stage.run(cast.arequipa, "load", sales, "--type", trading.SALES, "--replace")
    stage.run(cast.arequipa, "export", *MONTH, "--to", CARRIED)
    second = f"{CARRIED}/{_file('0001', 2)}"
    stage.run(cast.head_office, "import", *MONTH, second, "--dry-run")
    stage.run(cast.head_office, "import", *MONTH, second, last=2)


def _undo(stage: Stage, cast: Cast) -> None:
    stage.chapter(gettext("An import is undone, and done again"))
    after = _balances(stage, cast.head_office)
    stage.run(cast.head_office, "history")
    stage.run(cast.head_office, "undo", _last_import(stage, cast))
    before = _balances(stage, cast.head_office)
    stage.prove(gettext("the correction is gone"), holds=before != after)
    stage.run(cast.head_office, "import", *MONTH, f"{CARRIED}/{_file('0001', 2)}", last=2)
    stage.prove(gettext("the correction is back"), holds=_balances(stage, cast.head_office) == after)


def _refuse(stage: Stage, cast: Cast) -> None:
    stage.chapter(gettext("A damaged file is refused, an old one stopped"))
    before = _balances(stage, cast.head_office)
    good = (stage.folder / CARRIED / _file("0001", 2)).read_bytes()
    (stage.folder / CARRIED / "cortado.db").write_bytes(good[: len(good) // 2])
    (stage.folder / CARRIED / "alterado.db").write_bytes(good.replace(b"Cobro a ", b"Cobre a ", 1))
    for name in ("cortado.db", "alterado.db"):
        stage.run(cast.head_office, "import", *MONTH, f"{CARRIED}/{name}", status=Status.REFUSED)
    stale = f"{CARRIED}/{_file('0001', 1)}"
    stage.run(cast.head_office, "import", *MONTH, stale, status=Status.DECISIONS)
    stage.prove(gettext("nothing changed"), holds=_balances(stage, cast.head_office) == before)


def _examine(stage: Stage, cast: Cast) -> None:
    stage.chapter(gettext("The three installations are examined"))
    for place in cast.places:
        stage.run(place, "doctor")


def _file(site: str, number: int, *, zipped: bool = False) -> str:
    return f"{trading.RUC}_{trading.MONTH}_{site}_{number:04d}.{'zip' if zipped else 'db'}"


def _last_import(stage: Stage, cast: Cast) -> str:
    found = stage.ask(cast.head_office, "history").get("imports")
    numbers = [int(str(row["import"])) for row in found] if isinstance(found, list) else []
    return str(max(numbers, default=0))


def _balances(stage: Stage, place: Place) -> Balances:
    """Return debit and credit by account, in céntimos."""
    rows = stage.ask(place, "balance", *MONTH).get("rows")
    return {
        str(row["account"]): (parse_amount(str(row["debit"])), parse_amount(str(row["credit"])))
        for row in (rows if isinstance(rows, list) else [])
    }


def _added(balances: Iterable[Balances]) -> Balances:
    total: Balances = {}
    for one in balances:
        for account, (debit, credit) in one.items():
            before = total.get(account, (0, 0))
            total[account] = (before[0] + debit, before[1] + credit)
    return total


def _total(balances: Balances) -> tuple[int, int]:
    debits, credits_ = zip(*balances.values(), strict=True) if balances else ((), ())
    return sum(debits), sum(credits_)
