"""What a drill, a roll and a lab found: data, for whoever shows it."""
