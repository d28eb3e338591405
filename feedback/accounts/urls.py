"""Addresses of this part, as a map."""

from django.urls import path

from feedback.accounts.views import asking, businesses, groups, looks, people, team

app_name = "accounts"
urlpatterns = [
    path("", businesses.business_settings, name="business-settings"),
    path("looks/", looks.looks, name="looks"),
    path("looks/logo/", looks.logo, name="logo"),
    path("looks/logo/removal/", looks.logo_removal, name="logo-removal"),
    path("asking/", asking.asking_settings, name="asking-settings"),
    path("asking/closed/", asking.closure_new, name="closure-new"),
    path("asking/closed/removal/", asking.closure_removal, name="closure-removal"),
    path("you/", people.preferences, name="preferences"),
    path("switch/", businesses.business_switch, name="business-switch"),
    path("new/", businesses.business_new, name="business-new"),
    path("team/", team.team, name="team"),
    path("team/invitations/new/", team.team_invitation_new, name="team-invitation-new"),
    path(
        "team/invitations/<uuid:pk>/revocation/",
        team.team_invitation_revoke,
        name="team-invitation-revoke",
    ),
    path("team/join/<str:token>/", team.team_invitation, name="team-invitation"),
    path("team/by-mail/new/", groups.by_mail_new, name="team-by-mail-new"),
    path("teams/", groups.group_list, name="group-list"),
    path("teams/new/", groups.group_new, name="group-new"),
    path("teams/<uuid:pk>/", groups.group_edit, name="group-edit"),
    path("teams/<uuid:pk>/removal/", groups.group_removal, name="group-removal"),
    path("team/<uuid:pk>/", team.membership_edit, name="membership-edit"),
    path("team/<uuid:pk>/removal/", team.membership_removal, name="membership-removal"),
]
