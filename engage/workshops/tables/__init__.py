"""What happens at the tables: who sits where, the exercises, the notes, and the dots given to them."""
