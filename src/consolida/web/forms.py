"""What all forms share: labels in the visitor's language and Bootstrap's classes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from consolida.core.actor import NotAllowed
from consolida.core.errors import ConsolidaError

_CLASSES: dict[type[forms.Widget], str] = {
    forms.CheckboxInput: "form-check-input",
    forms.Select: "form-select form-select-sm",
}


def labelled(form: forms.BaseForm, **labels: str) -> None:
    """Give a form's fields their labels and looks."""
    form.label_suffix = ""  # as the labels that stand in the templates
    for name, label in labels.items():
        form.fields[name].label = label
    for field in form.fields.values():
        looks = _CLASSES.get(type(field.widget), "form-control form-control-sm")
        field.widget.attrs.setdefault("class", looks)


@contextmanager
def trying(form: forms.Form) -> Iterator[None]:
    """Do a deed; what refuses it is said above the form, which keeps what was typed."""
    try:
        yield
    except NotAllowed:
        raise
    except ConsolidaError as problem:
        form.add_error(None, str(problem))
