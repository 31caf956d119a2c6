"""The numbers of each chapter, computed from the record where the prose needs them."""
