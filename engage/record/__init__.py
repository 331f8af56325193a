"""Pages that join what the features know; they only read."""
