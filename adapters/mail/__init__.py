"""Reading what a channel left in a mailbox of this installation."""
