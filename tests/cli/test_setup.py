"""init, company, site and user."""

import io
from pathlib import Path

import pytest

from support.commands import as_user

from .conftest import RUC, MakePlace, Place


class TestInit:
    def test_makes_an_installation_once(self, tmp_path: Path) -> None:
        home = str(tmp_path / "new")
        first = as_user("init", "--home", home, "--json").json
        assert first["new"] is True
        again = as_user("init", "--home", home, "--json").json
        assert again == {**first, "new": False}
        assert "up to date" in as_user("init", "--home", home).out

    def test_is_asked_for_where_there_is_no_installation(self, tmp_path: Path) -> None:
        result = as_user("history", "--home", str(tmp_path / "nowhere"), "--json")
        assert result.status == 1
        assert "consolida init" in result.json["error"]
        assert not (tmp_path / "nowhere").exists()


class TestCompany:
    def test_is_added_with_a_chart(self, make_place: MakePlace) -> None:
        place = make_place("new", company=False)
        answer = place.json("company", "add", RUC, "Los Andes", "--chart", "pcge", "--replace", "all")
        assert answer["accounts"] > 1000
        assert answer["replace"] == "all"
        assert "Los Andes" in place("company", "list").out
        assert [one["ruc"] for one in place.json("company", "list")["companies"]] == [RUC]

    def test_copies_the_masters_of_another(self, branch: Place) -> None:
        answer = branch.json("company", "add", "20512333797", "Sur", "--copy-masters", RUC)
        assert answer["accounts"] == branch.json("company", "list")["companies"][0]["accounts"]

    def test_must_be_named_where_there_are_several(self, branch: Place) -> None:
        branch.json("company", "add", "20512333797", "Los Andes del Sur S.A.C.")
        result = branch("site", "list")
        assert result.status == 1
        assert "--company" in result.err
        assert [site["code"] for site in branch.json("site", "list", "--company", RUC)["sites"]] == ["0001"]
        assert branch.json("--company", "20512333797", "site", "list")["sites"] == []

    def test_needs_a_valid_ruc(self, make_place: MakePlace) -> None:
        result = make_place("new", company=False)("company", "add", "20601234560", "Los Andes")
        assert result.status == 1
        assert "20601234560" in result.err


class TestSite:
    def test_is_added_and_listed(self, branch: Place) -> None:
        answer = branch.json("site", "add", "0000", "Lima", "--head-office")
        assert answer == {"code": "0000", "name": "Lima", "here": False, "head_office": True, "active": True}
        assert "0001  Sede 0001  yes" in branch("site", "list").out

    def test_says_that_it_was_added(self, branch: Place) -> None:
        assert branch("site", "add", "0002", "Cusco").out == "Site 0002 “Cusco” was added.\n"

    def test_is_taken_out_of_use_and_put_in_use_again(self, branch: Place) -> None:
        branch("site", "add", "0002", "Cusco")
        said = branch("site", "deactivate", "0002")
        assert (said.status, said.out) == (0, "Site 0002 “Cusco” is no longer in use.\n")
        assert [site["active"] for site in branch.json("site", "list")["sites"]] == [True, False]
        assert branch.json("site", "activate", "0002")["active"] is True
        assert branch("site", "activate", "0002").out == "Site 0002 “Cusco” is in use.\n"

    @pytest.mark.parametrize("act", ["activate", "deactivate"])
    def test_must_be_there_to_be_taken_out_of_use(self, branch: Place, act: str) -> None:
        result = branch("site", act, "0099")
        assert result.status == 1
        assert f"Company {RUC} has no site “0099”." in result.err

    def test_that_is_the_head_office_stays_in_use(self, branch: Place) -> None:
        branch("site", "add", "0000", "Lima", "--head-office")
        result = branch("site", "deactivate", "0000")
        assert result.status == 1
        assert "Site 0000 “Lima” is the head office; it stays in use." in result.err
        assert all(site["active"] for site in branch.json("site", "list")["sites"])

    def test_that_is_out_of_use_takes_no_file_of_vouchers(self, branch: Place, tmp_path: Path) -> None:
        branch("site", "deactivate", "0001")
        file = tmp_path / "ventas.csv"
        file.write_text(
            "operation_type,number,date,account,debit,credit\n"
            "05,1,2026-11-03,1212,10.00,\n05,1,2026-11-03,70111,,10.00\n"
        )
        result = branch("load", str(file))
        assert result.status == 1
        assert "Site 0001 “Sede 0001” is no longer in use; it takes no new vouchers." in result.err
        branch("site", "activate", "0001")
        assert branch("load", str(file)).status == 0


class TestUser:
    def test_is_added_with_a_role_at_a_site(self, branch: Place) -> None:
        answer = branch.json("user", "add", "ana", "--role", "assistant", "--site", "0001")
        assert answer["may_log_in"] is False
        assert answer["roles"] == [{"company": RUC, "site": "0001", "role": "assistant"}]
        assert "ana" in branch("user", "list").out

    def test_gets_a_password_from_standard_input(
        self, branch: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
        words = ("user", "add", "bruno", "--role", "accountant", "--password-stdin")
        assert branch.json(*words)["may_log_in"] is True
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        assert "No password came in" in branch("user", "add", "carla", *words[3:]).err

    def test_has_one_of_the_roles_there_are(self, branch: Place) -> None:
        result = branch("user", "add", "ana", "--role", "boss")
        assert result.status == 2
        assert "assistant" in result.err
