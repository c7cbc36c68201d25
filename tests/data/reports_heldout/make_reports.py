#!/usr/bin/env python3
"""Degrade clean/*.txt into text/*.txt (imitation of text exported from PDFs).

Seeded and deterministic; needs only the Python standard library.
    python3 make_reports.py          write text/
    python3 make_reports.py --check  verify clean/, text/ and questions.json

Accept strings (questions.json) are never split by page furniture and never get
full-width digits or markup; they may be split by white space only.
"""

import json, pathlib, random, re, sys

HERE = pathlib.Path(__file__).resolve().parent
CLEAN, TEXT = HERE / "clean", HERE / "text"

CONF = {
    "h1_ai_drug_rd.txt": dict(
        seed=1101,
        enc="utf-8",
        nl="\n",
        wrap=(30, 42),
        page="— {n} —",
        page_lines=(26, 33),
        head="人工智能大模型赋能药物研发与临床试验行业报告（2025）",
        head_p=0.5,
        blank_in=0.07,
        sp_digit=0.0,
        sp_word=0.0,
        full=0.03,
        md=False,
        every_blank=False,
        cell="  ",
    ),
    "h2_biosimilar_bluebook.txt": dict(
        seed=1202,
        enc="gb18030",
        nl="\n",
        wrap=(28, 38),
        page="{n} / 58",
        page_lines=(28, 36),
        head="创新药与生物类似药产业发展蓝皮书",
        head_p=0.3,
        blank_in=0.04,
        sp_digit=0.8,
        sp_word=0.03,
        full=0.0,
        md=False,
        every_blank=False,
        cell="    ",
    ),
    "h3_internet_hospital.txt": dict(
        seed=1303,
        enc="utf-8",
        nl="\n",
        wrap=(38, 45),
        page="{n}",
        page_lines=(30, 40),
        head="云岭卫生信息研究院",
        head_p=0.2,
        wrap_share=0.5,
        blank_in=0.10,
        sp_digit=0.5,
        sp_word=0.14,
        word_share=0.35,
        full=0.0,
        md=True,
        every_blank=False,
        cell=" ",
    ),
    "h4_vaccine_emergency.txt": dict(
        seed=1404,
        enc="utf-16",
        nl="\n",
        wrap=(32, 45),
        page="第{n}页",
        page_lines=(24, 30),
        head="澜江省公共卫生评估中心",
        head_p=0.4,
        blank_in=0.0,
        sp_digit=0.0,
        sp_word=0.0,
        full=0.0,
        md=False,
        every_blank=True,
        cell=" ",
    ),
    "h5_imaging_device.txt": dict(
        seed=1505,
        enc="utf-8",
        nl="\r\n",
        wrap=(29, 40),
        page="{n}",
        page_lines=(27, 35),
        head="钧策咨询 | 医疗器械监管与高端影像设备市场报告（2025）",
        head_p=0.6,
        blank_in=0.05,
        sp_digit=0.9,
        sp_word=0.02,
        full=0.04,
        md=False,
        bold_heads=True,
        every_blank=False,
        cell="   ",
    ),
}

HAN = "\u4e00-\u9fff"
IS_TOC = re.compile(r"…{4,}")
IS_CHAP = re.compile(r"^第[一二三四五六七八九十]+章 ")
IS_SUB = re.compile(r"^\d+(\.\d+)+ \S{1,30}$")
IS_TOP = re.compile(
    r"^(摘要|目录|序言|概述|内容提要|执行摘要|报告要点|名词释义|术语说明|术语与缩略语|术语与评估框架|定义与缩略语|附录.{0,12})$"
)
IS_FIG = re.compile(r"^图 \d+-\d+ ")
IS_TAB = re.compile(r"^表 \d+-\d+ \S")
IS_SRC = re.compile(r"^数据来源：")
IS_DEF = re.compile(r"^[^，。：]{2,12}：指?")
TOKEN = re.compile(r"[0-9A-Za-z.%/+\-·:]")
NO_START = "，。；：、？！）》”’％"
NO_END = "（《“‘"


def questions():
    return json.loads((HERE / "questions.json").read_text(encoding="utf-8"))


def guarded(line, accepts):
    g = [False] * (len(line) + 1)  # g[i]: position between i-1 and i lies inside an accept string
    c = [False] * len(line)  # c[i]: character i belongs to an accept string
    for s in accepts:
        i = line.find(s)
        while i >= 0:
            for k in range(i, i + len(s)):
                c[k] = True
                if k > i:
                    g[k] = True
            i = line.find(s, i + 1)
    return g, c


