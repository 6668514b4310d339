"""The one entry: `python -m app` opens the window, `python -m app COMMAND` runs a command."""

import os
import sys


def _start() -> int:
    try:
        from app.commands.main import main  # here, so that Ctrl+C is heard from the first import on

        return main(sys.argv[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    code = _start()
    if code == 130:
        # Somebody waits for the prompt: no teardown of libraries that are in the midst of loading.
        os._exit(code)
    sys.exit(code)
