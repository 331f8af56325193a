"""The form by which people respond: what it asks, what they type, and how it is kept until it is sent."""
