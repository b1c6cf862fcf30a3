"""The manual: its pages and pictures; open to everybody, also before logging in."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consolida.web.manual import pages


@login_not_required
@require_safe
def manual_page(request: HttpRequest, page: str = pages.FIRST) -> HttpResponse:
    """Show a page of the manual."""
    found = pages.page(page)
    if found is None:
        raise Http404
    return render(request, "manual/page.html", {"page": found, "is_first": page == pages.FIRST})


@login_not_required
@require_safe
def manual_picture(_request: HttpRequest, picture: str) -> FileResponse:
    """Send a picture of a page."""
    path = pages.picture(picture)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")
