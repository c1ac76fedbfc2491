"""A lab: the environment for real, in a network of its own on this machine."""
