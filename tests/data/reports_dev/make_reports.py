#!/usr/bin/env python3
"""Degrade clean/*.txt into text/*.txt so that they look like plain text
exported from PDFs.  Deterministic: one seeded generator per file.

    python3 make_reports.py            (re)write text/
    python3 make_reports.py --check    exit 1 if text/ would change

Clean files: one paragraph, heading or table row per line; the cells of a
table row are separated by tabs.  Never cut by page furniture: the accept
strings of questions.json (so that a whitespace-insensitive match works).
"""

import json, pathlib, random, re, sys

HERE = pathlib.Path(__file__).resolve().parent
CLEAN, TEXT = HERE / "clean", HERE / "text"

SPEC = {
    # file: encoding, newline, style
    "dev_genai_biopharma.txt": dict(
        enc="utf-8",
        nl="\n",
        seed=101,
        md=True,
        wrap=0.35,
        page="bare",
        head="",
        table="pipe",
        space=0.0,
        numspace=0.0,
        full=0,
        lines=20,
        gap=0.10,
    ),
    "dev_rare_disease_access.txt": dict(
        enc="gb18030",
        nl="\n",
        seed=202,
        md=False,
        wrap=1.0,
        page="of",
        head="中国罕见病药物可及性年度报告（2023）",
        table="space",
        space=0.0,
        numspace=0.15,
        full=6,
        lines=24,
        gap=0.03,
    ),
    "dev_hospital_it_emr.txt": dict(
        enc="utf-16",
        nl="\n",
        seed=303,
        md=False,
        wrap=1.0,
        page="dash",
        head="医院信息化与电子病历评级白皮书",
        table="cell",
        space=0.06,
        numspace=0.8,
        full=10,
        lines=26,
        gap=0.05,
    ),
    "dev_tcm_industry.txt": dict(
        enc="utf-8",
        nl="\r\n",
        seed=404,
        md=False,
        wrap=1.0,
        page="bare",
        head="",
        table="space",
        space=0.0,
        numspace=1.0,
        full=12,
        lines=28,
        gap=0.06,
    ),
    "dev_rws_pv.txt": dict(
        enc="utf-8",
        nl="\n",
        seed=505,
        md="some",
        wrap=0.9,
        page="dash",
        head="清源药品安全评价中心",
        table="cell",
        space=0.12,
        numspace=0.5,
        full=8,
        lines=23,
        gap=0.15,
    ),
}
ASCII = r"A-Za-z0-9.%·:\-+/*"
HEAD1 = re.compile(r"^(第[一二三四五六七八九十]章 |附录[A-Z] )")
HEAD2 = re.compile(r"^(\d|[A-Z])\.\d ")
SINGLE = {"摘要", "前言", "内容提要", "目录"}


def protected(name):
    q = HERE / "questions.json"
    if not q.exists():
        return []
    out = set()
    for item in json.loads(q.read_text("utf-8")):
        if item["document"] == name and item["answerable"]:
            out.update(item["accept"])
            out.update(item.get("accept_all") or [])
    return sorted(out)


def spans(text, words):
    """Index ranges of text (spaces ignored) that hold a protected word."""
    keep = [i for i, c in enumerate(text) if not c.isspace()]
    flat = "".join(text[i] for i in keep)
    res = []
    for w in words:
        at = flat.find(w)
        while at >= 0:
            res.append((keep[at], keep[at + len(w) - 1] + 1))
            at = flat.find(w, at + 1)
    return res


def cjk(c):
    return "\u4e00" <= c <= "\u9fff"


def add_spaces(rng, s, spec):
    out = []
    for i, c in enumerate(s):
        out.append(c)
        n = s[i + 1] if i + 1 < len(s) else ""
        if not n or c == " " or n == " ":
            continue
        if cjk(c) and cjk(n):
            p = spec["space"] * (2.2 if c in "的了在为和与由从将其该及是占中有对以被" else 0.8)
            if rng.random() < p:
                out.append(" ")
        elif (cjk(c) and n.isascii() and n.isalnum()) or (
            c.isascii() and (c.isalnum() or c == "%") and cjk(n)
        ):
            if rng.random() < spec["numspace"]:
                out.append(" ")
    return "".join(out)


def cut(rng, s):
    """Split s every 30-42 characters, never inside a Latin/number token."""
    res = []
    while len(s) > 44:
        k = rng.randint(30, 42)
        while k > 20 and re.match("[%s]" % ASCII, s[k]) and re.match("[%s]" % ASCII, s[k - 1]):
            k -= 1
        if s[k] in "，。；：、）”》？":  # no closing mark at line start
            k += 1
        if s[:k].rstrip() and s[k:].strip():
            res.append(s[:k].rstrip())
        s = s[k:].lstrip()
    return res + [s]


def fullwidth(rng, paras, words, n):
    """Turn n number or Latin tokens into full-width forms, not the accepted ones."""
    todo = [i for i, p in enumerate(paras) if len(p) > 60 and "\t" not in p]
    rng.shuffle(todo)
    for i in todo:
        if n <= 0:
            break
        p = paras[i]
        bad = spans(p, words)
        hits = [
            m
            for m in re.finditer(r"(?<![A-Za-z0-9.])[A-Za-z0-9][A-Za-z0-9.%]*", p)
            if not any(a < m.end() and m.start() < b for a, b in bad)
        ]
        if not hits:
            continue
        m = rng.choice(hits)
        wide = "".join(chr(ord(c) + 0xFEE0) for c in m.group())
        paras[i] = p[: m.start()] + wide + p[m.end() :]
        n -= 1


