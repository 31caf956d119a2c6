"""What readers download: the data as CSV and SQLite, and the list of files."""
