"""Which page of the manual helps at which screen; the one place that knows it."""

from django.http import HttpRequest
from django.urls import reverse

# A page, and the names of the addresses of the screens that it explains
SCREENS = {
    "primera-vez": ("first_visit", "demo_job", "log_in", "password"),
    "inicio": ("home",),
    "comprobantes": ("vouchers", "vouchers_xlsx", "vouchers_job"),
    "comprobante": ("voucher", "reverse_voucher", "annul_voucher", "delete_voucher"),
    "registrar": ("new_voucher", "change_voucher"),
    "exportar": ("export", "export_job", "exported"),
    "importar": ("import", "upload", "import_begin"),
    "vista-previa": (
        "import_preview",
        "import_changes",
        "import_change",
        "import_masters",
        "load_equal",
        "undo_import",
    ),
    "historial": ("history", "imported", "see_import"),
    "meses": ("months",),
    "maestros": (
        "masters",
        "masters_list",
        "masters_new_row",
        "masters_row",
        "masters_queue",
        "masters_settle",
        "masters_sites",
        "masters_new_site",
        "masters_site",
        "masters_company",
        "masters_new_company",
        "masters_send",
        "load_file",
        "load_upload",
    ),
    "usuarios": ("users", "new_user", "known_user", "user", "user_role", "user_password", "user_access"),
}
PAGE_OF = {screen: page for page, screens in SCREENS.items() for screen in screens}


def help_for(request: HttpRequest) -> str:
    """Return the address of the page that explains the screen that is asked for."""
    match = request.resolver_match
    page = PAGE_OF.get(match.url_name or "") if match else None
    return reverse("manual_page", args=[page]) if page else reverse("manual")
