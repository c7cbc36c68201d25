"""Made-up identifiers of every kind, with the check digits that real ones have. No person is behind them."""

from __future__ import annotations

import string
from datetime import date, timedelta
from random import Random

REGIONS = "110101 110108 120103 130102 140105 150102 210102 220104 230103 310104 310115 320102 320583 330106 340104 350203 360103 370202 410105 420106 430102 440106 440305 450103 460105 500103 510104 510107 520103 530102 540102 610113 620102 630104 640104 650102 810000 830000".split()
MOBILE = "130 131 132 133 134 135 136 137 138 139 145 147 149 150 151 152 153 155 156 157 158 159 162 165 166 167 170 171 172 173 175 176 177 178 180 181 182 183 184 185 186 187 188 189 190 191 193 195 196 197 198 199".split()
AREA = ["010", "020", "021", "022", "023", "024", "025", "027", "028", "029", "0311", "0371", "0512", "0531", "0571", "0755", "0757", "0592", "0898", "0991"]
BINS = {"622202": 19, "622848": 19, "621700": 19, "621661": 19, "622588": 16, "622262": 19, "621226": 19, "625958": 16, "622700": 19, "628288": 16, "436742": 19, "601382": 19, "622908": 18, "621483": 16}
CARDS = [("4", 16), ("51", 16), ("53", 16), ("55", 16), ("2223", 16), ("34", 15), ("37", 15), ("6011", 16), ("3528", 16)]
PLATES = "京沪粤浙苏鲁川渝津冀晋蒙辽吉黑皖闽赣豫鄂湘桂琼贵云藏陕甘青宁新"


def digits(r: Random, n: int) -> str:
    return "".join(r.choice(string.digits) for _ in range(n))


def letters(r: Random, n: int) -> str:
    return "".join(r.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(n))


def luhn(body: str) -> str:
    total = 0
    for i, d in enumerate(reversed(body)):
        n = int(d) * (2 if i % 2 == 0 else 1)
        total += n - 9 if n > 9 else n
    return body + str(-total % 10)


def day(r: Random, first: int = 1931, last: int = 2016) -> date:
    begin = date(first, 1, 1)
    return begin + timedelta(days=r.randrange((date(last, 12, 31) - begin).days))


def id18(r: Random, born: date | None = None) -> str:
    body = r.choice(REGIONS) + (born or day(r)).strftime("%Y%m%d") + digits(r, 3)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, weights)) % 11]


def id15(r: Random) -> str:
    return r.choice(REGIONS[:-2]) + day(r, 1931, 1989).strftime("%y%m%d") + digits(r, 3)


def id_card(r: Random, born: date | None = None) -> str:
    kind = r.random()
    if kind < 0.08:
        return id15(r)
    value = id18(r, born)
    if kind < 0.16:
        return value.replace("X", "x")
    if kind < 0.22:
        return f"{value[:6]} {value[6:14]} {value[14:]}"
    if kind < 0.25:
        return f"{value[:6]}-{value[6:14]}-{value[14:]}"
    if kind < 0.28:
        return value.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))
    return value


def mobile(r: Random) -> str:
    n = r.choice(MOBILE) + digits(r, 8)
    return r.choice([n, n, n, n, f"{n[:3]} {n[3:7]} {n[7:]}", f"{n[:3]}-{n[3:7]}-{n[7:]}", f"+86 {n}", f"+86-{n}", f"0086{n}", f"(+86){n}", f"86-{n}", n.translate(str.maketrans("0123456789", "０１２３４５６７８９"))])


def landline(r: Random) -> str:
    area = r.choice(AREA)
    n = str(r.randint(2, 8)) + digits(r, 7 if len(area) == 3 or area in {"0755", "0512", "0531", "0571", "0371", "0311", "0757"} else 6)
    ext = r.choice(["", "", "", f"转{r.randint(100, 8999)}", f"-{r.randint(100, 8999)}"])
    return r.choice([f"{area}-{n}", f"{area}-{n}", f"({area}){n}", f"（{area}）{n}", f"{area} {n}", f"{area}{n}", f"{area}-{n[:4]} {n[4:]}"]) + ext


