"""Ask the engine without a ticket: one JSON request a line, one JSON answer a line, nothing kept.

`reading` refuses what cannot be meant, `playing` lets it happen to the engine that the tickets have, `telling` answers.
"""
