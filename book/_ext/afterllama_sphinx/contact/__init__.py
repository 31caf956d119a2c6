"""Who publishes this copy, and where people named in it can write."""
