"""Every address of the web application, by area."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from consolida.web.home import views as home
from consolida.web.start import views as start

urlpatterns = [
    path("", home.home, name="home"),
    path("entrar/", start.LogIn.as_view(), name="log_in"),
    path("salir/", LogoutView.as_view(), name="log_out"),
    path("primera-vez/", start.first_visit, name="first_visit"),
    path("clave/", start.ChangePassword.as_view(), name="password"),
    path("elegir/", start.choose, name="choose"),
    path("preferir/", start.prefer, name="prefer"),
]
