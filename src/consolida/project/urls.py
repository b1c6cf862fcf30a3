"""Every address of the web application, by area."""

from django.contrib.auth.views import LogoutView
from django.urls import path, register_converter

from consolida.web.exporting import views as exporting
from consolida.web.history import views as history
from consolida.web.home import views as home
from consolida.web.importing import changes, coming, here_already, previews
from consolida.web.importing import views as importing
from consolida.web.loading import views as loading
from consolida.web.manual import views as manual
from consolida.web.masters import files as master_files
from consolida.web.masters import lists, places, queue, rows
from consolida.web.masters.kinds import KindConverter
from consolida.web.months import views as months
from consolida.web.start import first
from consolida.web.start import views as start
from consolida.web.users import views as users
from consolida.web.vouchers import deeds, entry, files, offers, pages
from consolida.web.vouchers import lists as voucher_lists

register_converter(KindConverter, "master")

handler400 = "consolida.web.problems.not_taken"
handler404 = "consolida.web.problems.nothing_there"
handler500 = "consolida.web.problems.failed"
urlpatterns = [
    path("", home.home, name="home"),
    path("entrar/", start.LogIn.as_view(), name="log_in"),
    path("salir/", LogoutView.as_view(), name="log_out"),
    path("primera-vez/", first.first_visit, name="first_visit"),
    path("primera-vez/demostracion/<str:job_id>/", first.demo_job, name="demo_job"),
    path("clave/", start.ChangePassword.as_view(), name="password"),
    path("elegir/", start.choose, name="choose"),
    path("preferir/", start.prefer, name="prefer"),
    path("comprobantes/", voucher_lists.vouchers, name="vouchers"),
    path("comprobantes/nuevo/", entry.new_voucher, name="new_voucher"),
    path("comprobantes/ofrecer/cuentas/", offers.offer_accounts, name="offer_accounts"),
    path("comprobantes/ofrecer/personas/", offers.offer_parties, name="offer_parties"),
    path("comprobantes/ofrecer/centros/", offers.offer_centers, name="offer_centers"),
    path("comprobantes/ofrecer/cabecera/", offers.offer_header, name="offer_header"),
    path("comprobantes/ofrecer/destino/", offers.offer_destino, name="offer_destino"),
    path("comprobantes/descargar.csv", files.vouchers_csv, name="vouchers_csv"),
    path("comprobantes/excel/", files.vouchers_xlsx, name="vouchers_xlsx"),
    path("comprobantes/excel/<str:job_id>/", files.vouchers_job, name="vouchers_job"),
    path("comprobantes/excel/<str:job_id>/parar/", files.vouchers_stop, name="vouchers_stop"),
    path("comprobantes/excel/<str:job_id>/libro.xlsx", files.vouchers_workbook, name="vouchers_workbook"),
    path("comprobantes/<str:uid>/", pages.voucher, name="voucher"),
    path("comprobantes/<str:uid>/cambiar/", entry.change_voucher, name="change_voucher"),
    path("comprobantes/<str:uid>/extornar/", deeds.reverse_voucher, name="reverse_voucher"),
    path("comprobantes/<str:uid>/anular/", deeds.annul_voucher, name="annul_voucher"),
    path("comprobantes/<str:uid>/eliminar/", deeds.delete_voucher, name="delete_voucher"),
    path("meses/", months.months, name="months"),
    path("exportar/", exporting.new_export, name="export"),
    path("exportar/trabajo/<str:job_id>/", exporting.export_job, name="export_job"),
    path("exportar/trabajo/<str:job_id>/parar/", exporting.export_stop, name="export_stop"),
    path("importar/", importing.files, name="import"),
    path("importar/subir/", importing.upload, name="upload"),
    path("importar/empezar/", importing.begin, name="import_begin"),
    path("importar/previa/<str:desk_id>/", previews.import_preview, name="import_preview"),
    path("importar/previa/<str:desk_id>/comprobantes/", changes.import_changes, name="import_changes"),
    path("importar/previa/<str:desk_id>/maestros/", coming.import_masters, name="import_masters"),
    path("importar/previa/<str:desk_id>/iguales/", here_already.load_equal, name="load_equal"),
    path(
        "importar/previa/<str:desk_id>/comprobantes/<str:uid>/", changes.import_change, name="import_change"
    ),
    path("historial/", history.history, name="history"),
    path("historial/exportaciones/<int:number>/", exporting.exported, name="exported"),
    path("historial/importaciones/<int:number>/", history.imported, name="imported"),
    path("historial/importaciones/<int:number>/deshacer/", previews.undo_import, name="undo_import"),
    path("historial/importaciones/<int:number>/visto/", history.see_import, name="see_import"),
    path("historial/archivos/<str:file_uid>/", history.archived_file, name="archived_file"),
    path("manual/", manual.manual_page, name="manual"),
    path("manual/imagenes/<str:picture>", manual.manual_picture, name="manual_picture"),
    path("manual/<slug:page>/", manual.manual_page, name="manual_page"),
    path("maestros/", lists.masters, name="masters"),
    path("maestros/personas/por-resolver/", queue.queue, name="masters_queue"),
    path("maestros/personas/por-resolver/<int:pk>/", queue.settle, name="masters_settle"),
    path("maestros/sedes/", places.sites, name="masters_sites"),
    path("maestros/sedes/nueva/", places.new_site, name="masters_new_site"),
    path("maestros/sedes/<str:code>/", places.site, name="masters_site"),
    path("maestros/sedes/<str:code>/remitentes/<int:pk>/", places.withdraw, name="masters_withdraw"),
    path("maestros/empresa/", places.company, name="masters_company"),
    path("maestros/empresa/nueva/", places.new_company, name="masters_new_company"),
    path("maestros/enviar/", places.send, name="masters_send"),
    path("maestros/cargar/", loading.load_file, name="load_file"),
    path("maestros/cargar/subir/", loading.upload, name="load_upload"),
    path("maestros/usuarios/", users.users, name="users"),
    path("maestros/usuarios/nuevo/", users.new_user, name="new_user"),
    path("maestros/usuarios/conocido/", users.known_user, name="known_user"),
    path("maestros/usuarios/de/<str:username>/", users.user, name="user"),
    path("maestros/usuarios/de/<str:username>/roles/<int:pk>/", users.user_role, name="user_role"),
    path("maestros/usuarios/de/<str:username>/clave/", users.user_password, name="user_password"),
    path("maestros/usuarios/de/<str:username>/acceso/", users.user_access, name="user_access"),
    path("maestros/<master:kind>/", lists.master_list, name="masters_list"),
    path("maestros/<master:kind>/nueva/", rows.new_row, name="masters_new_row"),
    path("maestros/<master:kind>/<int:pk>/", rows.row, name="masters_row"),
    path("maestros/<master:kind>/descargar.<str:suffix>", master_files.download, name="masters_download"),
]
