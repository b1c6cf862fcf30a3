"""Every address of the web application, by area."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from consolida.web.exporting import views as exporting
from consolida.web.history import views as history
from consolida.web.home import views as home
from consolida.web.importing import changes, previews
from consolida.web.importing import views as importing
from consolida.web.start import views as start

handler500 = "consolida.web.problems.failed"
urlpatterns = [
    path("", home.home, name="home"),
    path("entrar/", start.LogIn.as_view(), name="log_in"),
    path("salir/", LogoutView.as_view(), name="log_out"),
    path("primera-vez/", start.first_visit, name="first_visit"),
    path("clave/", start.ChangePassword.as_view(), name="password"),
    path("elegir/", start.choose, name="choose"),
    path("preferir/", start.prefer, name="prefer"),
    path("exportar/", exporting.new_export, name="export"),
    path("exportar/trabajo/<str:job_id>/", exporting.export_job, name="export_job"),
    path("exportar/trabajo/<str:job_id>/parar/", exporting.export_stop, name="export_stop"),
    path("importar/", importing.files, name="import"),
    path("importar/subir/", importing.upload, name="upload"),
    path("importar/empezar/", importing.begin, name="import_begin"),
    path("importar/previa/<str:desk_id>/", previews.import_preview, name="import_preview"),
    path("importar/previa/<str:desk_id>/comprobantes/", changes.import_changes, name="import_changes"),
    path(
        "importar/previa/<str:desk_id>/comprobantes/<str:uid>/", changes.import_change, name="import_change"
    ),
    path("historial/", history.history, name="history"),
    path("historial/exportaciones/<int:number>/", exporting.exported, name="exported"),
    path("historial/importaciones/<int:number>/", history.imported, name="imported"),
    path("historial/importaciones/<int:number>/deshacer/", previews.undo_import, name="undo_import"),
    path("historial/archivos/<str:file_uid>/", history.archived_file, name="archived_file"),
]
