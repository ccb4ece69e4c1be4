"""Example queries as a product: one `.rq` file is an entry, a form, a route, a command and a tested answer at once."""