def bank(r: Random) -> str:
    bin_, size = r.choice(list(BINS.items()))
    n = luhn(bin_ + digits(r, size - 7))
    return r.choice([n, n, " ".join(n[i : i + 4] for i in range(0, size, 4))])


def credit(r: Random) -> str:
    start, size = r.choice(CARDS)
    n = luhn(start + digits(r, size - len(start) - 1))
    if size == 15:
        return r.choice([n, f"{n[:4]} {n[4:10]} {n[10:]}"])
    sep = r.choice(["", " ", "-"])
    return sep.join(n[i : i + 4] for i in range(0, 16, 4))


def mrn(r: Random) -> str:
    return r.choice([digits(r, r.randint(6, 10)), "ZY" + digits(r, 8), "MZ" + digits(r, 10), "A" + digits(r, 6), f"{r.randint(2015, 2025)}{digits(r, 6)}", "0" * 3 + digits(r, 7), letters(r, 1) + "-" + digits(r, 7), f"H{digits(r, 3)}-{digits(r, 4)}-{digits(r, 2)}"])


def insurance(r: Random) -> str:
    return r.choice([digits(r, r.randint(9, 12)), letters(r, 1) + digits(r, 8), f"YB{digits(r, 9)}", f"{r.choice(REGIONS)}{digits(r, 10)}"])


def passport_cn(r: Random) -> str:
    return r.choice(["E" + digits(r, 8), "E" + letters(r, 1) + digits(r, 7), "G" + digits(r, 8), "P" + digits(r, 7), "S" + digits(r, 8), "D" + digits(r, 8), "PE" + digits(r, 7)])


def passport_foreign(r: Random) -> str:
    return r.choice([digits(r, 9), letters(r, 2) + digits(r, 7), "C" + digits(r, 8), letters(r, 1) + digits(r, 8), "M" + digits(r, 8), digits(r, 2) + letters(r, 2) + digits(r, 5)])


def permit(r: Random) -> str:
    return r.choice([r.choice("HM") + digits(r, 8), r.choice("HM") + digits(r, 10), "C" + digits(r, 8), "C" + letters(r, 1) + digits(r, 7), "T" + digits(r, 8), "L" + digits(r, 8), digits(r, 8), "W" + digits(r, 8)])


def hkid(r: Random) -> str:
    return f"{letters(r, 1)}{digits(r, 6)}({r.choice('0123456789A')})"


