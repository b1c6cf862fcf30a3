"""load, export, inbox, import, undo, history, balance: the main job by commands."""

import shutil
from pathlib import Path

import pytest

from consolida.ledger.models import Observation
from consolida.transfer.models import Export
from support.files import make_file
from support.installations import at

from .conftest import FORGOTTEN, SALES, MakePlace, Place


class TestLoad:
    def test_adds_vouchers_once(self, branch: Place) -> None:
        answer = branch.load(SALES)
        assert answer["import"] == 1
        assert (answer["added"], answer["changed"], answer["equal"]) == (2, 0, 0)
        assert answer["parties_added"] == 1
        again = branch.load(SALES)
        assert (again["import"], again["added"], again["equal"]) == (None, 0, 2)

    def test_says_what_it_did_and_how_to_take_it_back(self, branch: Place, tmp_path: Path) -> None:
        file = tmp_path / "sales.csv"
        file.write_text(SALES)
        dry = branch("load", file, "--dry-run")
        assert "2 added" in dry.out
        assert "dry run" in dry.out
        assert "consolida undo 1" in branch("load", file).out
        assert "Nothing was to be changed." in branch("load", file).out

    def test_shows_on_a_dry_run_what_an_import_would_show(self, branch: Place, tmp_path: Path) -> None:
        file = tmp_path / "sales.csv"
        file.write_text(SALES)
        dry = branch("load", file, "--dry-run").out
        (batch,) = [line.split() for line in dry.splitlines() if line.startswith("0001")]
        assert batch[:7] == ["0001", "2026-11", "05", "2", "0", "0", "0"]
        assert "1 new person or entity.\n2 vouchers will be added.\n" in dry
        branch("load", file)
        file.write_text(SALES.replace("590.00", "708.00").replace("90.00", "208.00"))
        changed = branch("load", file, "--replace", "--dry-run").out
        assert "The biggest changes:" in changed
        assert "2 vouchers will be removed and 2 put in (+0, −0, 1 modified)." in changed
        assert branch("load", file, "--dry-run").status == 1  # without --replace it is refused

    def test_counts_masters_by_what_becomes_of_them_on_a_dry_run(self, branch: Place, tmp_path: Path) -> None:
        file = tmp_path / "cuentas.csv"
        file.write_text("account,name\n1212,Otra cosa\n1212999,Nueva\n")
        dry = branch("load", file, "--dry-run")
        assert dry.out.startswith(
            "New: 1 account\nDifferent, kept as here: 1 account\n"
            "1 row of persons and masters will be added and 0 taken from the file; no voucher changes.\n"
        )
        assert "“Otra cosa” in cuentas.csv" in dry.err
        assert "Taken from the file: 1 account" in branch("load", file, "--replace", "--dry-run").out
        assert branch("load", file).status == 0
        nothing = branch("load", file, "--dry-run").out
        assert nothing.startswith("0 added, 0 changed, 0 removed, 1 equal;")

    def test_writes_how_many_with_thousands(self, branch: Place, tmp_path: Path) -> None:
        file = tmp_path / "personas.csv"
        rows = "".join(f"0,P{number},Persona {number}\n" for number in range(1, 1201))
        file.write_text(f"party_type,party_number,name\n{rows}")
        assert branch("load", file).out.startswith("1,200 added, 0 changed, 0 removed, 0 equal;")

    def test_of_masters_promises_no_undo(self, branch: Place, tmp_path: Path) -> None:
        file = tmp_path / "cuentas.csv"
        file.write_text("account,name\n1212999,Otra\n")
        result = branch("load", file)
        assert (result.status, "undo" in result.out) == (0, False)
        refused = branch("undo", "1")
        assert refused.status == 1
        assert refused.err == (
            "Import 1 replaced no vouchers: there is nothing to restore. The masters that came stay."
            " Correct in the masters what should not be so; make inactive what nobody uses.\n"
        )
        (row,) = branch.json("history")["imports"]
        assert row["undone_by"] is None

    def test_of_masters_that_differ_says_that_they_stay_and_how_to_take_them(
        self, branch: Place, tmp_path: Path
    ) -> None:
        file = tmp_path / "tipos.csv"
        file.write_text("operation_type,name\n05,Otra cosa\n")
        result = branch("load", file)
        assert result.status == 0
        assert result.out == (
            "0 added, 0 changed, 0 removed, 0 equal; new persons or entities: 0.\n"
            "1 row differs and stays as it is here; --replace takes the file's.\n"
            "Nothing was changed.\n"
        )
        assert "T/O 05 is “Otra cosa” in tipos.csv and “Ventas” here; it stays as it is here." in result.err
        assert branch.json("load", file)["kept"] == 1
        taken = branch.json("load", file, "--replace")
        assert (taken["kept"], taken["changed"]) == (0, 1)
        assert branch.json("load", file)["equal"] == 1

    def test_leaves_the_import_out_on_a_dry_run(self, branch: Place) -> None:
        answer = branch.load(SALES, "--dry-run")
        assert "import" not in answer
        assert answer["added"] == 2
        assert branch.json("history")["imports"] == []

    def test_refuses_a_bad_file_with_its_findings(self, branch: Place, tmp_path: Path) -> None:
        file = tmp_path / "bad.csv"
        file.write_text(SALES.replace("590.00", "591.00"))
        result = branch("load", file, "--json")
        assert result.status == 1
        assert result.json["findings"], result
        assert "bad.csv" in result.json["error"]

    def test_takes_add_or_replace(self, branch: Place, tmp_path: Path) -> None:
        file = tmp_path / "sales.csv"
        file.write_text(SALES)
        assert branch("load", file, "--add", "--replace").status == 2
        assert branch("load", file, "--add").status == 0
        assert branch.json("load", file, "--type", "05", "--replace")["equal"] == 2


