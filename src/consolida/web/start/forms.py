"""Forms of the first visit and of logging in."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from consolida.core.identity import ruc_digit_is_right
from consolida.core.language import gettext
from consolida.web.forms import labelled


class LogInForm(AuthenticationForm):
    """User and password."""

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        labelled(self, username=gettext("User"), password=gettext("Password"))
        self.error_messages["invalid_login"] = gettext(
            "User or password is wrong. Check the capitals; after five tries the user is locked for a while."
        )


class FirstUserForm(forms.Form):
    """The first user, who may do everything."""

    username = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labelled(
            self,
            username=gettext("User"),
            password=gettext("Password"),
            again=gettext("Password again"),
        )
        self.fields["password"].help_text = gettext("At least 10 characters, and no common word.")

    def clean(self) -> dict[str, Any]:
        """Refuse passwords that differ or are weak."""
        data = super().clean() or self.cleaned_data
        if data.get("password") != data.get("again"):
            self.add_error("again", gettext("The two passwords differ."))
        elif data.get("password"):
            try:
                validate_password(str(data["password"]))
            except ValidationError as problem:
                self.add_error("password", problem)
        return data


class FirstCompanyForm(forms.Form):
    """The first company and the site of this place."""

    ruc = forms.CharField(max_length=11, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    company = forms.CharField(max_length=200)
    site = forms.CharField(max_length=4, initial="0000")
    site_name = forms.CharField(max_length=200)
    head_office = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labelled(
            self,
            ruc=gettext("RUC"),
            company=gettext("Company's name"),
            site=gettext("Code of this site"),
            site_name=gettext("Name of this site"),
            head_office=gettext("This is the head office"),
        )

    def clean_ruc(self) -> str:
        """Refuse a RUC whose check digit is wrong."""
        ruc = str(self.cleaned_data["ruc"])
        if not ruc_digit_is_right(ruc):
            raise ValidationError(
                gettext("A RUC has 11 digits and the last one checks the others; copy it from the ficha RUC.")
            )
        return ruc
