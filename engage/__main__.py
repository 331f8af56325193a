"""`python -m engage`: the same program as `engage`."""

from engage.cli import main

main()
