"""The words of a version in further languages; frozen together with it."""

from django.db import models
from django.db.models import Q

from feedback.tenancy import TenantModel
from surveys.models.surveys import Question, SurveyVersion


class VersionText(TenantModel):
    """One further language of a version, with the first line of its mail.

    That this row exists says that the language was added; whether it is whole says
    `surveys.languages.is_whole`.
    """

    version = models.ForeignKey(
        SurveyVersion, on_delete=models.CASCADE, related_name="texts"
    )
    language = models.CharField(max_length=10)
    opening = models.CharField(max_length=200, blank=True)
    # The original changed since this was written: somebody has to look again.
    needs_check = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "version", "language"],
                name="version_text_one_per_language",
            ),
            models.CheckConstraint(
                condition=~Q(language=""), name="version_text_has_language"
            ),
        )

    def __str__(self) -> str:
        return f"{self.version_id} in {self.language}"


class QuestionText(TenantModel):
    """One question in a further language."""

    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="texts"
    )
    language = models.CharField(max_length=10)
    text = models.CharField(max_length=140, blank=True)
    hint = models.CharField(max_length=140, blank=True)
    # In the order of the original's options; an empty one is not translated yet.
    options = models.JSONField(default=list, blank=True)
    needs_check = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "question", "language"],
                name="question_text_one_per_language",
            ),
            models.CheckConstraint(
                condition=~Q(language=""), name="question_text_has_language"
            ),
        )

    def __str__(self) -> str:
        return self.text
