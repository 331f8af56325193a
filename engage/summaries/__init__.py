"""What was heard: topics, findings and quotes over a frozen set of contributions."""
