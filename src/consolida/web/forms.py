"""What all forms share: labels in the visitor's language and Bootstrap's classes."""

from django import forms

_CLASSES: dict[type[forms.Widget], str] = {
    forms.CheckboxInput: "form-check-input",
    forms.Select: "form-select form-select-sm",
}


def labelled(form: forms.BaseForm, **labels: str) -> None:
    """Give a form's fields their labels and looks."""
    for name, label in labels.items():
        form.fields[name].label = label
    for field in form.fields.values():
        looks = _CLASSES.get(type(field.widget), "form-control form-control-sm")
        field.widget.attrs.setdefault("class", looks)
