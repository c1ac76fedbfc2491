"""The room of NGINX: a main file of our own, or an include for a person's."""
