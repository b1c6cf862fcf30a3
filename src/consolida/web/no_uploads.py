"""Files that nobody asked for: a form takes none, unless its view brings a handler that takes some."""

from typing import Any, NoReturn

from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class TakeNone(FileUploadHandler):
    """Skips every file of a request; nothing of it reaches memory or disk."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Skip a file."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep nothing."""

    def file_complete(self, file_size: int) -> None:
        """Make no file."""
