"""Companies and their sites: added, and found by RUC and code."""

from collections.abc import Sequence
from datetime import datetime

from consolida.audit.record import acting, record
from consolida.core.actor import Actor, Right
from consolida.core.errors import ConsolidaError
from consolida.core.identity import require_ruc
from consolida.core.language import noop
from consolida.masters import entering, official
from consolida.masters.copying import copy_masters_of
from consolida.masters.locks import hold_masters
from consolida.masters.models import Company, ReplaceMode, Site


class CompanyExists(ConsolidaError):
    """The RUC is a company's already."""

    message = noop("Company {ruc} “{name}” exists already.")
    remedy = noop("Use it as it is, or check the RUC.")


class NoSuchCompany(ConsolidaError):
    """No company has that RUC."""

    message = noop("There is no company with RUC {ruc}.")
    remedy = noop("The companies here: {companies}. Add one with “consolida company add”.")


class NoCompany(ConsolidaError):
    """There is no company at all."""

    message = noop("There is no company yet.")
    remedy = noop("Add it with “consolida company add RUC NAME --chart pcge”.")


class SeveralCompanies(ConsolidaError):
    """One company must be named."""

    message = noop("There are several companies: {companies}.")
    remedy = noop("Say which one with --company RUC.")


class NotAReplaceMode(ConsolidaError):
    """A text names no way to replace."""

    message = noop("“{mode}” is no way to replace vouchers.")
    remedy = noop("Choose “sites” (the file's site only) or “all” (every site's vouchers of the month).")


class SiteExists(ConsolidaError):
    """The code is a site's already."""

    message = noop("Company {ruc} has a site {code} “{name}” already.")
    remedy = noop("Use it as it is, or choose another code.")


class HeadOfficeExists(ConsolidaError):
    """A company has one head office."""

    message = noop("The head office of company {ruc} is site {code} “{name}” already.")
    remedy = noop("A company has one; add this site as an ordinary one.")


class HeadOfficeStays(ConsolidaError):
    """The head office cannot be taken out of use."""

    message = noop("Site {code} “{name}” is the head office; it stays in use.")
    remedy = noop("Say first that another site is the head office.")


class SiteNotInUse(ConsolidaError):
    """A site that is no longer in use takes nothing new."""

    message = noop("Site {code} “{name}” is no longer in use; it takes no new vouchers.")
    remedy = noop("Put it in use again, or choose another site.")


class NoSuchSite(ConsolidaError):
    """The company has no site of that code."""

    message = noop("Company {ruc} has no site “{code}”.")
    remedy = noop("Its sites: {sites}. Add one with “consolida site add”.")


class NoSiteHere(ConsolidaError):
    """No site's vouchers are typed in this installation."""

    message = noop("None of the sites of company {ruc} is kept in this installation.")
    remedy = noop("Add the site of this place with “consolida site add CODE NAME --here”.")


class SeveralSitesHere(ConsolidaError):
    """One site must be named."""

    message = noop("Several sites of company {ruc} are kept in this installation: {sites}.")
    remedy = noop("Say which one with --site CODE.")


class SiteIsElsewhere(ConsolidaError):
    """A site's vouchers are typed in another installation."""

    message = noop("Site {code} “{name}” is not kept in this installation.")
    remedy = noop("Its vouchers are typed there and arrive here by import. The sites kept here: {sites}.")


def add_company(
    *,
    ruc: str,
    name: str,
    chart: str | None = None,
    copy_masters: str | None = None,
    replace: str = ReplaceMode.SITES,
    by: Actor,
    at: datetime,
) -> Company:
    """Add a company; its masters start from another company's, an official chart, both or nothing."""
    by.require(Right.MASTERS, company=require_ruc(ruc))
    if replace not in ReplaceMode.values:
        raise NotAReplaceMode(mode=replace)
    title = entering.text(name, what="name")
    with acting():
        found = Company.objects.filter(ruc=ruc).first()
        if found is not None:
            raise CompanyExists(ruc=found.ruc, name=found.name)
        model = None if copy_masters is None else the_company(copy_masters)
        company = Company.objects.create(ruc=ruc, name=title, replace_mode=replace)
        if model is None:
            official.add_operation_types(company)
        else:
            copy_masters_of(model, company)
        if chart is not None:
            official.add_chart(company, chart)
        details = {"name": title, "chart": chart, "copy_masters": copy_masters, "replace": str(replace)}
        record(by=by.name, at=at, act="company-added", company=ruc, subject=ruc, details=details)
    return company


