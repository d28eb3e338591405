"""Which pages `bin/shots.py` takes pictures of. To add a page, add a line."""

from dataclasses import dataclass

UUID = "[0-9a-f-]{36}"


@dataclass(frozen=True)
class Shot:
    """A page: its path, or a name in the sheet of `seed_demo`; with ``href`` and
    ``text`` (regular expressions), the first link there that matches both.
    """

    name: str
    at: str
    href: str = ""
    text: str = ""
    public: bool = False


PAGES = (
    Shot("landing", "/", public=True),
    Shot("login", "/accounts/login/", public=True),
    Shot("sign-up", "/accounts/signup/", public=True),
    Shot("inbox", "/inbox/"),
    Shot("inbox-acting", "/inbox/?tab=acting"),
    Shot("inbox-done", "/inbox/?tab=done"),
    Shot("inbox-narrow", "/inbox/?tab=all&kind=Boiler+service&rating=5"),
    Shot("inbox-filter", "/inbox/filter/?tab=all"),
    Shot("inbox-kept", "/inbox/views/"),
    Shot("reply-waiting", "/inbox/", rf"^/inbox/{UUID}/", "Margaret"),
    Shot("reply-new", "/inbox/", rf"^/inbox/{UUID}/", "Pete"),
    Shot("reply-acting", "/inbox/?tab=acting", rf"^/inbox/{UUID}/", "Denise"),
    Shot("reply-done", "/inbox/?tab=done", rf"^/inbox/{UUID}/", "Chloe|Priya|Sharon"),
    Shot("search", "/inbox/search/?q=price"),
    Shot("search-nothing", "/inbox/search/?q=zebra"),
    Shot("trends", "/trends/"),
    Shot("trends-words", "/trends/words/"),
    Shot("paid-off", "/actions/paid-off/"),
    Shot("themes", "/themes/"),
    Shot("theme", "/themes/", rf"^/themes/{UUID}/$"),
    Shot("customers", "/customers/"),
    Shot("customer", "/customers/?q=margaret", rf"^/customers/{UUID}/$"),
    Shot("customer-edit", "/customers/?q=margaret", rf"^/customers/{UUID}/edit/$"),
    Shot("customer-add", "/customers/add/"),
    Shot("customer-paste", "/customers/paste/"),
    Shot("customer-upload", "/customers/upload/"),
    Shot("imports", "/customers/imports/"),
    Shot("duplicates", "/customers/duplicates/"),
    Shot("drafts", "/customers/drafts/"),
    Shot("heard", "/customers/heard/"),
    Shot("asked", "/surveys/asked/"),
    Shot("asked-not", "/surveys/asked/?state=not_asked"),
    Shot("surveys", "/surveys/"),
    Shot("survey-new", "/surveys/new/"),
    Shot("builder", "/surveys/", rf"^/surveys/{UUID}/$"),
    Shot("survey-order", "/surveys/order/"),
    Shot("ways-in", "/surveys/ways-in/"),
    Shot("way-in-new", "/surveys/ways-in/new/"),
    Shot("actions", "/actions/"),
    Shot("actions-finished", "/actions/finished/"),
    Shot("actions-fix", "/actions/?kind=fix"),
    Shot("action-special", "/actions/new/"),
    Shot("action-templates", "/actions/templates/"),
    Shot("action-template", "/actions/templates/new/"),
    Shot("actions-again", "/actions/repeating/"),
    Shot("action-again", "/actions/repeating/new/"),
    Shot("action-joining", "/actions/", rf"^/actions/{UUID}/merging/$"),
    Shot("action-late", "/actions/", rf"^/actions/{UUID}/$", "Refit"),
    Shot("action-done", "/actions/", rf"^/actions/{UUID}/$", "Text people"),
    Shot("closing", "/actions/", rf"^/actions/{UUID}/closure/$"),
    Shot("telling", "/actions/", rf"^/actions/{UUID}/telling/$"),
    Shot("you-said-we-did", "/published/"),
    Shot("update-edit", "/published/", rf"^/published/{UUID}/$"),
    Shot("update-new", "/published/", rf"^/published/new/{UUID}/$"),
    Shot("removals", "/published/removals/"),
    Shot("sent-mail", "/mail/"),
    Shot("mail", "/mail/", rf"^/mail/{UUID}/$"),
    Shot("looks", "/settings/looks/"),
    Shot("settings", "/settings/"),
    Shot("settings-asking", "/settings/asking/"),
    Shot("settings-you", "/settings/you/"),
    Shot("settings-keys", "/settings/keys/"),
    Shot("settings-inbound", "/settings/inbound/"),
    Shot("sending-address", "/mail/address/"),
    Shot("mail-health", "/mail/health/"),
    Shot("team", "/settings/team/"),
    Shot("team-invite", "/settings/team/invitations/new/"),
    Shot("team-by-mail", "/settings/team/by-mail/new/"),
    Shot("teams", "/settings/teams/"),
    Shot("who-hears", "/settings/hearing/"),
    Shot("rule-new", "/settings/hearing/new/"),
    Shot("notices", "/settings/notices/"),
    Shot("about-you", "/about-you/"),
    Shot("new-business", "/settings/new/"),
    Shot("survey", "survey", public=True),
    Shot("thanks", "thanks", public=True),
    Shot("my-feedback", "my_feedback", public=True),
    Shot("my-feedback-link", "my_feedback", r"/mine/all/$", public=True),
    Shot("stop-asking", "stop_asking", public=True),
    Shot("wall", "wall", public=True),
    Shot("wall-neighbour", "neighbour_wall", public=True),
    Shot("wall-how", "wall", r"/how/$", public=True),
    Shot("api-manual", "/api/v1/", public=True),
    Shot("not-found", "/nowhere/", public=True),
)
# Mails as their readers see them: shown by /mail/<id>/html/.
MAILS = (
    Shot("mail-invitation", "/mail/", rf"^/mail/{UUID}/$", "^How was"),
    Shot("mail-reminder", "/mail/", rf"^/mail/{UUID}/$", "^In case"),
    Shot("mail-told", "/mail/", rf"^/mail/{UUID}/$", "^You told us"),
    Shot("mail-later", "/mail/", rf"^/mail/{UUID}/$", "^Later"),
)
EXPECTED = {"not-found": 404}
# A business that has just been opened: its first page, then the empty states.
FIRST = (Shot("welcome", "/welcome/"),)
EMPTY = (
    Shot("empty-inbox", "/inbox/"),
    Shot("empty-done", "/inbox/?tab=done"),
    Shot("empty-actions", "/actions/"),
    Shot("empty-customers", "/customers/"),
    Shot("empty-asked", "/surveys/asked/"),
    Shot("empty-you-said-we-did", "/published/"),
    Shot("empty-removals", "/published/removals/"),
    Shot("empty-mail", "/mail/"),
    Shot("empty-team", "/settings/team/"),
)
