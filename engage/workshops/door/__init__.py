"""The day itself: tickets, who came, who came without a place, and who did not."""
