"""The demo world: an awarding body with its centres, people, vendor and tests, filled in through the real use cases."""
