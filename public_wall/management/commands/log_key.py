"""The key of the public log: make one, or say which are in use."""

import base64
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from feedback.history.log.signing import SEED_BYTES, present_seed, public_keys


class Command(BaseCommand):
    """Print the public keys that signed anything; make a new key; show the present one.

    See docs/log.md for how keys are changed.
    """

    help = "Public keys of the log; --new makes a key, --present shows the one in use."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to print instead."""
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--new", action="store_true", help="a new LOG_SIGNING_KEY")
        choice.add_argument(
            "--present", action="store_true", help="the secret key in use"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print keys, one a line."""
        if options["new"]:
            self.stdout.write(_text(secrets.token_bytes(SEED_BYTES)))
        elif options["present"]:
            self.stdout.write(_text(present_seed()))
        else:
            for key in public_keys():
                self.stdout.write(f"{key.public} since {key.first_used_at:%Y-%m-%d}")


def _text(seed: bytes) -> str:
    return base64.b64encode(seed).decode()
