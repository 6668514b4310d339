"""What is done with codes: made, read, edited, drawn from, and what their narrowness is good for."""
