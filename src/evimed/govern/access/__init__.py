"""Who there is, what each may do, and which documents each may read."""
