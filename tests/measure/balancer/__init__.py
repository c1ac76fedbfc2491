"""The balancer's speed beside others in front of the same servers: `make balancer`."""
