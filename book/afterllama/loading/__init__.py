"""A folder of data, read into a record."""
