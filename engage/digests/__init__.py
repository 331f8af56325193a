"""What is new for a theme lead, by e-mail."""
