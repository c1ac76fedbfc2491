"""The family of Jetty 12: a home and a base apart, modules, and sessions in a store."""
