"""Who gets a place: pools, sessions, the waiting list with its offers, and the log that can be replayed."""
