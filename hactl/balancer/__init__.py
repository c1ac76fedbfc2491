"""The balancer's room: the files of the NGINX in front."""
