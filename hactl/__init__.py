"""hactl: high availability for Java application servers behind NGINX."""

__version__ = "0.1.0"  # a constant: importlib.metadata costs four bare interpreter starts
