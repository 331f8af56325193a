"""The pages of tables and exercises at the desk, gathered so that they are put onto the blueprint."""

from engage.workshops.tables import exercise_views, printing_views, seat_views, views

__all__ = ["exercise_views", "printing_views", "seat_views", "views"]
