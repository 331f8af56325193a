"""Addresses as pictures that phones scan."""

from base64 import b64encode

import qrcode
from qrcode.image.svg import SvgPathImage


def drawn(address: str, *, border: int = 2) -> str:
    """Draw an address as a QR code, given as SVG."""
    svg: bytes = qrcode.make(address, image_factory=SvgPathImage, border=border).to_string()
    return svg.decode()


def scan(address: str) -> str:
    """Draw an address as a QR code, given as a data: URL of an SVG."""
    return f"data:image/svg+xml;base64,{b64encode(drawn(address).encode()).decode()}"
