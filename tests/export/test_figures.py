"""Every figure is opened again with another program's reader."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image
from pypdf import PdfReader

from app.core.contract import UserError, View
from app.core.export import save_figure
from app.core.schema import encode
from tests.export.sample import SHA256, WORDS, bars, matrix, record

SVG = "{http://www.w3.org/2000/svg}"
DC = "{http://purl.org/dc/elements/1.1/}"


def check_facts(facts: dict[str, Any], request: Any) -> None:
    """Fail unless the metadata names model, weights, seed, request, versions, device and command."""
    assert facts["model"] == "tiny" and facts["model_sha256"] == SHA256
    assert str(facts["seed"]) == "3" and facts["device"] == "cpu" and facts["dtype"] == "float32"
    assert request == encode(record().request)
    assert "torch" in json.dumps(facts["versions"])
    assert facts["command"].startswith("python -m app run masked-words")


@pytest.mark.parametrize("view", [bars(), matrix()], ids=lambda view: view.id)
@pytest.mark.parametrize("dark", [False, True])
def test_svg_is_vectors_and_words(tmp_path: Path, view: View, dark: bool) -> None:
    root = ElementTree.parse(save_figure(tmp_path / "a.svg", view, record(), dark=dark)).getroot()
    assert root.find(f".//{SVG}image") is None
    assert len(root.findall(f".//{SVG}path")) > 20
    facts = json.loads(root.findtext(f".//{DC}description") or "")
    check_facts(facts, facts["request"])
    assert float((root.get("width") or "").removesuffix("pt")) == pytest.approx(16 / 2.54 * 72, abs=0.01)


def test_svg_can_be_searched(tmp_path: Path) -> None:
    root = ElementTree.parse(save_figure(tmp_path / "a.svg", bars(), record())).getroot()
    titles = {title.text for title in root.iter(f"{SVG}title")}
    assert {"北京", "العربية", "$a$", "--b--", "<i>", "probability"} <= titles
    assert "nul␀" in titles and "\ufffd" in titles


def test_logarithmic_ticks_are_numbers_not_formulas(tmp_path: Path) -> None:
    text = save_figure(tmp_path / "a.svg", matrix(), record()).read_text("utf-8")
    assert "mathdefault" not in text


@pytest.mark.parametrize("view", [bars(), matrix()], ids=lambda view: view.id)
def test_pdf_is_vectors_words_and_embedded_fonts(tmp_path: Path, view: View) -> None:
    reader = PdfReader(save_figure(tmp_path / "a.pdf", view, record(), size_cm=(12, 8)))
    (page,) = reader.pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(
        (12 / 2.54 * 72, 8 / 2.54 * 72), abs=0.01
    )
    assert not list(page.images)
    for reference in page["/Resources"]["/Font"].values():  # type: ignore[index]
        assert embedded(reference.get_object()), reference
    assert reader.metadata is not None
    facts = json.loads(str(reader.metadata["/Keywords"]))
    check_facts(facts, facts["request"])
    assert reader.metadata["/Subject"] == facts["command"]
    assert "/CreationDate" not in reader.metadata


def embedded(font: Any) -> bool:
    """Tell whether a PDF font carries its outlines."""
    if font["/Subtype"] == "/Type3":
        return "/CharProcs" in font
    descendants = font.get("/DescendantFonts")
    descriptor = (descendants.get_object()[0].get_object() if descendants else font)[
        "/FontDescriptor"
    ].get_object()
    return any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_plain_text_stays_truetype(tmp_path: Path) -> None:
    page = PdfReader(save_figure(tmp_path / "a.pdf", matrix(), record())).pages[0]
    kinds = {reference.get_object()["/Subtype"] for reference in page["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert kinds == {"/Type0"}


def test_pdf_text_can_be_searched(tmp_path: Path) -> None:
    text = PdfReader(save_figure(tmp_path / "a.pdf", bars(), record())).pages[0].extract_text()
    for word in ("probability", "北京", "$a$", "--b--", "<i>"):
        assert word in text


@pytest.mark.parametrize("dark", [False, True])
def test_png_has_size_colour_and_facts(tmp_path: Path, dark: bool) -> None:
    path = save_figure(tmp_path / "a.png", bars(), record(), size_cm=(10, 6), dpi=127, dark=dark)
    with Image.open(path) as image:
        assert image.size == (500, 300)
        assert image.info["dpi"] == pytest.approx((127, 127), abs=0.1)
        assert image.convert("L").getpixel((1, 1)) == (24 if dark else 255)
        info = {str(name).removeprefix("inkling."): text for name, text in image.info.items()}
        assert image.info["Title"] == "Candidates" and image.info["Software"] == "Inkling 0.1.0"
        check_facts(info, json.loads(str(info["request"])))


@pytest.mark.parametrize("suffix", [".svg", ".pdf", ".png"])
def test_same_run_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    first = save_figure(tmp_path / f"a{suffix}", bars(), record(), dpi=72).read_bytes()
    assert first == save_figure(tmp_path / f"b{suffix}", bars(), record(), dpi=72).read_bytes()


def test_threads_do_not_mix_their_styles(tmp_path: Path) -> None:
    def export(index: int) -> bytes:
        path = tmp_path / f"{index}.svg"
        return save_figure(path, matrix(), record(), dark=index % 2 == 1).read_bytes()

    with ThreadPoolExecutor(4) as pool:
        light, dark, *rest = pool.map(export, range(8))
    assert light != dark
    assert rest == [light, dark] * 3


def test_every_word_is_drawn_in_a_font_that_has_it() -> None:
    from app.core.export.fonts import families

    assert families(["plain", "Ω", "ж"]) == ["Inter", "Last Resort High-Efficiency"]
    assert families(WORDS)[:2] == ["Inter", "DejaVu Sans"]
    assert families(["\U000f0000"])[-1] == "Last Resort High-Efficiency"


@pytest.mark.parametrize(
    ("name", "size", "dpi", "sentence"),
    [
        ("a.gif", (10, 10), 300, r"\.svg, \.pdf or \.png"),
        ("a.svg", (0.5, 10), 300, "2 to 200 cm"),
        ("a.svg", (float("nan"), 10), 300, "2 to 200 cm"),
        ("a.png", (200, 200), 600, "million pixels"),
        ("missing/a.svg", (10, 10), 300, "no folder"),
    ],
)
def test_what_cannot_be_written_is_a_sentence(
    tmp_path: Path, name: str, size: tuple[float, float], dpi: float, sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence):
        save_figure(tmp_path / name, bars(), record(), size_cm=size, dpi=dpi)
    assert list(tmp_path.iterdir()) == []


def test_a_view_without_figure_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no figure"):
        save_figure(tmp_path / "a.svg", View("x", "Only numbers"), record())


def test_tiny_figures_do_not_warn(tmp_path: Path) -> None:
    assert save_figure(tmp_path / "a.svg", bars(), record(), size_cm=(2, 2)).stat().st_size > 0


def test_no_pyplot() -> None:
    package = Path(__file__).parents[2] / "app" / "core" / "export"
    assert not [
        path for path in package.glob("*.py") if re.search(r"import.*pyplot", path.read_text("utf-8"))
    ]
