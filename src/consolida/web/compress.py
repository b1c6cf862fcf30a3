"""What is text travels compressed; files that are fetched go as they are."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = frozenset({"text/html", "text/css", "text/javascript", "application/javascript"})


class CompressText(GZipMiddleware):
    """Middleware: compress pages, styles and scripts for browsers that can read it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress an answer that is a text."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        return super().process_response(request, response) if kind in TEXTS else response
