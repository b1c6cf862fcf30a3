"""Loading masters: rows added, kept as they are here, or taken."""

from datetime import timedelta

import pytest

from consolida.core.actor import NotAllowed
from consolida.intake.loading import Loaded
from consolida.intake.source import UnreadableSource
from consolida.ledger.models import Import
from consolida.ledger.replacement.undo import NothingToRestore, undo
from consolida.masters.models import (
    Account,
    Company,
    CostCenter,
    ExchangeRate,
    OperationType,
    Party,
    PartyAncestor,
    PartyDispute,
)
from support.branch import Branch
from support.companies import ALICE, BOB, CAROL, NOBODY, NOW

TAKE_IT = (
    "If the file is right, load it again with --replace, on the screen with “Where something differs, the"
    " file is right”."
)


def told(loaded: Loaded) -> list[str]:
    """Return what a load says, each finding with its remedy."""
    return [f"{one.sentence()} {one.advice()}" for one in loaded.findings]


def counts(loaded: Loaded) -> tuple[int, int, int]:
    return loaded.added, loaded.changed, loaded.equal


def test_accounts_that_are_new_are_added(branch: Branch) -> None:
    loaded = branch.load("account,name,requires_party\n121299,Otras emitidas,1\n1212,Emitidas en cartera,0\n")
    assert (loaded.kind, counts(loaded)) == ("masters-csv", (1, 0, 1))
    added = Account.objects.get(code="121299")
    assert (added.name, added.requires_party, added.active) == ("Otras emitidas", True, True)
    assert Import.objects.get(pk=loaded.import_id or 0).act == "load"


def test_columns_that_the_file_lacks_stay_as_they_are(branch: Branch) -> None:
    Account.objects.filter(code="1212").update(requires_party=True, charge_account="9411")
    assert counts(branch.load("account,name\n1212,Por cobrar\n", replace=True)) == (0, 1, 0)
    account = Account.objects.get(code="1212")
    assert (account.name, account.requires_party, account.charge_account) == ("Por cobrar", True, "9411")


def test_what_differs_stays_and_is_listed(branch: Branch) -> None:
    loaded = branch.load("account,name\n1212,Por cobrar\n121299,Otras\n")
    assert (counts(loaded), loaded.kept) == ((1, 0, 0), 1)
    assert Account.objects.get(code="1212").name == "Emitidas en cartera"
    (said,) = told(loaded)
    assert said == (
        "Account 1212 is “Por cobrar” in ventas.csv and “Emitidas en cartera” here; it stays as it is here."
        f" {TAKE_IT}"
    )
    assert {one.severity for one in loaded.findings} == {"note"}


def test_what_an_account_asks_for_is_told_in_words(branch: Branch) -> None:
    loaded = branch.load(
        "account,name,requires_party,requires_cost_center,requires_document,charge_account,credit_account,"
        "active\n1212,EMITIDAS EN CARTERA.,1,1,1,9411,791,0\n"
    )
    assert loaded.kept == 1
    (finding,) = (one for one in loaded.findings if one.rule == "master_differs")
    assert finding.sentence() == (
        "Account 1212 is “with person or entity, with cost centre, with document, charged to 9411, credited"
        " to 791, inactive” in ventas.csv and “without person or entity, without cost centre, without"
        " document, without account to charge, without account to credit, active” here; it stays"
        " as it is here."
    )


def test_every_kind_of_master_that_stays_is_told_in_one_form(branch: Branch) -> None:
    branch.load("cost_center,name\nV1,Ventas\n")
    branch.load("currency,date,buy,sell\nUSD,2026-11-03,3.741,3.752\n")
    (centre,) = branch.load("cost_center,name,active\nV1,Compras,1\n").findings
    (rate,) = branch.load("currency,date,buy,sell\nUSD,2026-11-03,3.75,3.752\n").findings
    (kind,) = branch.load("operation_type,name,book\n05,Ventas,1\n").findings
    stays = "here; it stays as it is here."
    assert [one.sentence() for one in (centre, rate, kind)] == [
        f"Cost centre V1 is “Compras” in ventas.csv and “Ventas” {stays}",
        f"The exchange rate USD of 03/11/2026 is “buying 3.750” in ventas.csv and “buying 3.741” {stays}",
        f"T/O 05 is “book 1” in ventas.csv and “book 14” {stays}",
    ]
    assert {one.advice() for one in (centre, rate, kind)} == {TAKE_IT}


