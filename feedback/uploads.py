"""Files that are sent to us, refused by their size before they fill a disk."""

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from feedback import pictures


class RefuseTooLarge(FileUploadHandler):
    """Stands before the handlers that store, and lets nothing too large past."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Raise `RequestDataTooBig` if the whole request says that it is larger."""
        if content_length > settings.UPLOAD_MAX_SIZE:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """Leave the file to the next handler."""
        return None


class FewPhotos(FileUploadHandler):
    """Stands before the handlers that store, and lets a few photos of a sane size past.

    What is over is read and thrown away, so that the words beside it arrive: whoever
    sent it is told (``too_large``, ``too_many``).
    """

    def __init__(self, request: HttpRequest, *, most: int) -> None:
        super().__init__(request)
        self.most = most
        self.taken = 0
        self.too_large = False
        self.too_many = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on, unless there is too much of it already."""
        # The others must have begun this file before it is skipped: Django closes
        # the one they are at.
        if self.taken >= self.most:
            self.too_many = True
            raise SkipFile
        if start + len(raw_data) > pictures.LARGEST_FILE:
            self.too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """Count it and leave it to the next handler."""
        self.taken += bool(file_size)
        return None


def take_few_photos(request: HttpRequest, *, most: int) -> None:
    """Let ``request`` bring ``most`` photos; call it before its body is read."""
    request.upload_handlers.insert(0, FewPhotos(request, most=most))


def limits_of(request: HttpRequest) -> FewPhotos | None:
    """Return what held back photos of ``request``, if it was let bring any."""
    found = [one for one in request.upload_handlers if isinstance(one, FewPhotos)]
    return found[0] if found else None
