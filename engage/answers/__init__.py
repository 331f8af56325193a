"""What the body decided about a finding, and what it then did."""
