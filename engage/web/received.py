"""What a request brings in: plain forms read byte for byte, so that nothing is changed unseen."""

from typing import IO
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser

PLAIN = "application/x-www-form-urlencoded"


class Received(Request):
    """A request whose plain form keeps bytes that are no text, as halves of characters."""

    def make_form_data_parser(self) -> FormDataParser:
        """Make the parser of forms."""
        return _Parser(
            self._get_file_stream,
            max_form_memory_size=self.max_form_memory_size,
            max_content_length=self.max_content_length,
            max_form_parts=self.max_form_parts,
            cls=self.parameter_storage_class,
        )


class _Parser(FormDataParser):
    # Werkzeug writes such bytes as %ED or drops the whole form; fields are to say that they took them out.
    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        if mimetype != PLAIN:
            return super().parse(stream, mimetype, content_length, options)
        sent = stream.read().decode(errors="surrogateescape")
        pairs = parse_qsl(sent, keep_blank_values=True, errors="surrogateescape")
        return stream, self.cls(pairs), self.cls()
