"""Units with what they measure and their size, so that 0.5 g meets 500 mg and 1 h meets 60 min.

Sizes are those of the SI brochure (9th ed., 2019) and NIST SP 811. Months and years are counted in months,
never turned into days; working days are no days; a percentage point is no per cent; what is counted in tablets
is not counted in capsules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TABLE = """
mass g 1 : g gram grams gm 克
mass g 1e-3 : mg milligram milligrams 毫克
mass g 1e-6 : ug mcg microgram micrograms 微克
mass g 1e-9 : ng nanogram nanograms 纳克
mass g 1e-12 : pg picogram picograms 皮克
mass g 1e3 : kg kilogram kilograms kgs 公斤 千克
mass g 453.59237 : lb lbs pound pounds 磅
volume l 1 : l liter liters litre litres 升
volume l 1e-3 : ml milliliter milliliters millilitre millilitres cc 毫升
volume l 1e-1 : dl deciliter decilitre
volume l 1e-6 : ul microliter microliters microlitre 微升
volume l 1e-15 : fl
length m 1 : m meter meters metre metres 米
length m 1e-2 : cm centimeter centimeters centimetre centimetres 厘米
length m 1e-3 : mm millimeter millimeters millimetre millimetres 毫米
length m 1e-6 : um micrometer micrometers 微米
length m 1e-9 : nm nanometer nanometers 纳米
length m 1e3 : km kilometer kilometers 公里 千米
area m2 1 : m2 m^2 平方米
area m2 1e-4 : cm2 cm^2 平方厘米
area m2 1e-6 : mm2 mm^2
volume l 1e-6 : mm3 mm^3
time s 1 : s sec secs second seconds 秒 秒钟
time s 1e-3 : ms msec millisecond milliseconds 毫秒
time s 60 : min mins minute minutes 分钟
time s 3600 : h hr hrs hour hours 小时 个小时
time s 86400 : d day days 天 日
time s 604800 : wk wks week weeks 周 星期 个星期
calendar month 1 : mo mos month months 个月 月 月龄
calendar month 12 : yr yrs y year years 年 岁 周岁
calendar month 3 : quarter quarters 季度 个季度
workday day 1 : workday workdays 工作日 个工作日
amount mol 1 : mol mole moles 摩尔
amount mol 1e-3 : mmol millimole millimoles 毫摩尔
amount mol 1e-6 : umol micromole micromoles 微摩尔
amount mol 1e-9 : nmol nanomole nanomoles
amount mol 1e-12 : pmol
equivalent meq 1 : meq
osmole mosm 1 : mosm mosmol
activity iu 1 : iu 国际单位
activity iu 1e3 : kiu
activity iu 1e6 : miu
enzyme u 1 : u unit units 单位
pressure pa 133.322 : mmhg 毫米汞柱
pressure pa 98.0665 : cmh2o
pressure pa 1 : pa
pressure pa 1e3 : kpa 千帕
temperature c 1 : °c 摄氏度
temperature f 1 : °f 华氏度
energy j 4184 : kcal 千卡 大卡
energy j 4.184 : cal
energy j 1e3 : kj
energy j 1 : j
fraction 1 1e-2 : % percent pct
fraction 1 1e-3 : ‰
fraction 1 1e-1 : 成
fraction 1 1e-6 : ppm
points pp 1 : 个百分点 百分点
fold 1 1 : fold -fold 倍
dose gy 1 : gy
dose gy 1e-3 : mgy
dose gy 1e-2 : cgy
sievert sv 1 : sv
sievert sv 1e-3 : msv
radioactivity bq 1e6 : mbq
radioactivity bq 1e9 : gbq
frequency hz 1 : hz
voltage v 1 : v
voltage v 1e-3 : mv
times time 1 : time times 次 回
beats beat 1 : bpm
cell cell 1 : cells
copy copy 1 : copies copy 拷贝
colony cfu 1 : cfu
score point 1 : point points 分
tablet tablet 1 : tablet tablets 片
capsule capsule 1 : capsule capsules 粒
pill pill 1 : pill pills 丸
sachet sachet 1 : sachet sachets 袋 包
vial vial 1 : vial vials 瓶
ampoule ampoule 1 : ampoule ampoules ampule ampules 支
drop drop 1 : drop drops 滴
puff puff 1 : puff puffs inhalation inhalations 揿 喷 吸
patch patch 1 : patch patches 贴
dosage dose 1 : dose doses 剂
cycle cycle 1 : cycle cycles 疗程 个疗程
liang liang 1 : 两
qian qian 1 : 钱
jin jin 1 : 斤
dou dou 1 : 斗
ge ge 1 : 合
piece piece 1 : 枚
money cny 1 : 元 人民币 yuan rmb
money cny 1e4 : 万元
money cny 1e8 : 亿元
dollar usd 1 : dollar dollars usd 美元
euro eur 1 : euro euros 欧元
article article 1 : 条
clause clause 1 : 款
chapter chapter 1 : 章
section section 1 : 节
count count 1 : 个 名 例 人 位 家 项 种 类 只 头 人次 例次 册 套 份 台
level level 1 : 级
stage stage 1 : 期
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """``dimension`` names what is measured (``mass/volume`` for mg/mL); ``size`` in its base unit."""

    dimension: str
    size: float


