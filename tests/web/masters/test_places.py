"""Sites with their senders, the company, and its masters sent to the sites."""

import pytest

from consolida.access.models import User
from consolida.core.signing import key_code
from consolida.masters import senders
from consolida.masters.companies import change_site, the_site
from consolida.masters.models import AcceptedSender, Company, Site
from consolida.transfer.models import Export
from support.companies import ALICE, NAME, NOW, OTHER_RUC, RUC, make_company, make_site
from support.places import Place
from support.visiting import Visitor, visitor

KEY = "ab" * 32


@pytest.fixture
def sender(company: Company) -> AcceptedSender:
    site = the_site(company, "0001")
    return senders.accept(
        site, installation="01930000-0000-7000-8000-000000000001", public_key=KEY, by=ALICE, at=NOW
    )


@pytest.fixture
def root(company: Company) -> Visitor:
    """Somebody who may everything."""
    made = visitor(company, "root", "administrator")
    User.objects.filter(username="root").update(is_superuser=True)
    return made


class TestSites:
    def test_they_are_listed(self, carla: Visitor, sender: AcceptedSender) -> None:
        said = carla.reads("/maestros/sedes/")
        assert "0000 Sede 0000 head office here —" in said
        assert "0001 Sede 0001 elsewhere: its vouchers arrive by import 1" in said

    def test_one_is_added(self, carla: Visitor) -> None:
        assert "Site 0002 Cusco was added." in carla.sends(
            "/maestros/sedes/nueva/", code="0002", name="Cusco"
        )
        assert not Site.objects.get(code="0002").here

    def test_a_code_that_is_there_is_refused_and_kept(self, carla: Visitor) -> None:
        content = carla.post("/maestros/sedes/nueva/", {"code": "0001", "name": "Cusco"}).content.decode()
        assert "has a site 0001 “Sede 0001” already." in content
        assert 'value="Cusco"' in content

    def test_one_is_changed(self, carla: Visitor) -> None:
        assert "Site 0001 Cusco was saved." in carla.sends("/maestros/sedes/0001/", name="Cusco", here="on")
        assert Site.objects.get(code="0001").here

    def test_one_is_taken_out_of_use_and_put_in_use_again(self, company: Company, carla: Visitor) -> None:
        assert 'name="active"' in carla.get("/maestros/sedes/0001/").content.decode()
        assert "0001 Cusco no longer in use" in carla.sends("/maestros/sedes/0001/", name="Cusco")
        assert not Site.objects.get(code="0001").active
        assert "0001 Cusco no longer in use elsewhere" in carla.reads("/maestros/sedes/")
        assert "0001 Cusco" not in carla.reads("/")  # nothing came of it this year
        carla.sends("/maestros/sedes/0001/", name="Cusco", active="on")
        assert Site.objects.get(code="0001").active
        assert "0001 Cusco" in carla.reads("/")

    def test_the_head_office_stays_in_use(self, company: Company, carla: Visitor) -> None:
        said = carla.sends("/maestros/sedes/0000/", name="Lima", here="on", head_office="on")
        assert "Site 0000 “Sede 0000” is the head office; it stays in use." in said
        site = Site.objects.get(code="0000")
        assert (site.active, site.name) == (True, "Sede 0000")

    def test_what_is_refused_changes_nothing_of_it(self, carla: Visitor) -> None:
        said = carla.sends("/maestros/sedes/0001/", name="Cusco", here="on", head_office="on", active="on")
        assert "The head office of company" in said
        site = Site.objects.get(code="0001")
        assert (site.name, site.here, site.head_office) == ("Sede 0001", False, False)

    def test_one_out_of_use_is_offered_nowhere(
        self, head_office: Place, company: Company, carla: Visitor, root: Visitor
    ) -> None:
        make_site(company, "0003")
        head_office.type("05 2026-11-03 Sale: 1212 100.00, 101 -100.00", site="0003")
        change_site(the_site(company, "0003"), active=False, by=ALICE, at=NOW)
        offered = 'value="0003"'
        assert offered not in carla.get("/comprobantes/nuevo/").content.decode()
        assert offered not in carla.get("/maestros/cargar/").content.decode()
        assert offered not in carla.get("/maestros/enviar/").content.decode()
        assert offered not in root.get("/maestros/usuarios/nuevo/").content.decode()
        assert offered in carla.get("/exportar/").content.decode()  # what it has may still be sent
        assert "0003 Sede 0003" in carla.reads("/meses/")
        carla.choose("2026-12")
        assert "0003 Sede 0003" not in carla.reads("/meses/")

    def test_a_voucher_of_one_out_of_use_is_neither_copied_nor_reversed(
        self, head_office: Place, company: Company, carla: Visitor
    ) -> None:
        make_site(company, "0003")
        (voucher,) = head_office.type("05 2026-11-03 Sale: 1212 100.00, 101 -100.00", site="0003")
        path = f"/comprobantes/{voucher.uid}/"
        assert "Copy" in carla.reads(path)
        change_site(the_site(company, "0003"), active=False, by=ALICE, at=NOW)
        said = carla.reads(path)
        assert "Site 0003 “Sede 0003” is no longer in use; it takes no new vouchers." in said
        assert "Copy" not in said
        assert "Change" in said

    def test_one_with_vouchers_stays_where_it_is(self, head_office: Place, carla: Visitor) -> None:
        head_office.type("05 2026-11-03 Sale: 1212 100.00, 101 -100.00")
        said = carla.sends("/maestros/sedes/0000/", name="Lima", head_office="on")
        assert "Site 0000 “Sede 0000” has vouchers; where they are typed cannot be changed" in said

    def test_its_senders_are_shown_by_their_code_and_withdrawn(
        self, carla: Visitor, sender: AcceptedSender
    ) -> None:
        assert key_code(KEY) in carla.reads("/maestros/sedes/0001/")
        said = carla.sends(f"/maestros/sedes/0001/remitentes/{sender.pk}/")
        assert f"Files of the sender {key_code(KEY)} are not accepted any more" in said
        assert "None yet: the first file of this site asks once" in said
        assert not AcceptedSender.objects.exists()

    def test_its_page_tells_who_changed_it_and_whom_it_was_accepted_from(
        self, carla: Visitor, sender: AcceptedSender
    ) -> None:
        carla.sends("/maestros/sedes/0001/", name="Cusco", here="on", active="on")
        carla.sends("/maestros/sedes/0001/", name="Cusco", active="on")
        carla.sends(f"/maestros/sedes/0001/remitentes/{sender.pk}/")
        told = carla.reads("/maestros/sedes/0001/").split("Changed by hand")[1]
        acts = [
            f"carla sender no longer accepted Code of its key: {key_code(KEY)}",
            "carla changed Its vouchers are typed in this installation: yes → no",
            "carla changed Name: Sede 0001 → Cusco",
            "carla changed Its vouchers are typed in this installation: no → yes",
            f"alice sender accepted Code of its key: {key_code(KEY)}",
            "alice added Name: Sede 0001",
        ]
        places = [told.index(one) for one in acts]
        assert places == sorted(places)

    def test_its_page_tells_nothing_of_other_sites(self, company: Company, carla: Visitor) -> None:
        make_site(company, "0010")
        carla.sends("/maestros/sedes/0000/", name="Lima", here="on", head_office="on", active="on")
        told = carla.reads("/maestros/sedes/0001/").split("Changed by hand")[1]
        assert "Lima" not in told
        assert "0010" not in told

    def test_a_reader_looks_and_changes_nothing(self, rita: Visitor, sender: AcceptedSender) -> None:
        assert "You may look at it, not change it." in rita.reads("/maestros/sedes/0001/")
        assert rita.post("/maestros/sedes/0001/", {"name": "x"}).status_code == 403
        assert rita.get("/maestros/sedes/nueva/").status_code == 403
        assert rita.post(f"/maestros/sedes/0001/remitentes/{sender.pk}/").status_code == 403
        assert AcceptedSender.objects.exists()

    def test_one_that_is_not_there(self, carla: Visitor, sender: AcceptedSender) -> None:
        assert carla.get("/maestros/sedes/0009/").status_code == 404
        assert carla.post(f"/maestros/sedes/0000/remitentes/{sender.pk}/").status_code == 404


