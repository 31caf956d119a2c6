"""What a sentence, a number and a day look like."""
