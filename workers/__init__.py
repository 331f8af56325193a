"""When and how often work is done; what is done stands in `engage`."""
