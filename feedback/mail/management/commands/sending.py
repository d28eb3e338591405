"""``manage.py sending <business>``: stop or start a business's mail to customers."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from feedback import tenancy
from feedback.accounts.selectors import business_by_slug
from feedback.history.services import CLOCK
from feedback.mail import profiles
from feedback.mail.profiles import Pause


class Command(BaseCommand):
    """For whoever looks after the installation; owners have a page for it."""

    help = "Show, stop or start the mail of one business to its customers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the business's public name and what to do."""
        parser.add_argument("business", help="as in the address of its public page")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--stop", action="store_true", help="send nothing more")
        what.add_argument("--start", action="store_true", help="send again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and print how the business stands."""
        business = business_by_slug(options["business"])
        if business is None:
            raise CommandError("There is no business of that name.")
        with tenancy.enter(business.pk):
            profile = profiles.kept_profile_of(business)
            if options["stop"]:
                profiles.stop(profile, Pause.BY_US, by=CLOCK)
            elif options["start"]:
                profiles.resume_for(profile)
            record = profiles.record_of(profile)
            self.stdout.write(
                f"{business}: {profile.get_pause_display()}. Of the last"
                f" {record.mails} mails {record.bounces} came back and"
                f" {record.complaints} were marked as spam."
            )
            if profile.explanation:
                self.stdout.write(f"An owner wrote: {profile.explanation}")
