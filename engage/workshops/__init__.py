"""A workshop: a day, a room, so many places, and who comes."""
