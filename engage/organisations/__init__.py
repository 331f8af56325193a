"""The public bodies that consult, alone or in partnership."""