def test_a_column_that_only_one_end_has_filled_is_told_too(branch: Branch) -> None:
    Account.objects.filter(code="1212").update(charge_account="9411", credit_account="791")
    OperationType.objects.filter(code="05").update(book="")
    (kind,) = branch.load("operation_type,name,book\n05,Ventas,14\n").findings
    assert kind.sentence().startswith("T/O 05 is “book 14” in ventas.csv and “without book” here;")
    loaded = branch.load("account,name,charge_account,credit_account\n1212,Emitidas en cartera,,\n")
    assert "“charged to 9411, credited to 791” here" in " ".join(told(loaded))


def test_what_is_taken_is_listed_before_and_after(branch: Branch) -> None:
    loaded = branch.load("account,name\n1212,Por cobrar\n", replace=True, dry_run=True)
    (finding,) = loaded.findings
    assert (finding.severity, finding.sentence()) == (
        "note",
        "1212: “Emitidas en cartera” here becomes “Por cobrar”.",
    )
    party = f"party_type,party_number,name,address\n6,{BOB},Roberto E.I.R.L.,Av. Sol 1\n"
    (finding,) = branch.load(party, replace=True, dry_run=True).findings
    assert finding.sentence() == (
        f"{BOB}: “Distribuidora Bob S.A.C.” here becomes “Roberto E.I.R.L., Av. Sol 1”."
    )
    assert branch.load(party, replace=True).findings == (finding,)
    assert finding.advice() == "Check that it is right: what a load changes in the masters is not undone."
    with pytest.raises(NothingToRestore):
        undo(Company.objects.get(), 1, home=branch.home, by=ALICE, at=NOW + timedelta(hours=1))


def test_equal_rows_change_nothing(branch: Branch) -> None:
    content = "account,name\n121299,Otras\n"
    branch.load(content)
    again = branch.load(content.replace("Otras", "OTRAS"), replace=True)
    assert (again.import_id, counts(again)) == (None, (0, 0, 1))
    assert Account.objects.get(code="121299").name == "Otras"


def test_a_dry_run_changes_nothing(branch: Branch) -> None:
    loaded = branch.load("account,name\n121299,Otras\n", dry_run=True)
    assert (loaded.import_id, counts(loaded)) == (None, (1, 0, 0))
    assert not Account.objects.filter(code="121299").exists()


def test_cost_centres_types_and_rates_are_added(branch: Branch) -> None:
    assert counts(branch.load("cost_center,name\nV1,Ventas\n")) == (1, 0, 0)
    assert counts(branch.load("operation_type,name,book\nZZ,Especial,14\n")) == (1, 0, 0)
    assert counts(branch.load("currency,date,buy,sell\nUSD,03/11/2026,3.741,3.752\n")) == (1, 0, 0)
    assert CostCenter.objects.get().name == "Ventas"
    assert OperationType.objects.get(code="ZZ").book == "14"
    assert (ExchangeRate.objects.get().date, ExchangeRate.objects.get().sell) == ("2026-11-03", 3_752_000)


def test_a_type_of_another_name_stays_or_is_taken(branch: Branch) -> None:
    before = OperationType.objects.get(code="05").name
    loaded = branch.load("operation_type,name\n05,Ventas de la selva\n")
    assert (loaded.import_id, counts(loaded), loaded.kept) == (None, (0, 0, 0), 1)
    assert told(loaded) == [
        f"T/O 05 is “Ventas de la selva” in ventas.csv and “{before}” here; it stays as it is here. {TAKE_IT}"
    ]
    assert OperationType.objects.get(code="05").name == before
    taken = branch.load("operation_type,name\n05,Ventas de la selva\n", replace=True)
    assert (counts(taken), taken.kept) == ((0, 1, 0), 0)
    assert [one.rule for one in taken.findings] == ["load_taken"]
    assert OperationType.objects.get(code="05").name == "Ventas de la selva"


