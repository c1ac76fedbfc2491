"""Real processes: the lab, the drill, what runs now. Only cli imports this package."""
