"""Edits that keep every byte they do not mean to change, and that carry in the file what is needed to undo them."""