BARE = Unit("", 1.0)


def _read() -> dict[str, Unit]:
    atoms: dict[str, Unit] = {}
    for line in _TABLE.strip().splitlines():
        head, _, names = line.partition(" : ")
        dimension, _, size = head.split()
        # Things that are merely counted have no unit: 12 patients, 12例.
        unit = BARE if dimension == "count" else Unit(dimension, float(size))
        for name in names.split():
            atoms[name] = unit
    return atoms


ATOMS = _read()
_LATIN = sorted((name for name in ATOMS if name.isascii() and name[0].isalpha()), key=len, reverse=True)
_OTHER = sorted((name for name in ATOMS if name not in set(_LATIN)), key=len, reverse=True)
_CJK_NOT = {"日": "(?!本)", "年": "(?!龄)", "分": "(?![别子布析为类期级散])", "月": "(?!经)", "例": "(?!如)", "种": "(?!植|族)",
            "个": "", "类": "(?!似|风)", "位": "(?!于|置)", "人": "(?!体|群|员|类|工|民|口|参)", "元": "(?!素)", "周": "(?!围)",
            "级": "", "期": "(?!间|限|内)", "合": "(?!并|用|计|理|格|成|同)", "条": "(?!件|例)", "节": "(?!律)", "剂": "(?!量|型)",
            "吸": "(?!入|收)", "贴": "", "包": "(?!括)", "支": "(?!持|气)", "成": "(?!人|分|年|为|立|功|都|药)", "次": "(?!要|日)",
            "升": "(?!高)", "回": "(?!顾|归)", "家": "(?!庭|属)", "项": "(?!目)", "名": "(?!称)", "度": ""}  # fmt: skip
_ATOM = (
    rf"(?:(?:{'|'.join(re.escape(n) for n in _LATIN)})(?![a-z0-9])"
    rf"|{'|'.join(re.escape(n) + _CJK_NOT.get(n, '') for n in _OTHER)})"
)
_PER = r"\s?(?:/|·|\bper\b|每|p(?=\.))\s?"
_UNIT = re.compile(
    rf"(?P<head>percentage points?|international units?|working days?|business days?|per cent|per mille|{_ATOM})"
    rf"(?P<rest>(?:{_PER}(?:1\.73 ?)?{_ATOM})*)"
)
_HEADS = {
    "percentage point": "百分点", "percentage points": "百分点", "international unit": "iu",
    "international units": "iu", "working day": "工作日", "working days": "工作日", "business day": "工作日",
    "business days": "工作日", "per cent": "%", "per mille": "‰",
}  # fmt: skip
_EACH = re.compile(rf"{_PER}((?:1\.73 ?)?)({_ATOM})")


def parse_unit(lower: str, at: int) -> tuple[Unit, int] | None:
    """The unit that begins at ``at`` and where it ends; ``None`` if there is none."""
    match = _UNIT.match(lower, at)
    if match is None:
        below = _EACH.match(lower, at)
        if below is None or lower[at : at + 1].isspace() or below.group().startswith("每"):
            return None
        part = ATOMS[below.group(2)]
        return Unit(f"/{part.dimension}", 1 / part.size), below.end()
    head = match["head"]
    unit = ATOMS[_HEADS.get(head, head)]
    dimension, size = unit.dimension, unit.size
    for part in _EACH.finditer(match["rest"]):
        below = ATOMS[part.group(2)]
        dimension += f"/{'standard-' if part.group(1) else ''}{below.dimension}"
        size /= below.size
    return Unit(dimension, size), match.end()
