"""Addresses around dates: acknowledging, slipping, and the settings of both."""

from django.urls import path

from actions.views import deadlines, levels, own_dates, slipping

urlpatterns = [
    path(
        "actions/<uuid:pk>/acknowledgement/",
        slipping.action_acknowledgement,
        name="action-acknowledgement",
    ),
    path("actions/<uuid:pk>/slip/", slipping.action_slip, name="action-slip"),
    path("settings/deadlines/", deadlines.deadlines, name="deadline-settings"),
    path("settings/deadlines/levels/", levels.level_new, name="level-new"),
    path(
        "settings/deadlines/levels/<str:choice>/", levels.level_edit, name="level-edit"
    ),
    path(
        "settings/deadlines/levels/<str:choice>/removal/",
        levels.level_removal,
        name="level-removal",
    ),
    path("settings/your-dates/", own_dates.own_dates, name="own-dates"),
    path("settings/your-dates/absence/", own_dates.absence_new, name="absence-new"),
    path(
        "settings/your-dates/absence/<uuid:pk>/end/",
        own_dates.absence_end,
        name="absence-end",
    ),
    path("settings/your-dates/calendar/", own_dates.calendar_new, name="calendar-new"),
    path(
        "settings/your-dates/calendar/removal/",
        own_dates.calendar_removal,
        name="calendar-removal",
    ),
]
