"""From what happened to messages: who is told, through which channel, in which words."""