def bold(rng, p, words):
    bad = spans(p, words)
    hits = [
        m
        for m in re.finditer(r"\d+(?:\.\d+)?%|“[^”]{2,12}”|[一二三四]是[^，；。]{4,16}", p)
        if not any((a < m.start() < b) or (a < m.end() < b) for a, b in bad)
    ]
    if not hits:
        return p
    m = rng.choice(hits)
    return p[: m.start()] + "**" + m.group() + "**" + p[m.end() :]


def degrade(name, clean):
    spec = SPEC[name]
    rng = random.Random(spec["seed"])
    words = protected(name)
    paras = [l for l in clean.split("\n") if l.strip()]
    fullwidth(rng, paras, words, spec["full"])
    md = spec["md"]
    lines = []  # (text, kind)
    image = 0
    intable = False
    for idx, p in enumerate(paras):
        toc = "......" in p
        if "\t" in p:
            cells = p.split("\t")
            if spec["table"] == "pipe":
                lines.append(("| " + " | ".join(cells) + " |", "row"))
                if not intable:
                    lines.append(("|" + "---|" * len(cells), "row"))
            elif spec["table"] == "space":
                lines.append((" ".join(cells), "row"))
            else:  # one line, now and then broken in two
                if len(cells) > 4 and rng.random() < 0.4:
                    k = rng.randint(2, len(cells) - 2)
                    lines.append(("  ".join(cells[:k]), "row"))
                    lines.append(("  ".join(cells[k:]), "row"))
                else:
                    lines.append(("  ".join(cells), "row"))
            intable = True
            continue
        intable = False
        if toc or idx < 4:
            lines.append((p, "row"))
            continue
        if HEAD1.match(p) or p in SINGLE:
            lines += [("", "gap"), (("# " if md is True else "") + p, "head"), ("", "gap")]
            continue
        if HEAD2.match(p) and len(p) < 40:
            if md is True or (md == "some" and rng.random() < 0.3):
                p = "## " + p
            lines += [("", "gap"), (p, "head")] + ([("", "gap")] if md else [])
            continue
        if p.startswith("图 "):
            if md:
                image += 1
                lines.append(
                    (
                        rng.choice(["<!-- image -->", "![](_page_%d_Figure_%d.jpg)" % (image * 3, image)]),
                        "row",
                    )
                )
            lines.append((p, "row"))
            continue
        if re.match(r"表 \d|资料来源|脚注", p) and len(p) < 44:
            lines.append((p, "row"))
            continue
        # prose
        if md and rng.random() < 0.35:
            p = bold(rng, p, words)
        p = add_spaces(rng, p, spec)
        if md and rng.random() < 0.07:
            p = "- " + p
        parts = cut(rng, p) if rng.random() < spec["wrap"] else [p]
        if len(parts) == 1 and len(p) > 120 and md is True:
            # long unwrapped paragraph: one break in the middle, over a "page"
            k = rng.randint(50, len(p) - 40)
            safe = lambda k: (
                not any(a < k < b for a, b in spans(p, words))
                and not re.match("[%s]" % ASCII, p[k])
                and p[k] not in "，。；：、）”》"
            )
            while k < len(p) - 5 and not safe(k):
                k += 1
            if k < len(p) - 5 and rng.random() < 0.45:
                parts = [p[:k], p[k:]]
        for j, part in enumerate(parts):
            lines.append((part, "text" if j + 1 < len(parts) else "end"))
            if j + 1 < len(parts) and rng.random() < spec["gap"]:
                lines.append(("", "gap"))  # stray blank line inside a sentence
        if rng.random() < (1.0 if md else 0.25):
            lines.append(("", "gap"))

    # pages
    out, page, on_page, total = [], 1, 0, max(20, len(lines) // spec["lines"] + 3)
    for i, (text, kind) in enumerate(lines):
        out.append(text)
        on_page += 1 + len(text) // 60 if md is True else 1
        if on_page < spec["lines"] or i + 1 == len(lines) or kind == "head":
            continue
        nxt = next((t for t, k in lines[i + 1 :] if t), "")
        joint = text + nxt
        if any(a < len(text) < b for a, b in spans(joint, words)):
            continue  # do not cut an accepted string
        if kind in ("row", "gap") and on_page < spec["lines"] + 6:
            continue  # prefer a break inside a sentence
        if kind == "end" and on_page < spec["lines"] + 4:
            continue
        no = {"bare": "%d", "dash": "- %d -", "of": "第 %d 页 共 " + str(total) + " 页"}[spec["page"]] % page
        out += ["", no]
        if spec["head"] and rng.random() < 0.7:
            out += [spec["head"]]
        if md is True and rng.random() < 0.3:
            out += ["", "![](_page_%d_Picture_1.jpg)" % page]
        out += [""]
        page += 1
        on_page = 0
    body = re.sub(r"\n{4,}", "\n\n\n", "\n".join(out)) + "\n"
    return body.replace("\n", spec["nl"])


def encode(body, enc):
    if enc == "utf-16":  # same bytes on every machine
        return b"\xff\xfe" + body.encode("utf-16-le")
    return body.encode(enc)


def main():
    TEXT.mkdir(exist_ok=True)
    changed = False
    for name, spec in SPEC.items():
        data = encode(degrade(name, (CLEAN / name).read_text("utf-8")), spec["enc"])
        path = TEXT / name
        if not path.exists() or path.read_bytes() != data:
            changed = True
            if "--check" not in sys.argv:
                path.write_bytes(data)
        print(name, spec["enc"], len(data), "bytes")
    return 1 if changed and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
