"""What start-up loads, seen from a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "transformers", "tokenizers", "numpy", "matplotlib", "pyarrow", "PySide6", "pyqtgraph")


def loaded(code: str, *arguments: str) -> set[str]:
    """Run `code` in a fresh interpreter; give the top-level modules that it loaded."""
    code += "\nimport sys; print('\\nLOADED', *{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("LOADED ")[2].split())


def test_listing_the_demos_is_light() -> None:
    assert not loaded("from app.core.discovery import demos; assert demos()").intersection(HEAVY)


@pytest.mark.parametrize("arguments", [["demos"], ["demos", "--json"], ["models", "--json"], ["--help"]])
def test_the_command_line_lists_lightly(arguments: list[str]) -> None:
    code = "import sys\nfrom app.commands.main import main\ntry: main(sys.argv[1:])\nexcept SystemExit: pass"
    assert not loaded(code, *arguments).intersection(HEAVY)


def test_describing_a_demo_needs_neither_torch_nor_qt() -> None:
    code = "from app.commands.main import main\nassert main(['describe', 'masked-words', '--json']) == 0"
    assert not loaded(code).intersection({"torch", "transformers", "PySide6", "matplotlib"})


def test_exporters_bring_their_libraries_late() -> None:
    assert not loaded("import app.core.export").intersection(HEAVY)


def test_the_runtime_knows_no_qt() -> None:
    assert "PySide6" not in loaded("from app.device import Runtime")


def test_the_window_is_painted_before_torch_is_imported() -> None:
    code = """
import sys
import PySide6.QtCore as core
import PySide6.QtWidgets as widgets
from app.shell.main import open_window

class Watch(core.QObject):
    def eventFilter(self, thing, event):
        if event.type() == core.QEvent.Type.Paint and isinstance(thing, widgets.QMainWindow):
            heavy = {"torch", "transformers", "matplotlib", "pyarrow"}.intersection(sys.modules)
            print("PAINTED WITH", sorted(heavy), file=sys.stderr)
            core.QCoreApplication.instance().removeEventFilter(self)
            core.QTimer.singleShot(0, core.QCoreApplication.instance().quit)
        return False

application = widgets.QApplication([])
watch = Watch()
application.installEventFilter(watch)
code = open_window()
print("CODE", code, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert "PAINTED WITH []" in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr
