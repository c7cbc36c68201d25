"""Small font subsets for the PDFs (Noto Serif CJK SC and Liberation, both OFL)."""

# pyright: basic, reportMissingImports=false
# (the packages of requirements.txt beside this file are not dependencies of the project)

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

NOTO = Path("/usr/share/fonts/opentype/noto")
LIBERATION = Path("/usr/share/fonts/truetype/liberation")
NOTO_SC_FACE = 2


@dataclass(frozen=True)
class Face:
    """One face: CSS family name, weight, style and the installed file."""

    family: str
    weight: str
    style: str
    path: Path


FACES = (
    Face("EvSong", "normal", "normal", NOTO / "NotoSerifCJK-Regular.ttc"),
    Face("EvSong", "bold", "normal", NOTO / "NotoSerifCJK-Bold.ttc"),
    Face("EvSans", "normal", "normal", LIBERATION / "LiberationSans-Regular.ttf"),
    Face("EvSans", "bold", "normal", LIBERATION / "LiberationSans-Bold.ttf"),
    Face("EvSans", "normal", "italic", LIBERATION / "LiberationSans-Italic.ttf"),
    Face("EvSerif", "normal", "normal", LIBERATION / "LiberationSerif-Regular.ttf"),
    Face("EvSerif", "bold", "normal", LIBERATION / "LiberationSerif-Bold.ttf"),
    Face("EvSerif", "normal", "italic", LIBERATION / "LiberationSerif-Italic.ttf"),
)


def _open(path: Path) -> TTFont:
    font: TTFont = TTCollection(str(path)).fonts[NOTO_SC_FACE] if path.suffix == ".ttc" else TTFont(str(path))
    font.recalcTimestamp = False
    return font


def font_css(text: str, folder: Path) -> str:
    """Write subsets that cover `text` to `folder`; return their @font-face rules."""
    rules: list[str] = []
    for face in FACES:
        options = Options()
        options.layout_features = ["kern", "mark"]
        options.drop_tables += ["FFTM"]
        options.notdef_outline = True
        options.desubroutinize = True
        font = _open(face.path)
        subsetter = Subsetter(options)
        subsetter.populate(text=text + "".join(chr(code) for code in range(32, 127)))
        subsetter.subset(font)
        target = folder / f"{face.family}-{face.weight}-{face.style}.otf"
        font.save(str(target), reorderTables=None)
        rules.append(
            f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
            f'font-style: {face.style}; src: url("{target.as_uri()}"); }}'
        )
    return "\n".join(rules)
