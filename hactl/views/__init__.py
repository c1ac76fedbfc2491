"""Data → text, JSON, annotations: functions return what to print, and print nothing."""
