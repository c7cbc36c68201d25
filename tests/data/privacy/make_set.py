"""Writes dev.jsonl and heldout.jsonl: ``{"id", "language", "text", "spans": [[start, end, kind], …]}``.

``python make_set.py`` (the held-out half takes names and addresses from the package faker). Same seed, same set.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import names_dev
import templates_dev
import templates_heldout
import values as v

HERE = Path(__file__).parent
SLOT = re.compile(r"\{(\w+)\}|<(\w+)>")
COMPLAINTS = ["反复胸闷3天", "发热伴咳嗽1周", "多饮多尿2年", "右上腹痛6小时"]


def birth(r: Random, language: str) -> str:
    d = v.day(r)
    if language == "zh":
        return r.choice([f"{d.year}年{d.month}月{d.day}日", d.isoformat(), f"{d.year}-{d.month}-{d.day}", f"{d.year}.{d.month:02d}.{d.day:02d}", f"{d.year}/{d.month}/{d.day}", d.strftime("%Y%m%d"), f"{d.year}年{d.month:02d}月{d.day:02d}日"])
    return r.choice([d.isoformat(), d.strftime("%m/%d/%Y"), d.strftime("%d %B %Y"), d.strftime("%B %d, %Y"), d.strftime("%d-%b-%Y"), d.strftime("%d/%m/%Y"), d.strftime("%d.%m.%Y"), d.strftime("%b %d, %Y")])


class Maker:
    """Fills one text; ``names`` is where names and addresses come from."""

    def __init__(self, r: Random, language: str, names: dict[str, Callable[[Random], object]]) -> None:
        self.r, self.language, self.names = r, language, names

    def value(self, slot: str) -> tuple[str, str]:
        """Kind and text of a slot."""
        r = self.r
        first, last = self.names["name_en"](r)  # type: ignore[misc]
        zh = self.language == "zh"
        simple = {
            "id": ("id_card", v.id_card), "mobile": ("phone", v.mobile), "landline": ("phone", v.landline), "bank": ("bank_card", v.bank),
            "credit": ("bank_card", v.credit), "mrn": ("medical_record", v.mrn), "insurance": ("insurance", v.insurance),
            "passport_cn": ("passport", v.passport_cn), "passport_foreign": ("passport", v.passport_foreign), "permit": ("travel_permit", v.permit),
            "hkid": ("id_card", v.hkid), "plate": ("plate", v.plate), "ip": ("ip", v.ip), "url_secret": ("url_secret", v.url_secret), "iban": ("iban", v.iban),
            "ssn": ("ssn", v.ssn), "nhs": ("nhs", v.nhs), "phone_us": ("phone", v.phone_us), "phone_intl": ("phone", v.phone_intl), "vin": ("vehicle", v.vin),
            "specimen": ("medical_record", lambda r: r.choice([v.digits(r, 10), "S" + v.digits(r, 8), f"2024{v.digits(r, 8)}"])),
            "wechat": ("account", lambda r: r.choice(["wx_" + v.letters(r, 4).lower() + v.digits(r, 3), v.letters(r, 6).lower() + v.digits(r, 2)])),
            "qq": ("account", lambda r: str(r.randint(1, 9)) + v.digits(r, r.randint(5, 9))),
            "officer": ("id_card", lambda r: f"{r.choice('军政北南')}字第{v.digits(r, 8)}号"),
            "staff": ("account", lambda r: v.digits(r, r.choice([5, 6, 8]))),
            "birthcert": ("medical_record", lambda r: v.letters(r, 1) + v.digits(r, 9)),
            "serial": ("device", lambda r: v.letters(r, 3) + v.digits(r, 7)),
            "mac": ("ip", lambda r: ":".join(f"{r.randrange(256):02X}" for _ in range(6))),
            "account": ("account", lambda r: v.digits(r, r.randint(8, 12))),
            "licence": ("licence", lambda r: r.choice([v.letters(r, 1) + v.digits(r, 7), v.digits(r, 9), v.letters(r, 1) + v.digits(r, 12)])),
            "beneficiary": ("insurance", lambda r: r.choice([v.letters(r, 3) + v.digits(r, 9), v.digits(r, 10), "W" + v.digits(r, 8)])),
            "mbi": ("insurance", lambda r: f"{r.randint(1, 9)}{v.letters(r, 1)}{r.choice('GKTR')}{r.randint(0, 9)}-{v.letters(r, 1)}{r.choice('GKTR')}{r.randint(0, 9)}-{v.letters(r, 2)}{v.digits(r, 2)}"),
            "postcode": ("address", lambda r: f"{r.choice('1234567')}{v.digits(r, 5)}"),
        }
        if slot in simple:
            kind, make = simple[slot]
            return kind, make(r)
        match slot:
            case "name":
                return "name", str(self.names["name_zh"](r)) if zh else f"{first} {last}"
            case "name_en":
                return "name", f"{first} {last}"
            case "name_rev":
                return "name", f"{last}, {first}"
            case "last":
                return "name", last
            case "title_name":
                return "name", f"{r.choice(['Mr.', 'Mrs.', 'Ms.', 'Dr.', 'Mr', 'Mrs'])} " + r.choice([f"{first} {last}", last])
            case "honour":
                return "name", str(self.names["name_zh"](r)) + r.choice(["先生", "女士"])
            case "address":
                return "address", str(self.names["address_zh" if zh else "address_en"](r))
            case "birth":
                return "birth_date", birth(r, self.language)
            case "age90":
                n = r.randint(90, 104)
                return "age_over_89", f"{n}岁" if zh else r.choice([f"{n}-year-old", f"{n} year old", f"{n} y/o", f"{n}-yr-old"])
            case "age_num":
                return "age_over_89", str(r.randint(90, 104))
            case "email":
                return "email", v.email(r, first, last)
        raise KeyError(slot)

    def plain(self, slot: str) -> str:
        """What is no identifier."""
        return {"sex": lambda: self.r.choice("男女"), "age": lambda: str(self.r.randint(18, 88)), "complaint": lambda: self.r.choice(COMPLAINTS)}[slot]()

    def fill(self, template: str) -> tuple[str, list[list[object]]]:
        """The text and its spans."""
        out, spans, at = "", [], 0
        for match in SLOT.finditer(template):
            out += template[at : match.start()]
            at = match.end()
            try:
                kind, text = self.value(match[1]) if match[1] else ("", self.plain(match[2]))
            except KeyError:
                kind, text = "", match.group()
            if kind == "name" and match[1] in {"title_name"}:
                title, _, rest = text.partition(" ")
                out += title + " "
                text = rest
            if kind == "name" and match[1] == "honour":
                spans.append([len(out), len(out) + len(text) - 2, kind])
            elif kind:
                spans.append([len(out), len(out) + len(text), kind])
            out += text
        return out + template[at:], spans


def write(path: Path, templates: object, seed: int, per_zh: int, per_en: int, names: dict[str, Callable[[Random], object]]) -> None:
    """One half: every template several times, negatives with other numbers around them."""
    r = Random(seed)
    items: list[dict[str, object]] = []
    for language, source, per in (("zh", templates.ZH, per_zh), ("en", templates.EN, per_en)):  # type: ignore[attr-defined]
        maker = Maker(r, language, names)
        lines = [line.replace("\\n", "\n").replace("\\t", "\t") for line in source.strip().splitlines()]
        hard = getattr(templates, f"NEGATIVE_{language.upper()}").strip().splitlines()
        for line in lines:
            for _ in range(per):
                before = r.choice(hard) + "\n" if r.random() < 0.25 else ""
                after = "\n" + r.choice(hard) if r.random() < 0.25 else ""
                text, spans = maker.fill(line)
                items.append({"language": language, "text": before + text + after, "spans": [[a + len(before), b + len(before), kind] for a, b, kind in spans]})
        for line in hard:
            items.append({"language": language, "text": line, "spans": []})
            for _ in range(per // 4):
                items.append({"language": language, "text": "\n".join(r.sample(hard, 2)), "spans": []})
    r.shuffle(items)
    with path.open("w", encoding="utf-8") as file:
        for n, item in enumerate(items):
            file.write(json.dumps({"id": f"{path.stem}-{n:04d}", **item}, ensure_ascii=False) + "\n")
    print(path.name, len(items), sum(len(i["spans"]) for i in items))  # type: ignore[arg-type]


def from_lists() -> dict[str, Callable[[Random], object]]:
    """Our own names and addresses."""
    return {"name_zh": names_dev.name_zh, "name_en": names_dev.name_en, "address_zh": names_dev.address_zh, "address_en": names_dev.address_en}


def from_faker() -> dict[str, Callable[[Random], object]]:
    """Names and addresses of the package faker (MIT), which nobody here has chosen."""
    from faker import Faker

    zh, en = Faker("zh_CN"), Faker("en_US")
    for one in (zh, en):
        one.seed_instance(7041)
    return {
        "name_zh": lambda _: zh.name(),
        "name_en": lambda _: (en.first_name(), en.last_name()),
        "address_zh": lambda _: zh.address().rsplit(" ", 1)[0],
        "address_en": lambda _: en.address().replace("\n", ", "),
    }


if __name__ == "__main__":
    write(HERE / "dev.jsonl", templates_dev, 20261, 16, 16, from_lists())
    if "--dev" not in sys.argv:
        write(HERE / "heldout.jsonl", templates_heldout, 90817, 12, 12, from_faker())
