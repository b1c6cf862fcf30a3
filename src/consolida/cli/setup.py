"""Setting up: init, company, site, user."""

import sys
from typing import Any

import click

from consolida.access.models import Role, User
from consolida.access.users import add_user
from consolida.cli.command import Argument, Command, Group, Option
from consolida.cli.opening import opened, opened_to_write, starting
from consolida.cli.output import count_column, text_column
from consolida.cli.session import Session
from consolida.core.errors import ConsolidaError
from consolida.core.language import gettext, noop
from consolida.ledger.brought import quantity
from consolida.masters import companies, schema
from consolida.masters.installation import make
from consolida.masters.models import Company, ReplaceMode, Site
from consolida.masters.official import CHARTS


class NoPassword(ConsolidaError):
    """No password came in."""

    message = noop("No password came in on standard input; the user was not added.")
    remedy = noop("Write it on the first line, or leave out --password-stdin.")


@click.command(
    "init",
    cls=Command,
    help=noop(
        "Make the installation in its folder.\n\n"
        "The folder is CONSOLIDA_HOME, or “consolida” in the user's own folder. It keeps the database, the "
        "key with which files are signed and the archive of files. An installation that is there is brought "
        "up to date and otherwise left as it is."
    ),
    examples=("consolida init", "consolida init --home /srv/consolida"),
)
@click.pass_obj
def init_command(session: Session) -> None:
    """Run `consolida init`."""
    ledger = starting(session)
    home, new = ledger.home, not schema.is_there(ledger.home)
    home.make()
    with session.output.progress(gettext("Making the installation …")):
        schema.bring_up_to_date(home)
        made = make(ledger.at, ledger.by)
    words = (
        gettext("The installation is ready in {folder}.")
        if new
        else gettext("The installation in {folder} is up to date.")
    )
    session.output.answer(
        {"home": str(home.path), "installation": made.uid, "new": new},
        lambda: session.output.write(words.format(folder=home.path)),
    )


@click.group(
    "company",
    cls=Group,
    help=noop("Add a company, list the companies."),
    examples=(
        'consolida company add 20601234565 "Comercial Los Andes S.A.C." --chart pcge',
        "consolida company list",
    ),
)
def company_command() -> None:
    """Hold the commands of `consolida company`."""


@company_command.command(
    "add",
    help=noop(
        "Add a company.\n\n"
        "Its masters start from an official chart, from another company's, or empty; an editable start of "
        "operation types is always there."
    ),
    examples=(
        'consolida company add 20601234565 "Comercial Los Andes S.A.C." --chart pcge',
        'consolida company add 20512333797 "Los Andes del Sur S.A.C." --copy-masters 20601234565',
    ),
)
@click.argument("ruc", cls=Argument, words=noop("Its RUC, eleven digits."))
@click.argument("name", cls=Argument, words=noop("Its name."))
@click.option(
    "--chart", cls=Option, type=click.Choice(CHARTS), help=noop("Start with an official chart of accounts.")
)
@click.option(
    "--copy-masters", cls=Option, metavar="RUC", help=noop("Start with the masters of this company.")
)
@click.option(
    "--replace",
    cls=Option,
    type=click.Choice(ReplaceMode.values),
    default=ReplaceMode.SITES.value,
    help=noop("What its imports replace: the file's site only (sites), or every site's vouchers (all)."),
)
@click.pass_obj
def company_add(
    session: Session, *, ruc: str, name: str, chart: str | None, copy_masters: str | None, replace: str
) -> None:
    """Run `consolida company add`."""
    ledger = opened_to_write(session)
    company = companies.add_company(
        ruc=ruc,
        name=name,
        chart=chart,
        copy_masters=copy_masters,
        replace=replace,
        by=ledger.by,
        at=ledger.at,
    )
    accounts = quantity("account", company.accounts.count())
    words = gettext("Company {ruc} “{name}” was added, with {accounts}.")
    session.output.answer(
        _company_json(company),
        lambda: session.output.write(words.format(ruc=ruc, name=company.name, accounts=accounts)),
    )


@company_command.command("list", help=noop("List the companies."), examples=("consolida company list",))
@click.pass_obj
def company_list(session: Session) -> None:
    """Run `consolida company list`."""
    opened(session)
    found = [_company_json(company) for company in Company.objects.all()]
    columns = (
        text_column(gettext("RUC")),
        text_column(gettext("Name")),
        text_column(gettext("Replaces")),
        count_column(gettext("Sites")),
        count_column(gettext("Accounts")),
    )
    session.output.answer(
        {"companies": found}, lambda: session.output.table(columns, [list(row.values()) for row in found])
    )


def _company_json(company: Company) -> dict[str, object]:
    return {
        "ruc": company.ruc,
        "name": company.name,
        "replace": str(company.replace_mode),
        "sites": company.sites.count(),
        "accounts": company.accounts.count(),
    }


@click.group(
    "site",
    cls=Group,
    help=noop("Add a site, take it out of use, list the sites."),
    examples=('consolida site add 0001 "Arequipa" --here', "consolida site list"),
)
def site_command() -> None:
    """Hold the commands of `consolida site`."""