def change_company(company: Company, *, name: str, replace: str, by: Actor, at: datetime) -> Company:
    """Give a company another name or way to replace; the RUC stays. The same content changes nothing."""
    by.require(Right.MASTERS, company=company.ruc)
    if replace not in ReplaceMode.values:
        raise NotAReplaceMode(mode=replace)
    after = {"name": entering.text(name, what="name"), "replace": str(replace)}
    with acting():
        found = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
        before = {"name": found.name, "replace": str(found.replace_mode)}
        if after != before:
            found.name, found.replace_mode = after["name"], after["replace"]
            found.save(update_fields=["name", "replace_mode"])
            details = {"before": before, "after": after}
            record(
                by=by.name,
                at=at,
                act="company-changed",
                company=found.ruc,
                subject=found.ruc,
                details=details,
            )
    return found


def the_company(ruc: str | None) -> Company:
    """Return the company of a RUC, or, without one, the only company there is."""
    companies = list(Company.objects.all())
    if not companies:
        raise NoCompany
    if ruc is None and len(companies) > 1:
        raise SeveralCompanies(companies=_listed(companies))
    for company in companies:
        if ruc in {None, company.ruc}:
            return company
    raise NoSuchCompany(ruc=ruc, companies=_listed(companies))


def add_site(
    company: Company,
    *,
    code: str,
    name: str,
    here: bool,
    head_office: bool = False,
    by: Actor,
    at: datetime,
) -> Site:
    """Add a site; codes that differ in case only are the same code."""
    by.require(Right.MASTERS, company=company.ruc)
    title = entering.text(name, what="name")
    with acting():
        hold_masters(company)
        found = company.sites.filter(code__iexact=entering.site_code(code)).first()
        if found is not None:
            raise SiteExists(ruc=company.ruc, code=found.code, name=found.name)
        main = head_office_of(company)
        if head_office and main is not None:
            raise HeadOfficeExists(ruc=company.ruc, code=main.code, name=main.name)
        site = Site.objects.create(company=company, code=code, name=title, here=here, head_office=head_office)
        details = {"name": title, "here": here, "head_office": head_office}
        record(by=by.name, at=at, act="site-added", company=company.ruc, subject=code, details=details)
    return site


def change_site(
    site: Site,
    *,
    name: str | None = None,
    head_office: bool | None = None,
    active: bool | None = None,
    by: Actor,
    at: datetime,
) -> Site:
    """Give a site another name, make it the head office, take it out of use or put it in use again.

    The code stays, and so does what is not given. The same changes nothing.
    """
    by.require(Right.MASTERS, company=site.company.ruc)
    asked = {
        "name": None if name is None else entering.text(name, what="name"),
        "head_office": head_office,
        "active": active,
    }
    with acting():
        hold_masters(site.company)
        found = Site.objects.select_related("company").get(pk=site.pk)
        before = {field: getattr(found, field) for field in asked}
        after = {field: before[field] if value is None else value for field, value in asked.items()}
        _require_one_head_office(found, head_office=bool(after["head_office"]), active=bool(after["active"]))
        if after != before:
            for field, value in after.items():
                setattr(found, field, value)
            found.save(update_fields=list(after))
            record(
                by=by.name,
                at=at,
                act="site-changed",
                company=found.company.ruc,
                subject=found.code,
                details={"before": before, "after": after},
            )
    return found


def _require_one_head_office(site: Site, *, head_office: bool, active: bool) -> None:
    main = head_office_of(site.company)
    if head_office and main is not None and main != site:
        raise HeadOfficeExists(ruc=site.company.ruc, code=main.code, name=main.name)
    if head_office and not active:
        raise HeadOfficeStays(code=site.code, name=site.name)


def require_in_use(site: Site) -> None:
    """Refuse a site that is no longer in use."""
    if not site.active:
        raise SiteNotInUse(code=site.code, name=site.name)


def head_office_of(company: Company) -> Site | None:
    """Return the company's head office, once one was added as such."""
    return company.sites.filter(head_office=True).first()


def the_site(company: Company, code: str) -> Site:
    """Return the company's site of a code."""
    site = company.sites.filter(code=code).first()
    if site is None:
        raise NoSuchSite(ruc=company.ruc, code=code, sites=_listed(list(company.sites.all())))
    return site


def site_here(company: Company, code: str | None) -> Site:
    """Return a site whose vouchers are typed here, or, without a code, the only such site in use.

    One that is no longer in use is found by its code, or where there is no other.
    """
    here = list(company.sites.filter(here=True))
    if code is not None:
        site = the_site(company, code)
        if not site.here:
            raise SiteIsElsewhere(code=site.code, name=site.name, sites=_listed(here))
        return site
    if not here:
        raise NoSiteHere(ruc=company.ruc)
    offered = [site for site in here if site.active] or here
    if len(offered) > 1:
        raise SeveralSitesHere(ruc=company.ruc, sites=_listed(offered))
    return offered[0]


def _listed(things: Sequence[Company] | Sequence[Site]) -> str:
    return "; ".join(map(str, things)) or "-"