@pytest.mark.parametrize(
    ("header", "code", "ours"),
    [("operation_type,name", "5", "05"), ("cost_center,name", "7", "0007"), ("cost_center,name", "0", "00")],
)
def test_a_new_code_that_is_one_of_ours_without_its_zeros_is_warned_of(
    branch: Branch, header: str, code: str, ours: str
) -> None:
    branch.load("operation_type,name\n05,Ventas\n")
    branch.load("cost_center,name\n0007,Planta\n00,Todos\n")
    loaded = branch.load(f"{header}\n{code},Otra\n", dry_run=True)
    (finding,) = (one for one in loaded.findings if one.rule == "load_zero_lost")
    assert finding.severity == "warning"
    assert finding.sentence() == (
        f"Row 2: {code} is new, and {ours} is here: spreadsheets drop the zeros at the front of a code."
    )
    assert f"write {ours}, and load the file again" in finding.advice()


def test_codes_that_are_here_or_have_letters_have_lost_no_zeros(branch: Branch) -> None:
    branch.load("cost_center,name\n05,Planta\n5,Otra\n0A,Taller\n")
    loaded = branch.load("cost_center,name\n5,Otra\nA,Tienda\n6,Almacén\n")
    assert counts(loaded) == (2, 0, 1)
    assert "load_zero_lost" not in {one.rule for one in loaded.findings}


def test_rates_that_differ_stay_or_are_taken(branch: Branch) -> None:
    branch.load("currency,date,buy,sell\nUSD,2026-11-03,3.741,3.752\n")
    other = "currency,date,buy,sell\nUSD,2026-11-03,3.741,3.760\n"
    assert counts(branch.load(other)) == (0, 0, 0)
    assert counts(branch.load(other, replace=True)) == (0, 1, 0)
    assert ExchangeRate.objects.get().sell == 3_760_000


def test_a_long_list_is_read_in_pieces(branch: Branch) -> None:
    rows = "".join(f"V{number},Centro {number}\n" for number in range(1100))
    assert counts(branch.load(f"cost_center,name\n{rows}")) == (1100, 0, 0)
    assert counts(branch.load(f"cost_center,name\n{rows}")) == (0, 0, 1100)


def test_accounts_of_a_destino_pair_may_stand_in_the_chart(branch: Branch) -> None:
    loaded = branch.load("account,name,charge_account,credit_account\n631101,Fletes,1212,99XX\n")
    assert [finding.fields["account"] for finding in loaded.findings] == ["99XX"]