@site_command.command(
    "add",
    help=noop(
        "Add a site.\n\n"
        "A site is “here” when its vouchers are typed in this installation; the vouchers of other sites "
        "come by import."
    ),
    examples=('consolida site add 0001 "Arequipa" --here', 'consolida site add 0000 "Lima" --head-office'),
)
@click.argument("code", cls=Argument, words=noop("Its code, one to four characters."))
@click.argument("name", cls=Argument, words=noop("Its name."))
@click.option("--here", cls=Option, is_flag=True, help=noop("Its vouchers are typed in this installation."))
@click.option("--head-office", cls=Option, is_flag=True, help=noop("It is head office."))
@click.pass_obj
def site_add(session: Session, *, code: str, name: str, here: bool, head_office: bool) -> None:
    """Run `consolida site add`."""
    ledger = opened_to_write(session)
    site = companies.add_site(
        ledger.company, code=code, name=name, here=here, head_office=head_office, by=ledger.by, at=ledger.at
    )
    words = gettext("Site {code} “{name}” was added.")
    session.output.answer(
        _site_json(site), lambda: session.output.write(words.format(code=site.code, name=site.name))
    )


@site_command.command(
    "deactivate",
    help=noop(
        "Take a site out of use.\n\n"
        "Its vouchers and balances stay. It takes no new vouchers, is not offered any more, and its files "
        "are imported only after a question."
    ),
    examples=("consolida site deactivate 0002",),
)
@click.argument("code", cls=Argument, words=noop("Its code."))
@click.pass_obj
def site_deactivate(session: Session, *, code: str) -> None:
    """Run `consolida site deactivate`."""
    _use_site(session, code, active=False)


@site_command.command(
    "activate",
    help=noop("Put a site that was taken out of use in use again."),
    examples=("consolida site activate 0002",),
)
@click.argument("code", cls=Argument, words=noop("Its code."))
@click.pass_obj
def site_activate(session: Session, *, code: str) -> None:
    """Run `consolida site activate`."""
    _use_site(session, code, active=True)


def _use_site(session: Session, code: str, *, active: bool) -> None:
    ledger = opened_to_write(session)
    found = companies.the_site(ledger.company, code)
    site = companies.change_site(found, active=active, by=ledger.by, at=ledger.at)
    words = (
        gettext("Site {code} “{name}” is in use.")
        if active
        else gettext("Site {code} “{name}” is no longer in use.")
    )
    session.output.answer(
        _site_json(site), lambda: session.output.write(words.format(code=site.code, name=site.name))
    )


@site_command.command("list", help=noop("List the sites of the company."), examples=("consolida site list",))
@click.pass_obj
def site_list(session: Session) -> None:
    """Run `consolida site list`."""
    ledger = opened(session)
    found = [_site_json(site) for site in ledger.company.sites.all()]
    columns = (
        text_column(gettext("Site")),
        text_column(gettext("Name")),
        text_column(gettext("Here")),
        text_column(gettext("Head office")),
        text_column(gettext("In use")),
    )
    yes = gettext("yes")
    rows = [
        (row["code"], row["name"], *(yes if row[name] else "" for name in ("here", "head_office", "active")))
        for row in found
    ]
    session.output.answer({"sites": found}, lambda: session.output.table(columns, rows))


def _site_json(site: Site) -> dict[str, object]:
    return {
        "code": site.code,
        "name": site.name,
        "here": site.here,
        "head_office": site.head_office,
        "active": site.active,
    }


@click.group(
    "user",
    cls=Group,
    help=noop("Add a user, list the users."),
    examples=("consolida user add ana --role assistant --site 0001", "consolida user list"),
)
def user_command() -> None:
    """Hold the commands of `consolida user`."""


@user_command.command(
    "add",
    help=noop(
        "Add a user with a role in the company, or at one of its sites.\n\n"
        "Without a password the user cannot log in until one is set."
    ),
    examples=(
        "consolida user add ana --role assistant --site 0001",
        "consolida user add bruno --role accountant --password-stdin < clave.txt",
    ),
)
@click.argument("username", cls=Argument, metavar="NAME", words=noop("The name with which the user logs in."))
@click.option(
    "--role",
    cls=Option,
    type=click.Choice(Role.Name.values),
    required=True,
    help=noop("What the user may do: type and export, everything with vouchers, manage, or only look."),
)
@click.option("--site", cls=Option, metavar="CODE", help=noop("The only site at which the role holds."))
@click.option(
    "--password-stdin",
    cls=Option,
    is_flag=True,
    help=noop("Read the password from the first line of standard input."),
)
@click.pass_obj
def user_add(session: Session, *, username: str, role: str, site: str | None, password_stdin: bool) -> None:
    """Run `consolida user add`."""
    ledger = opened_to_write(session)
    user = add_user(
        username=username,
        password=_password() if password_stdin else None,
        role=role,
        company=ledger.company,
        site=None if site is None else companies.the_site(ledger.company, site),
        by=ledger.by,
        at=ledger.at,
    )
    words = gettext("User “{name}” was added with the role “{role}”.")
    session.output.answer(
        _user_json(user), lambda: session.output.write(words.format(name=user.username, role=role))
    )


def _password() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise NoPassword
    return password


@user_command.command("list", help=noop("List the users and their roles."), examples=("consolida user list",))
@click.pass_obj
def user_list(session: Session) -> None:
    """Run `consolida user list`."""
    opened(session)
    found = [_user_json(user) for user in User.objects.order_by("username")]
    rows = [
        (user["name"], role["company"], role["site"], role["role"])
        for user in found
        for role in user["roles"]
    ]
    columns = (
        text_column(gettext("User")),
        text_column(gettext("Company")),
        text_column(gettext("Site")),
        text_column(gettext("Role")),
    )
    session.output.answer({"users": found}, lambda: session.output.table(columns, rows))


def _user_json(user: User) -> dict[str, Any]:
    return {
        "name": user.username,
        "may_log_in": user.has_usable_password(),
        "roles": [
            {
                "company": role.company.ruc,
                "site": role.site.code if role.site is not None else "",
                "role": str(role.name),
            }
            for role in user.roles.select_related("company", "site")
        ],
    }
