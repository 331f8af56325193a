"""A consultation: what is asked, by whom, under which themes, on what evidence, and until when."""
