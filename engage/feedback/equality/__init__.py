"""Equality questions after sending: asked apart, and kept as counts alone."""
