"""Addresses as pictures that phones scan."""

from base64 import b64encode

import qrcode
from qrcode.image.svg import SvgPathImage


def scan(address: str) -> str:
    """Draw an address as a QR code, given as a data: URL of an SVG."""
    drawn = qrcode.make(address, image_factory=SvgPathImage, border=2).to_string()
    return f"data:image/svg+xml;base64,{b64encode(drawn).decode()}"
