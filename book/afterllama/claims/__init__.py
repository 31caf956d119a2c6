"""What the article says, measured in the record."""
