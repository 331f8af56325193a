"""A region's consultation in full life, to look at and to try things on."""
