"""Who comes in and what they may do: people, organisations, memberships, roles, log-ins, set-password links."""
