"""What may be shown of a contribution, and why; and which contributions are one campaign."""
