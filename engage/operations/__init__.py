"""Pages and commands for those who run the service: health, mail, jobs, audit."""
