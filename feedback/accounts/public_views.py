"""Pages of the product itself that need no login."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is; people who are logged in go to their inbox."""
    if request.user.is_authenticated:
        return redirect("surveys:reply-list")
    return render(request, "accounts/home.html")
