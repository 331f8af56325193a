"""Reading many texts at once: what they are about, what repeats, and which of them to quote.

Pure functions, without a database: texts in, groups out, and the same groups for the same texts.
"""
