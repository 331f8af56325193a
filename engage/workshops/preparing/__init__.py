"""Setting up a workshop: the balance aimed for, questions of its own, invitations, who decides who comes."""
