"""One module per family: a card in, a ready model out, or a sentence why not."""
