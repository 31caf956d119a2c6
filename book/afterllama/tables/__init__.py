"""The tables of `data/`, read as they are described, or every fault in them named."""
