"""After the workshop: notes are handed in, and those who sat there say whether that is what they said."""
