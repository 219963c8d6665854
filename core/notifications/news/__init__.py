"""Family by family: who is told of an event, and what there is to tell when the letter is written."""
