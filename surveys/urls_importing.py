"""Addresses of lists that come in as files."""

from django.urls import URLPattern, path

from surveys.views import importing

urlpatterns: list[URLPattern] = [
    path("customers/upload/", importing.customer_upload, name="customer-upload"),
    path("customers/imports/", importing.import_list, name="customer-import-list"),
    path(
        "customers/imports/sample.csv",
        importing.sample_file,
        name="customer-import-sample",
    ),
    path(
        "customers/imports/<uuid:pk>/",
        importing.import_detail,
        name="customer-import-detail",
    ),
    path(
        "customers/imports/<uuid:pk>/columns/",
        importing.import_columns,
        name="customer-import-columns",
    ),
    path(
        "customers/imports/<uuid:pk>/dates/",
        importing.import_dates,
        name="customer-import-dates",
    ),
    path(
        "customers/imports/<uuid:pk>/start/",
        importing.import_start,
        name="customer-import-start",
    ),
    path(
        "customers/imports/<uuid:pk>/stop/",
        importing.import_stop,
        name="customer-import-stop",
    ),
    path(
        "customers/imports/<uuid:pk>/undoing/",
        importing.import_undo,
        name="customer-import-undo",
    ),
    path(
        "customers/imports/<uuid:pk>/report.csv",
        importing.import_report,
        name="customer-import-report",
    ),
]
