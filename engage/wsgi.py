"""What a web server loads."""

from engage import create_app
from engage.settings import Settings

app = create_app(Settings())
