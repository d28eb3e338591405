"""Trends: what replies say month by month, and the words behind every bar."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from feedback import clock
from feedback.http import BusinessRequest
from surveys import trends_page

PAGE = 50


@require_safe
def trend_list(request: BusinessRequest) -> HttpResponse:
    """Show the numbers of a period, a sentence first."""
    context = trends_page.context(request.business, request.GET, now=clock.now())
    return render(request, "surveys/trends/page.html", context)


@require_safe
def trend_words(request: BusinessRequest) -> HttpResponse:
    """Show who said what a bar stands for, in their words."""
    which = trends_page.Behind.read(request.GET)
    context = trends_page.behind_context(request.business, which)
    page = Paginator(context["rows"], PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    shown = context | {"page_obj": page, "page_query": query.urlencode()}
    return render(request, "surveys/trends/words.html", shown)
