"""What Tomcat and TomEE share: the family of their lines."""
