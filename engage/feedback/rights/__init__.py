"""What people may ask of what they sent: all of it, its erasure, an answer; and when names go."""
