"""The least that Django can do: one view, plain text, no middleware. A baseline."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def text(request: HttpRequest) -> HttpResponse:
    """Answer with a word."""
    return HttpResponse("Hello", content_type="text/plain")


urlpatterns = [path("", text), path("healthz", text)]
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[], ROOT_URLCONF=__name__, SECRET_KEY="-"
)
application = get_wsgi_application()
