"""The domain of an awarding body: pure Python, standard library only, no input and no output."""
