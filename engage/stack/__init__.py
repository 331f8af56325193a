"""What the service needs around it on one machine: PostgreSQL, Redis, a mail catcher, and `engage up`."""

from engage.stack.embedded import ensured as ensured
