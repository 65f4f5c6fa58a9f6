"""What changed, told to open pages within a moment: server-sent events that carry ids, never content."""
