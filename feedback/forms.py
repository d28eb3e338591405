"""How every Django form on the dashboard is drawn."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draw forms with our templates: error summary, label, hint, error, input.

    Named in settings as FORM_RENDERER. Widgets we do not override come from
    "django.forms", which therefore has to be in INSTALLED_APPS.
    """

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"