class TestExport:
    def test_says_what_was_exported_before_and_what_changed_since(
        self, branch: Place, tmp_path: Path
    ) -> None:
        branch.load(SALES)
        assert "Exported before" not in branch("export", "--month", "2026-11", "--to", tmp_path).err
        said = branch("export", "--month", "2026-11", "--to", tmp_path).err
        assert "Exported before: the whole month, n.º 1, 20601234565_2026-11_0001_0001.db" in said
        assert "Nothing changed since." in said
        other_type = branch("export", "--month", "2026-11", "--type", "05", "--to", tmp_path).err
        assert "n.º 2" in other_type
        branch.json("export", "--month", "2026-11", "--type", "11", "--to", tmp_path)
        assert "n.º 4" not in branch("export", "--month", "2026-11", "--type", "05", "--to", tmp_path).err
        branch.load(FORGOTTEN)
        said = branch("export", "--month", "2026-11", "--to", tmp_path).err
        assert "the whole month, n.º 2" in said
        assert "T/O 11, n.º 4" in said
        assert "1 voucher changed since (+1, −0, 0 modified)." in said

    def test_answers_with_what_the_file_holds(self, branch: Place, tmp_path: Path) -> None:
        branch.load(SALES)
        answer = branch.json("export", "--month", "2026-11", "--to", tmp_path)
        assert Path(answer["file"]).name == "20601234565_2026-11_0001_0001.db"
        assert (answer["vouchers"], answer["lines"]) == (2, 6)
        assert (answer["debit"], answer["credit"]) == ("1770.00", "1770.00")
        assert answer["preliminary"] is True
        read = branch.json("verify", answer["file"])
        for code in ("verification_code", "key_code"):
            assert read[code] == answer[code]

    def test_tells_the_code_that_head_office_asks_for_by_phone(
        self, branch: Place, head_office: Place, tmp_path: Path
    ) -> None:
        branch.load(SALES)
        shown = branch("export", "--month", "2026-11", "--to", tmp_path)
        (line,) = [line for line in shown.out.splitlines() if line.startswith("Code of the key")]
        code = line.removeprefix("Code of the key").strip()
        (file,) = tmp_path.glob("*_0001_0001.db")
        asked = head_office("import", "--month", "2026-11", file, "--json").json["decisions"]
        assert f"is its key code {code}?" in {one["name"]: one["question"] for one in asked}["key:0001"]

    def test_tells_people_the_code_and_that_the_stick_is_free(self, branch: Place, tmp_path: Path) -> None:
        result = branch(
            "export", "--month", "2026-11", "--type", "05", "--to", tmp_path, "--zip", "--definitive"
        )
        assert result.status == 0
        assert "20601234565_2026-11_05_0001_0001.zip" in result.out
        assert "no movement" in result.out
        assert "can be removed" in result.out

    def test_needs_a_month_and_a_folder(self, branch: Place, tmp_path: Path) -> None:
        assert branch("export", "--to", tmp_path).status == 2
        assert branch("export", "--month", "2026-13", "--to", tmp_path).status == 2
        assert branch("export", "--month", "2026-11").status == 2
        assert branch("export", "--month", "2026-11", "--to", tmp_path / "nowhere").status == 1

    def test_sends_masters_to_the_sites(self, head_office: Place, branch: Place, tmp_path: Path) -> None:
        assert head_office("export", "--masters", "--month", "2026-11", "--to", tmp_path).status == 2
        answer = head_office.json("export", "--masters", "--to", tmp_path)
        assert answer["vouchers"] == 0
        assert "Verification code" in head_office("export", "--masters", "--to", tmp_path).out
        branch.json("site", "add", "0000", "Lima", "--head-office")
        asked = branch("import", answer["file"], "--json")
        answers = [f"{one['name']}={one['values'][0]}" for one in asked.json["decisions"]]
        done = branch.json("import", answer["file"], *(word for one in answers for word in ("--decide", one)))
        assert (done["added"], done["removed"]) == (0, 0)
        assert done["same_content"] is False
        assert branch.json("import", answer["file"], "--dry-run")["same_content"] is False

    def test_says_what_an_interrupted_run_left(self, branch: Place, tmp_path: Path) -> None:
        (branch.home.archive / "0193.part").write_bytes(b"half")
        result = branch("export", "--month", "2026-11", "--to", tmp_path)
        assert "interrupted" in result.err
        assert not (branch.home.archive / "0193.part").exists()


