"""The environment as a picture: what is drawn (`picture`), where it stands (`layout`), and a form each.

All of it is pure: an environment in, text out; nothing is read, nothing else is needed to draw.
"""

from hactl.graph.picture import Folding, Picture, Seen, picture_of

__all__ = ["Folding", "Picture", "Seen", "picture_of"]