class TestParties:
    def test_new_ones_are_added(self, branch: Branch) -> None:
        loaded = branch.load(
            f"party_type,party_number,name,address\n6,{CAROL},Carol S.A.,Av. Sol 1\n1,07654321,Ana,\n"
        )
        assert (counts(loaded), loaded.parties_added) == ((2, 0, 0), 2)
        assert Party.objects.get(number=CAROL).address == "Av. Sol 1"

    def test_one_of_another_name_stays_and_is_listed(self, branch: Branch) -> None:
        loaded = branch.load(f"party_type,party_number,name\n6,{BOB},Roberto E.I.R.L.\n")
        assert (loaded.import_id, counts(loaded), loaded.kept) == (None, (0, 0, 0), 1)
        (finding,) = loaded.findings
        assert f"{finding.sentence()} {finding.advice()}" == (
            f"Row 2: person or entity {BOB} is “Roberto E.I.R.L.” in the file and"
            f" “Distribuidora Bob S.A.C.” here; it stays as it is here. {TAKE_IT}"
        )

    def test_one_of_another_address_or_out_of_use_stays_and_is_listed(self, branch: Branch) -> None:
        loaded = branch.load(
            f"party_type,party_number,name,address,active\n6,{BOB},Distribuidora Bob S.A.C.,Av. Sol 1,0\n"
        )
        assert (loaded.import_id, counts(loaded), loaded.kept) == (None, (0, 0, 0), 1)
        (finding,) = loaded.findings
        assert finding.sentence() == (
            f"Row 2: person or entity {BOB} is “Distribuidora Bob S.A.C., Av. Sol 1, inactive” in the file"
            " and “Distribuidora Bob S.A.C., active” here; it stays as it is here."
        )
        assert (Party.objects.get(number=BOB).address, Party.objects.get(number=BOB).active) == ("", True)

    def test_one_that_stays_counts_once_though_its_row_comes_twice(self, branch: Branch) -> None:
        row = f"6,{BOB},Roberto E.I.R.L.\n"
        loaded = branch.load(f"party_type,party_number,name\n{row}{row}6,{CAROL},Carol S.A.\n")
        assert (counts(loaded), loaded.kept) == ((1, 0, 0), 1)
        assert Party.objects.get(number=BOB).name == "Distribuidora Bob S.A.C."

    def test_one_written_otherwise_is_the_same(self, branch: Branch) -> None:
        loaded = branch.load(f"party_type,party_number,name\n6,{BOB},DISTRIBUIDORA BOB SAC\n")
        assert (counts(loaded), loaded.findings) == ((0, 0, 1), ())

    def test_with_replace_the_files_version_descends_from_ours(self, branch: Branch) -> None:
        before = Party.objects.get(number=BOB)
        loaded = branch.load(f"party_type,party_number,name\n6,{BOB},Roberto E.I.R.L.\n", replace=True)
        assert counts(loaded) == (0, 1, 0)
        now = Party.objects.get(number=BOB)
        assert now.name == "Roberto E.I.R.L."
        assert PartyAncestor.objects.filter(party=now, digest=before.digest).exists()
        assert not PartyDispute.objects.exists()

    def test_many_are_compared_a_few_hundred_at_a_time(self, branch: Branch) -> None:
        rows = "".join(f"0,X{number},Persona {number}\n" for number in range(1200))
        content = f"party_type,party_number,name\n{rows}"
        assert counts(branch.load(content)) == (1200, 0, 0)
        assert counts(branch.load(content)) == (0, 0, 1200)


def test_a_row_that_comes_twice_counts_once(branch: Branch) -> None:
    assert counts(branch.load("account,name\n121299,Otras\n121299,Otras\n")) == (1, 0, 0)


def test_a_row_that_comes_twice_with_other_content_refuses(branch: Branch) -> None:
    (finding,) = branch.refusal("account,name\n121299,Otras\n121299,Unas\n")
    assert f"{finding.sentence()} {finding.advice()}" == (
        "Row 3: 121299 comes twice in the file, with different content. Leave one of the rows in the file."
    )
    assert not Account.objects.filter(code="121299").exists()


def test_a_header_alone_loads_nothing_and_says_so(branch: Branch) -> None:
    loaded = branch.load("account,name\n")
    assert counts(loaded) == (0, 0, 0)
    assert [finding.sentence() for finding in loaded.findings] == ["The file has a header and no rows."]


def test_what_the_rules_refuse_is_refused(branch: Branch) -> None:
    assert [finding.rule for finding in branch.refusal("account,name\n12|12,Otras\n")] == ["account_code"]


def test_who_may_not_change_masters_does_not(branch: Branch) -> None:
    with pytest.raises(NotAllowed):
        branch.load("account,name\n121299,Otras\n", by=NOBODY)


def test_a_file_that_is_neither_is_refused(branch: Branch) -> None:
    with pytest.raises(UnreadableSource):
        branch.load("color,sabor\nrojo,dulce\n")
