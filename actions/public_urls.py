"""The page behind a mail to the team."""

from django.urls import path

from actions import (
    public_views,
    public_views_calendar,
    public_views_dates,
    public_views_fixed,
    public_work,
)

app_name = "actions_public"
urlpatterns = [
    path("p/<str:token>/", public_views.notice, name="notice"),
    path("p/action/<uuid:reader>/<str:token>/", public_work.action, name="action"),
    path("p/dates/<str:token>/", public_views_dates.dates, name="dates"),
    path(
        "p/calendar/<str:secret>.ics", public_views_calendar.calendar, name="calendar"
    ),
    path("m/fixed/<str:token>/", public_views_fixed.fixed, name="fixed"),
    path(
        "m/fixed/<str:token>/<str:said>/",
        public_views_fixed.fixed,
        name="fixed-picked",
    ),
]