class TestInbox:
    def test_lists_what_fits_and_the_others_with_their_reasons(
        self, branch: Place, head_office: Place
    ) -> None:
        branch.load(SALES)
        file = branch.export()
        branch.export("--type", "05")
        (file.parent / "letter.db").write_text("Dear Bob,")
        make_file(file.parent / "other.db")
        answer = head_office.json("inbox", "--month", "2026-11", "--type", "05", "--from", file.parent)
        (one,) = answer["matching"]
        assert set(one) == {
            "file",
            "site",
            "export_number",
            "operation_type",
            "preliminary",
            "status",
            "vouchers",
        }
        assert (one["site"], one["export_number"], one["operation_type"]) == ("0001", 2, "05")
        assert (one["status"], one["vouchers"]) == ("unknown_site", 2)
        assert {Path(other["file"]).name for other in answer["others"]} == {file.name, "letter.db"}
        shown = head_office("inbox", "--month", "2026-11", "--from", file.parent).out
        assert "unknown site" in shown
        assert "the whole month" in shown
        assert "letter.db" in shown
        assert "1 file of another company" in shown

    def test_says_when_nothing_fits(self, branch: Place, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        assert "No file fits." in branch("inbox", "--month", "2026-11", "--from", tmp_path / "empty").out


class TestImport:
    @pytest.fixture
    def file(self, branch: Place) -> Path:
        branch.load(SALES)
        return branch.export()

    def test_asks_what_only_a_person_knows(self, head_office: Place, file: Path) -> None:
        result = head_office("import", "--month", "2026-11", file, "--json")
        assert result.status == 3
        (decision,) = [one for one in result.json["decisions"] if one["name"] == "site:0001"]
        assert (result.json["added"], result.json["removed"]) == (2, 0)
        assert decision["values"] == ["add"]
        assert "0001" in decision["question"]
        shown = head_office("import", "--month", "2026-11", file)
        assert shown.status == 3
        assert "--decide site:0001=add" in shown.err
        assert head_office.json("history")["imports"] == []

    def test_replaces_and_says_so(self, head_office: Place, branch: Place, file: Path) -> None:
        head_office.load(FORGOTTEN)
        done = head_office.welcome(file)
        assert done["import"] == 2
        assert (done["added"], done["removed"], done["changed"], done["equal"]) == (2, 0, 0, 0)
        assert (done["kept"], done["parties_added"], done["parties_queued"]) == (1, 1, 0)
        branch.load(SALES.replace("Cash sale", "Paid sale"), "--replace")
        branch.load(FORGOTTEN)
        second = branch.export()
        dry = head_office.json("import", "--month", "2026-11", second, "--dry-run")
        assert "import" not in dry
        assert (dry["added"], dry["changed"], dry["equal"]) == (1, 1, 1)
        shown = head_office("import", "--month", "2026-11", second, "--dry-run").out
        assert "The biggest changes:" in shown
        assert "1 voucher of site 0000 stays." in shown
        assert "2 vouchers will be removed and 3 put in (+1, −0, 1 modified)." in shown
        assert "dry run" in shown
        assert "consolida undo 3" in head_office("import", "--month", "2026-11", second).out

    def test_shows_the_types_that_have_vouchers_and_not_those_closed_without_any(
        self, head_office: Place, branch: Place
    ) -> None:
        branch.json("month", "close", "--month", "2026-11")
        branch.json("month", "reopen", "--month", "2026-11", "--type", "05", "--reason", "A sale came late")
        branch.load(SALES)
        file = branch.export()
        assert len(branch.json("show", file)["batches"]) > 5
        shown = head_office("import", "--month", "2026-11", file, "--dry-run").out
        rows = [line.split()[:3] for line in shown.splitlines() if line.startswith("0001 ")]
        assert rows == [["0001", "2026-11", "05"]]

    def test_shows_what_was_closed_where_there_is_nothing_else(
        self, head_office: Place, branch: Place
    ) -> None:
        branch.json("month", "close", "--month", "2026-11", "--type", "11")
        shown = head_office("import", "--month", "2026-11", branch.export(), "--dry-run").out
        rows = [line.split()[:3] for line in shown.splitlines() if line.startswith("0001 ")]
        assert rows == [["0001", "2026-11", "11"]]

    def test_takes_an_equals_sign_in_the_reason_that_it_asked_for(
        self, head_office: Place, branch: Place, file: Path
    ) -> None:
        head_office.welcome(file)
        branch.load(FORGOTTEN)
        head_office.json("import", "--month", "2026-11", branch.export())
        answers = ("older:0001:2026-11=replace", "older:0001:2026-11:reason=0003 = 0002, sent twice")
        words = [word for answer in answers for word in ("--decide", answer)]
        head_office.json("import", "--month", "2026-11", file, *words)
        assert head_office.json("history")["imports"][0]["reason"] == "0003 = 0002, sent twice"

    def test_takes_a_pattern_where_the_shell_does_not(self, head_office: Place, file: Path) -> None:
        assert head_office("import", "--month", "2026-11", file.parent / "*.db").status == 3
        assert head_office("import", "--month", "2026-11", file.parent / "*.nothing").status == 1

    def test_takes_a_blank_reason_for_none(self, head_office: Place, branch: Place, file: Path) -> None:
        head_office.welcome(file)
        branch.load(FORGOTTEN)
        head_office.json("import", "--month", "2026-11", branch.export())
        asked = head_office("import", "--month", "2026-11", file, "--reason", "   ", "--json")
        assert asked.status == 3
        (decision,) = asked.json["decisions"]
        replace = f"{decision['name']}=replace"
        again = head_office("import", "--month", "2026-11", file, "--decide", replace, "--json")
        (question,) = again.json["decisions"]
        assert (question["name"], question["values"]) == (f"{decision['name']}:reason", [])
        answer = f"{question['name']}=typed twice"
        done = head_office.json("import", "--month", "2026-11", file, "--decide", replace, "--decide", answer)
        assert done["removed"] == 1
        assert head_office.json("history")["imports"][0]["reason"] == "typed twice"

    def test_tells_of_an_answer_that_no_question_took(self, head_office: Place, file: Path) -> None:
        head_office.welcome(file)
        done = head_office.json(
            "import", "--month", "2026-11", file, "--decide", "masters=skip", "--decide", "foo=accept"
        )
        assert [
            finding["message"] for finding in done["findings"] if finding["rule"] == "answer_not_taken"
        ] == [
            "The answer masters=skip was not taken: nothing of that name is asked.",
            "The answer foo=accept was not taken: nothing of that name is asked.",
        ]

    def test_tells_which_values_a_question_takes(self, head_office: Place, file: Path) -> None:
        shown = head_office("import", "--month", "2026-11", file, "--decide", "site:0001=reject")
        assert shown.status == 3
        assert "The answer site:0001=reject was not taken: the question takes add." in shown.err

    def test_of_one_file_in_two_places_says_just_that(
        self, head_office: Place, file: Path, tmp_path: Path
    ) -> None:
        copied = shutil.copy(file, tmp_path / "copy.db")
        refused = head_office("import", "--month", "2026-11", file, copied, "--json").json
        assert [finding["rule"] for finding in refused["findings"]] == ["two_files_of_one_scope"]

    def test_of_one_file_named_twice_takes_it_once(self, head_office: Place, file: Path) -> None:
        asked = head_office("import", "--month", "2026-11", file, file, "--json")
        assert (asked.status, asked.json["added"]) == (3, 2)

    def test_of_an_older_file_needs_a_reason(self, head_office: Place, branch: Place, file: Path) -> None:
        head_office.welcome(file)
        branch.load(FORGOTTEN)
        head_office.json("import", "--month", "2026-11", branch.export())
        stale = head_office("import", "--month", "2026-11", file, "--json")
        assert stale.status == 3
        reason = ("--reason", "The site asked for it")
        done = head_office.json("import", "--month", "2026-11", file, *reason)
        assert done["removed"] == 1
        assert head_office.json("history")["imports"][0]["reason"] == "The site asked for it"
        assert "The site asked for it" in head_office("history").out

    def test_of_masters_alone_promises_no_undo(
        self, head_office: Place, branch: Place, tmp_path: Path
    ) -> None:
        branch.json("site", "add", "0000", "Lima", "--head-office")
        file = head_office.json("export", "--masters", "--to", tmp_path)["file"]
        asked = branch("import", file, "--json").json["decisions"]
        words = [word for one in asked for word in ("--decide", f"{one['name']}={one['values'][0]}")]
        assert "Done: import 1. Only masters came, and they stay.\n" in branch("import", file, *words).out
        assert branch("undo", "1").status == 1

    def test_that_is_refused_tells_each_finding_once(
        self, head_office: Place, branch: Place, file: Path
    ) -> None:
        head_office.welcome(file)
        head_office.json("month", "filed", "--month", "2026-11", "--book", "sales", "--constancia", "C-77")
        branch.load(FORGOTTEN)
        refused = head_office("import", "--month", "2026-11", branch.export())
        assert refused.status == 1
        told = "T/O 05, November 2026, site 0001 was filed with SUNAT"
        assert (refused.err.count(told), refused.out.count(told)) == (1, 0)
        assert "was refused because of 1 error; nothing was changed." in refused.err

    def test_refuses_another_month(self, head_office: Place, file: Path) -> None:
        result = head_office("import", "--month", "2026-10", file, "--json")
        assert result.status == 1
        assert result.json["findings"], result

    def test_wants_answers_as_name_and_value(self, head_office: Place, file: Path) -> None:
        assert head_office("import", file, "--decide", "yes").status == 2
        assert head_office("import").status == 2


class TestUndoAndHistory:
    def test_undo_restores_what_an_import_replaced(self, branch: Place) -> None:
        branch.load(SALES)
        branch.load(FORGOTTEN)
        answer = branch.json("undo", "2")
        assert (answer["restored"], answer["vouchers"]) == (1, 2)
        imports = branch.json("history")["imports"]
        assert [one["act"] for one in imports] == ["undo", "load", "load"]
        assert imports[1]["undone_by"] == answer["import"]
        shown = branch("history").out
        assert f"undone by {answer['import']}" in shown
        assert "undoes 2" in shown

    def test_undo_tells_what_it_did(self, branch: Place) -> None:
        branch.load(SALES)
        assert "Import 1 was undone: 1 batch holds again" in branch("undo", "1").out
        assert branch("undo", "1").status == 1
        assert branch("undo", "one").status == 2

    def test_what_was_remarked_is_noted_as_seen_once(self, branch: Place, head_office: Place) -> None:
        branch.load(
            f"{SALES}05,0002,2026-11-17,Cash sale,101,,,,0.00,\n05,0001,2026-11-03,Sale to Bob,101,,,,0.00,\n"
        )
        number = head_office.welcome(branch.export())["import"]
        assert head_office.json("history", "--seen", str(number)) == {"import": number, "remarks": 2}
        with at(head_office.home):
            assert {one.seen_at != "" for one in Observation.objects.all()} == {True}
        again = head_office("history", "--seen", str(number))
        assert (again.status, "has no remark that is still to be seen" in again.err) == (1, True)
        nothing = head_office("history", "--seen", "99")
        assert (nothing.status, "There is no import 99 in this company." in nothing.err) == (1, True)
        assert head_office("history", "--seen", "0").status == 2
        assert head_office("history", "--seen", "uno").status == 2

    def test_history_says_how_many_remarks_were_seen(self, branch: Place, head_office: Place) -> None:
        branch.load(f"{SALES}05,0002,2026-11-17,Cash sale,101,,,,0.00,\n")
        number = head_office.welcome(branch.export())["import"]
        assert (
            f"1 remark of import {number} was noted as seen."
            in head_office("history", "--seen", str(number)).out
        )

    def test_history_marks_an_export_that_never_arrived(self, branch: Place) -> None:
        branch.export().unlink()
        with at(branch.home):
            Export.objects.update(delivered_to="")
        assert "never arrived" in branch("history").out

    def test_history_notes_an_export_that_did_arrive(self, branch: Place) -> None:
        file = branch.export()
        with at(branch.home):
            Export.objects.update(delivered_to="")
        shown = branch("history")
        assert "never arrived" not in shown.out
        assert f"{file.name}” is there now." in shown.err

    def test_history_has_exports_too(self, branch: Place) -> None:
        branch.load(SALES)
        file = branch.export()
        (export,) = branch.json("history")["exports"]
        assert export["file"] == file.name
        assert export["delivered_to"] == str(file)
        assert file.name in branch("history").out


class TestBalance:
    def test_adds_up_a_month(self, branch: Place) -> None:
        branch.load(SALES)
        answer = branch.json("balance", "--month", "2026-11")
        assert (answer["debit"], answer["credit"]) == ("1770.00", "1770.00")
        row = next(row for row in answer["rows"] if row["account"] == "70111")
        assert (row["debit"], row["credit"], row["balance"]) == ("0.00", "1500.00", "-1500.00")
        shown = branch("balance", "--month", "2026-11").out
        assert "1,770.00" in shown.splitlines()[-1]

    def test_has_a_column_for_each_site(self, make_place: MakePlace) -> None:
        place = make_place("both", "0001", "0002")
        place.load(SALES, "--site", "0001")
        place.load(FORGOTTEN, "--site", "0002")
        answer = place.json("balance", "--month", "2026-11", "--by-site")
        assert {row["site"] for row in answer["rows"]} == {"0001", "0002"}
        lines = place("balance", "--month", "2026-11", "--by-site").out.splitlines()
        assert lines[0].split()[2:4] == ["0001", "0002"]
        assert next(line for line in lines if line.startswith("70111")).endswith("-1,550.00")


class TestNothing:
    def test_a_month_without_vouchers_says_so(self, branch: Place) -> None:
        for words in ((), ("--by-site",)):
            assert branch("balance", "--month", "2026-05", *words).out == "No movement in May 2026.\n"
        assert branch.json("balance", "--month", "2026-05")["rows"] == []

    def test_a_dry_run_shows_what_would_happen_beside_what_is_asked(
        self, branch: Place, head_office: Place
    ) -> None:
        branch.load(SALES)
        result = head_office("import", "--month", "2026-11", branch.export(), "--dry-run", "--json")
        assert result.status == 3
        assert {"added", "removed", "changed", "equal", "kept", "findings", "decisions"} <= set(result.json)
        assert result.json["added"] == 2

    def test_the_vouchers_of_a_file_show_both_sides(self, branch: Place) -> None:
        branch.load(SALES)
        file = branch.export()
        assert "1,180.00  1,180.00" in branch("show", file, "--vouchers").out
        first = branch.json("show", file, "--vouchers")["vouchers"][0]
        assert (first["debit"], first["credit"]) == ("1180.00", "1180.00")

    def test_months_are_listed_newest_first_and_sites_in_order(self, make_place: MakePlace) -> None:
        place = make_place("both", "0001", "0002")
        for month in ("2026-10", "2026-11"):
            for site in ("0002", "0001"):
                place.json("month", "close", "--month", month, "--site", site)
        listed = [(row["period"], row["site"]) for row in place.json("month", "list")["months"]]
        assert listed == [
            ("2026-11", "0001"), ("2026-11", "0002"), ("2026-10", "0001"), ("2026-10", "0002")
        ]  # fmt: skip

    def test_a_file_with_a_header_only_says_that_nothing_was_loaded(
        self, branch: Place, tmp_path: Path
    ) -> None:
        file = tmp_path / "empty.csv"
        file.write_text(SALES.partition("\n")[0] + "\n")
        result = branch("load", file)
        assert result.status == 0
        assert "empty.csv: The file has a header and no row; nothing was loaded." in result.err
        assert branch.json("load", file)["findings"][0]["rule"] == "load_no_rows"

    def test_a_file_with_a_header_only_replaces_nothing(self, branch: Place, tmp_path: Path) -> None:
        branch.load(SALES)
        file = tmp_path / "empty.csv"
        file.write_text(SALES.partition("\n")[0] + "\n")
        result = branch("load", file, "--replace")
        assert result.status == 1
        assert "it names no month and no T/O" in result.err
        assert branch.json("balance", "--month", "2026-11")["debit"] == "1770.00"
