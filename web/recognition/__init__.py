"""Pages of recognising organisations: registering one, the public list, the team's queue, one's own organisation."""
