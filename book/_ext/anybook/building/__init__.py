"""How a book is built: staged, fresh, light, with a policy, and failing plainly."""
