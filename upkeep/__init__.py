"""What is looked at from time to time, with a network: outside links, and known faults."""
