"""What hactl put into a file, whatever kind of file it is: seen, and taken out."""

from __future__ import annotations

from hactl.edits import keyed, lines, nginx_edits, xml


def has_mark(data: bytes) -> bool:
    """Tell, cheaply, whether hactl wrote into this file."""
    return xml.has_mark(data) or lines.has_mark(data) or keyed.has_record(data)


def strip(data: bytes) -> bytes | None:
    """Return the file as it would be without hactl (the same object where it wrote nothing); None: nothing is left.

    Raises:
        EditRefused: what hactl wrote cannot be taken out.
    """
    if xml.has_mark(data):
        return xml.strip(data)
    if nginx_edits.has_mark(data):
        return nginx_edits.strip(data)
    if lines.has_mark(data):
        return lines.strip(data)
    return keyed.strip(data)
