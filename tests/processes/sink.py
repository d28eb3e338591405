"""An SMTP server in a process of its own, that writes down what it accepted.

Run as ``python -m tests.processes.sink FILE``: prints its port, then appends a line
``uid recipient`` to FILE for every mail, before it answers.
"""

import asyncio
import random
import sys
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

SLOWEST_SECONDS = 0.01


class Recorder:
    """Takes everything, a little slower each way as real servers are."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Write the mail down; whoever dies before our answer cannot know."""
        await asyncio.sleep(random.uniform(0, SLOWEST_SECONDS))
        mail = message_from_bytes(envelope.original_content or b"")
        uid = str(mail["Message-ID"]).strip("<>").split("@", maxsplit=1)[0]
        with self.path.open("a") as book:
            book.write(f"{uid} {envelope.rcpt_tos[0]}\n")
        await asyncio.sleep(random.uniform(0, SLOWEST_SECONDS))
        return "250 OK"


async def serve(path: Path) -> None:
    """Listen on a free port until the process ends."""
    loop = asyncio.get_running_loop()
    recorder = Recorder(path)
    server = await loop.create_server(
        lambda: SMTP(recorder, hostname="sink", loop=loop), "127.0.0.1", 0
    )
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
