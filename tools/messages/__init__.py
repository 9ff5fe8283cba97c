"""The catalogue of messages: what it has to hold, what it holds, and what is wrong with it."""
