"""Who was where and when, and who says so."""
