"""Inicio: site by month, and what waits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Show what waits."""
    return render(request, "home/home.html")
