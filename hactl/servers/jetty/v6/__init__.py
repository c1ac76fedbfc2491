"""The family of Jetty 6."""
