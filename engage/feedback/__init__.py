"""What people and organisations send: responses, and the contributions in them."""
