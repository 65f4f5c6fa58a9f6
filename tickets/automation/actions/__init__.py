"""What rules can do to a ticket: one file an action or a small group. Each registers itself; apps above add theirs.

{"do": "raise_priority", "to": "high"}
"""