def plate(r: Random) -> str:
    head = r.choice(PLATES) + r.choice("ABCDEFGH")
    body = "".join(r.choice("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(4))
    kind = r.random()
    dot = r.choice(["", "", "·", " ", "-", "•"])
    if kind < 0.3:
        return head + dot + r.choice("DF") + r.choice("0123456789ABCDEFGHJKLMNP") + digits(r, 4)
    if kind < 0.35:
        return head + dot + digits(r, 5) + r.choice("DF")
    if kind < 0.42:
        return head + dot + digits(r, 4) + r.choice("警学挂领")
    return head + dot + body + str(r.randint(0, 9))


def email(r: Random, first: str = "", last: str = "") -> str:
    user = r.choice([f"{first}.{last}".lower().strip(".") or letters(r, 6).lower(), letters(r, 5).lower() + digits(r, 3), f"{letters(r, 1)}{letters(r, 6)}".lower(), digits(r, 9), f"{letters(r, 4).lower()}_{digits(r, 2)}", f"{letters(r, 4).lower()}+{letters(r, 3).lower()}"])
    return user + "@" + r.choice(["qq.com", "163.com", "126.com", "sina.com.cn", "gmail.com", "outlook.com", "example.org", "hospital-mail.cn", "nhs.example.uk", "mail.example.edu.cn", "protonmail.com", "xn--fiqs8s.example"])


def ip(r: Random) -> str:
    if r.random() < 0.75:
        return ".".join(str(r.randint(1, 254)) for _ in range(4))
    return r.choice([":".join(f"{r.randrange(65536):x}" for _ in range(8)), f"2001:db8::{r.randrange(65536):x}", f"fe80::{r.randrange(1, 65536):x}:{r.randrange(1, 65536):x}"])


def url_secret(r: Random) -> str:
    host = r.choice(["his.example.cn", "10.2.3.4:8080", "pacs.hospital.example", "api.example.com"])
    return r.choice([f"https://{letters(r, 5).lower()}:{letters(r, 4)}{digits(r, 4)}@{host}/records", f"http://{host}/view?token={letters(r, 8).lower()}{digits(r, 10)}", f"https://{host}/login?user=u{digits(r, 3)}&password={letters(r, 4)}{digits(r, 3)}", f"https://{host}/api?id=1&access_token={letters(r, 10)}{digits(r, 6)}", f"postgresql://app:{letters(r, 6).lower()}@{host.split(':')[0]}:5432/his"])


def iban(r: Random) -> str:
    country, size = r.choice([("DE", 18), ("FR", 23), ("ES", 20), ("NL", 0), ("GB", 0), ("CH", 17), ("IT", 0)])
    body = {"NL": lambda: letters(r, 4) + digits(r, 10), "GB": lambda: letters(r, 4) + digits(r, 14), "IT": lambda: letters(r, 1) + digits(r, 22)}.get(country, lambda: digits(r, size))()
    number = "".join(str(int(c, 36)) for c in body + country + "00")
    value = f"{country}{98 - int(number) % 97:02d}{body}"
    return r.choice([value, " ".join(value[i : i + 4] for i in range(0, len(value), 4))])


def ssn(r: Random) -> str:
    area = r.choice([n for n in range(1, 900) if n != 666])
    return f"{area:03d}-{r.randint(1, 99):02d}-{r.randint(1, 9999):04d}"


def nhs(r: Random) -> str:
    while True:
        body = digits(r, 9)
        check = 11 - sum(int(c) * (10 - i) for i, c in enumerate(body)) % 11
        if check != 10:
            n = body + str(check % 11)
            return r.choice([f"{n[:3]} {n[3:6]} {n[6:]}", n, f"{n[:3]}-{n[3:6]}-{n[6:]}"])


def phone_us(r: Random) -> str:
    a, b, c = f"{r.randint(201, 989)}", f"{r.randint(200, 999)}", digits(r, 4)
    return r.choice([f"({a}) {b}-{c}", f"{a}-{b}-{c}", f"+1 {a} {b} {c}", f"+1 ({a}) {b}-{c}", f"{a}.{b}.{c}", f"1-{a}-{b}-{c}", f"+1-{a}-{b}-{c}", f"({a}) {b}-{c} ext. {r.randint(10, 999)}"])


def phone_intl(r: Random) -> str:
    d = lambda n: digits(r, n)
    return r.choice([f"+44 20 7{d(3)} {d(4)}", f"+44 7{d(3)} {d(6)}", f"+81 3-{r.randint(3000, 5999)}-{d(4)}", f"+852 {r.randint(2, 9)}{d(3)} {d(4)}", f"+49 30 {d(7)}", f"+33 1 {d(2)} {d(2)} {d(2)} {d(2)}", f"+65 6{d(3)} {d(4)}", f"+61 2 9{d(3)} {d(4)}", f"+886-2-2{d(3)}-{d(4)}", f"+91 98{d(3)} {d(5)}", f"07{d(3)} {d(6)}", f"020 7{d(3)} {d(4)}", f"0044 20 8{d(3)} {d(4)}", f"+853 28{d(2)} {d(4)}"])


def vin(r: Random) -> str:
    chars = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
    values = dict(zip("ABCDEFGH", range(1, 9))) | dict(zip("JKLMN", range(1, 6))) | {"P": 7, "R": 9} | dict(zip("STUVWXYZ", range(2, 10))) | {str(i): i for i in range(10)}
    body = ["L"] + [r.choice(chars) for _ in range(16)]
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    body[8] = "0"
    check = sum(values[c] * w for c, w in zip(body, weights)) % 11
    body[8] = "X" if check == 10 else str(check)
    return "".join(body)