class TestTheCompany:
    def test_its_page_tells_who_changed_it(self, carla: Visitor) -> None:
        carla.sends("/maestros/empresa/", name="Andina S.A.", replace="all")
        told = carla.reads("/maestros/empresa/").split("Changed by hand")[1]
        assert f"carla changed Name: {NAME} → Andina S.A." in told
        assert "What an import replaces: the vouchers of the file's site only → every site's vouchers" in told
        assert f"alice added Name: {NAME}" in told

    def test_name_and_way_to_replace_are_changed(self, company: Company, carla: Visitor) -> None:
        assert "With the second way everything" in carla.reads("/maestros/empresa/")
        assert "The company was saved." in carla.sends(
            "/maestros/empresa/", name="Andina S.A.", replace="all"
        )
        company.refresh_from_db()
        assert (company.name, company.replace_mode) == ("Andina S.A.", "all")

    def test_this_installations_key_is_shown(self, head_office: Place, carla: Visitor) -> None:
        assert key_code(head_office.home.signing_key().public) in carla.reads("/maestros/empresa/")

    @pytest.mark.parametrize("typed", [{"name": "", "replace": "all"}, {"name": "x", "replace": "some"}])
    def test_what_is_wrong_is_refused(self, carla: Visitor, company: Company, typed: dict[str, str]) -> None:
        assert carla.post("/maestros/empresa/", typed).status_code == 200
        company.refresh_from_db()
        assert company.replace_mode == "sites"

    def test_a_reader_changes_nothing(self, rita: Visitor) -> None:
        assert "You may look at it, not change it." in rita.reads("/maestros/empresa/")
        assert rita.post("/maestros/empresa/", {"name": "x", "replace": "all"}).status_code == 403

    @pytest.mark.parametrize(("masters", "accounts"), [("copy", 11), ("none", 0)])
    def test_who_may_everything_adds_another(self, root: Visitor, masters: str, accounts: int) -> None:
        typed = {"ruc": OTHER_RUC, "name": "Otra S.A.", "masters": masters, "replace": "sites"}
        said = root.sends("/maestros/empresa/nueva/", **typed)
        assert f"{OTHER_RUC} Otra S.A. was added; now its sites." in said
        assert Company.objects.get(ruc=OTHER_RUC).accounts.count() == accounts

    def test_one_that_is_there_is_refused(self, root: Visitor) -> None:
        typed = {"ruc": RUC, "name": "Otra S.A.", "masters": "none", "replace": "sites"}
        assert "exists already." in root.sends("/maestros/empresa/nueva/", **typed)

    def test_nobody_else_adds_another(self, carla: Visitor) -> None:
        assert "Another company" not in carla.reads("/maestros/empresa/")
        assert carla.get("/maestros/empresa/nueva/").status_code == 404


class TestSending:
    def test_a_file_with_all_masters_is_made_and_offered(self, carla: Visitor) -> None:
        assert "Accounts 11" in carla.reads("/maestros/enviar/")
        said = carla.sends("/maestros/enviar/", site="0000")
        assert "Export n.º 1: masters" in said
        file = Export.objects.get().file
        assert carla.get(f"/historial/archivos/{file.file_uid}/").status_code == 200

    def test_only_a_site_that_is_here_sends(self, carla: Visitor) -> None:
        assert carla.post("/maestros/enviar/", {"site": "0001"}).status_code == 404
        make_company(ruc=OTHER_RUC, chart=None, here=["0007"])
        assert carla.post("/maestros/enviar/", {"site": "0007"}).status_code == 404
        assert not Export.objects.exists()

    def test_without_a_site_here_nothing_is_sent(self, company: Company, carla: Visitor) -> None:
        Site.objects.update(here=False)
        assert "No site's vouchers are typed in this installation" in carla.reads("/maestros/enviar/")

    def test_a_reader_sends_nothing(self, rita: Visitor) -> None:
        assert rita.get("/maestros/enviar/").status_code == 403
        assert rita.post("/maestros/enviar/", {"site": "0000"}).status_code == 403
