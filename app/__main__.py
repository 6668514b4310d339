"""The one entry: `python -m app` opens the window, `python -m app COMMAND` runs a command."""

import sys

from app.commands.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
