"""Pages of access: log-in, the account, and what an administrator does with people and organisations."""
