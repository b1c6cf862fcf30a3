"""Forms of users, roles and passwords."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from consolida.access.models import Role, User
from consolida.core.language import gettext, noop
from consolida.masters.models import Company, Site
from consolida.web.forms import labelled

ROLES = {
    Role.Name.ASSISTANT: (noop("Assistant"), noop("types and loads vouchers, and exports")),
    Role.Name.ACCOUNTANT: (noop("Accountant"), noop("everything with vouchers, months and masters")),
    Role.Name.ADMINISTRATOR: (
        noop("Administrator"),
        noop("users, masters, senders, exporting and importing; closes no books"),
    ),
    Role.Name.READER: (noop("Reader"), noop("looks at everything, changes nothing")),
}


def role_name(role: str) -> str:
    """Name a role in the active language."""
    return gettext(ROLES[Role.Name(role)][0])


def _roles() -> list[tuple[str, str]]:
    return [(role, f"{gettext(name)}: {gettext(deed)}") for role, (name, deed) in ROLES.items()]


class RoleForm(forms.Form):
    """A role, in the whole company or at one site."""

    role = forms.ChoiceField(choices=_roles, initial=Role.Name.ASSISTANT)
    site = forms.ModelChoiceField(Site.objects.none(), to_field_name="code", required=False)

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labelled(self, role=gettext("Role"), site=gettext("Where"))
        site = self.fields["site"]
        assert isinstance(site, forms.ModelChoiceField)  # noqa: S101 - declared above
        site.queryset = company.sites.filter(active=True)
        site.empty_label = gettext("in the whole company, at every site")


class _Passwords(forms.Form):
    """A password, twice."""

    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean(self) -> dict[str, Any]:
        """Refuse passwords that differ or are weak."""
        data = super().clean() or self.cleaned_data
        if data.get("password") != data.get("again"):
            self.add_error("again", gettext("The two passwords differ."))
        elif data.get("password"):
            try:
                validate_password(str(data["password"]), User(username=str(data.get("username", ""))))
            except ValidationError as problem:
                self.add_error("password", problem)
        return data


class PasswordForm(_Passwords):
    """A new password for a user."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labelled(self, password=gettext("New password"), again=gettext("New password again"))


class UserForm(RoleForm, _Passwords):
    """A new user with a role."""

    username = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field_order = ("username", "password", "again", "role", "site")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labelled(
            self,
            username=gettext("User"),
            password=gettext("Password"),
            again=gettext("Password again"),
        )


class KnownUserForm(RoleForm):
    """A role for somebody who is a user of this installation already."""

    username = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field_order = ("username", "role", "site")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labelled(self, username=gettext("User"))