def dirty(line, cf, rnd, accepts, wrap=True):
    """Return a list of (text, may_take_furniture_after)."""
    g, c = guarded(line, accepts)
    words = rnd.random() < cf.get("word_share", 1.0)
    do_wrap = wrap and rnd.random() < cf.get("wrap_share", 1.0)
    wide = False
    out, cur, col, width = [], "", 0, rnd.randint(*cf["wrap"])
    for i, ch in enumerate(line):
        if i:
            prev = line[i - 1]
            inside_token = TOKEN.match(prev) and TOKEN.match(ch)
            if (
                do_wrap
                and col >= width
                and not inside_token
                and ch not in NO_START
                and prev not in NO_END
                and ch != " "
            ):
                out.append((cur.rstrip(), not g[i]))
                cur, col, width = "", 0, rnd.randint(*cf["wrap"])
            else:
                a, b = re.match(f"[{HAN}]", prev), re.match(f"[{HAN}]", ch)
                if a and b and words and rnd.random() < cf["sp_word"]:
                    cur += " "
                elif (
                    (a and ch.isascii() and ch.isalnum())
                    or (b and prev.isascii() and (prev.isalnum() or prev == "%"))
                ) and rnd.random() < cf["sp_digit"]:
                    cur += " "
        if ch.isascii() and ch.isdigit():
            if not (i and line[i - 1].isascii() and line[i - 1].isdigit()):  # a new run of digits
                end = i
                while end < len(line) and line[end].isascii() and line[end].isdigit():
                    end += 1
                wide = not any(c[i:end]) and rnd.random() < cf["full"]
            cur += chr(ord(ch) + 0xFEE0) if wide else ch
        else:
            cur += ch
        col += 1
    out.append((cur, True))
    return out


def build(name, cf, accepts):
    rnd = random.Random(cf["seed"])
    src = (CLEAN / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
    out, since, limit, page = [], 0, rnd.randint(*cf["page_lines"]), 1
    in_table = header_done = False

    def furniture(inside):
        nonlocal since, limit, page
        if inside and rnd.random() < 0.5:
            out.append("")
        out.append(cf["page"].format(n=page))
        page += 1
        if rnd.random() < cf["head_p"]:
            out.append(cf["head"])
        if inside and rnd.random() < 0.5:
            out.append("")
        since, limit = 0, rnd.randint(*cf["page_lines"])

    for k, line in enumerate(src):
        if in_table and IS_SRC.match(line):
            in_table = False
            if cf["md"]:
                out.append("")
        if k == 0:
            out.append(line)
            out.append("")
            continue
        if IS_TOC.search(line):
            out.append(line)
            continue
        if IS_CHAP.match(line) or IS_TOP.match(line) or IS_SUB.match(line):
            if cf["md"]:
                out += ["", ("## " if not IS_SUB.match(line) else "### ") + line, ""]
            elif cf.get("bold_heads") and IS_SUB.match(line):
                out.append("**" + line + "**")
            else:
                out.append(line)
            since += 1
            continue
        if IS_FIG.match(line):
            if cf["md"]:
                out += ["", "<!-- image -->", ""]
            out.append(line)
            since += 1
            continue
        if IS_TAB.match(line):
            out.append(("**" + line + "**") if cf["md"] else line)
            in_table, header_done = True, False
            if cf["md"]:
                out.append("")
            continue
        if in_table:
            cells = line.split(" ")
            if cf["md"]:
                out.append("| " + " | ".join(cells) + " |")
                if not header_done:
                    out.append("|" + "---|" * len(cells))
                    header_done = True
            else:
                out.append(cf["cell"].join(cells))
            since += 1
            continue
        if cf["md"] and IS_DEF.match(line) and not IS_SRC.match(line):
            out.append("- " + line)
            since += 1
            continue
        pieces = dirty(line, cf, rnd, accepts, wrap=len(line) > 40)
        for j, (t, free) in enumerate(pieces):
            out.append(t)
            since += 1 if not cf["md"] else 2
            last = j == len(pieces) - 1
            if since >= limit and free and (not last):
                furniture(True)
            elif since >= limit + 8 and last:
                furniture(False)
            elif not last and rnd.random() < cf["blank_in"]:
                out.append("")
        if cf["md"]:
            out.append("")
    if cf["every_blank"]:
        out = [x for y in out if y != "" for x in (y, "")]
    text = "\n".join(out) + "\n"
    text = text.replace("\n", cf["nl"])
    if cf["enc"] == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode(cf["enc"])


def squeeze(s):
    return re.sub(r"\s+", "", s)


def check():
    qs, bad = questions(), 0
    clean = {n: squeeze((CLEAN / n).read_text(encoding="utf-8")) for n in CONF}
    dirty_ = {n: squeeze((TEXT / n).read_bytes().decode(cf["enc"])) for n, cf in CONF.items()}
    ids = [q["id"] for q in qs]
    assert len(ids) == len(set(ids))
    for q in qs:
        if not q["answerable"]:
            assert q["accept"] == [] and q["document"] is None
            continue
        d = q["document"]
        for s in q["accept"] + q.get("accept_all", []):
            for where, t in (("clean", clean[d]), ("text", dirty_[d])):
                if squeeze(s) not in t:
                    bad += 1
                    print("MISSING", where, q["id"], s)
        ev = squeeze(q["evidence"])
        if ev not in clean[d] or not 15 <= len(ev) <= 60 or not any(squeeze(s) in ev for s in q["accept"]):
            bad += 1
            print("EVIDENCE", q["id"], len(ev), ev)
    for n, t in clean.items():
        k = len(re.findall(f"[{HAN}]", t))
        print(n, "Chinese characters:", k)
        bad += k < 9000
    print(
        "questions",
        len(qs),
        "answerable",
        sum(q["answerable"] for q in qs),
        "English",
        sum(q["language"] == "en" for q in qs),
        "problems",
        bad,
    )
    return bad


def main():
    TEXT.mkdir(exist_ok=True)
    qs = questions()
    for n, cf in CONF.items():
        acc = sorted({s for q in qs if q["document"] == n for s in q["accept"] + q.get("accept_all", [])})
        (TEXT / n).write_bytes(build(n, cf, acc))


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(1 if check() else 0)
    main()
