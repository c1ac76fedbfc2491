"""What is on the partner after a kill of what an application changed in place: the table of docs/changes.md."""
