"""Closed classes whose members exclude one another: up and down, adults and children, oral and intravenous.

Two words of one value stand for each other (升高, "increased"); a word of another value of the same family is a
rival. Everything outside these classes is compared as a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from evimed.answer.checks.verdict import Check
from evimed.knowledge.tokens import tokenise


@dataclass(frozen=True, slots=True)
class Member:
    """One value of a family, as in ``Member("direction", "size", "up")``."""

    check: Check
    family: str
    value: str


_TABLE: list[tuple[Check, str, str, str, str]] = [
    ("direction", "size", "up", "increase increased increasing increases rise rises rose risen rising higher elevate elevated elevation raise raised growth grew upregulate upregulation upregulated", "升高 增加 上升 提高 增高 增强 增多 上调 升"),
    ("direction", "size", "down", "decrease decreased decreasing decreases reduce reduced reduction reduces reducing lower lowers lowered lowering decline declined fall fell fallen drop dropped diminish diminished downregulate downregulation downregulated", "降低 减少 下降 减低 减弱 下调 减轻 降"),
    ("direction", "extent", "greater", "greater larger bigger", "更大 增大"),
    ("direction", "extent", "smaller", "smaller", "更小 减小 缩小"),
    ("direction", "degree", "more", "more", "更多 更高"),
    ("direction", "degree", "less", "less fewer", "更少 更低"),
    ("direction", "quality", "better", "better improve improved improvement improves improving superior superiority", "改善 好转 优于 更好 改进"),
    ("direction", "quality", "worse", "worse worsen worsened worsening deteriorate deteriorated deterioration inferior inferiority aggravate aggravated exacerbate", "恶化 加重 劣于 更差 变差"),
    ("direction", "length", "longer", "longer prolong prolonged prolongation prolongs lengthen", "延长 更长"),
    ("direction", "length", "shorter", "shorter shorten shortened shortening", "缩短 更短"),
    ("direction", "order", "before", "before prior preceding", "之前 以前"),
    ("direction", "order", "after", "after following", "之后 以后"),
    ("direction", "sign", "positive", "positive positively", "阳性 正相关"),
    ("direction", "sign", "negative", "negative negatively inverse inversely", "阴性 负相关"),
    ("population", "age", "adult", "adult adults", "成人 成年人 成年"),
    ("population", "age", "child", "child children pediatric paediatric childhood", "儿童 小儿 患儿 幼儿"),
    ("population", "age", "infant", "infant infants newborn newborns neonate neonates neonatal", "婴儿 新生儿 婴幼儿"),
    ("population", "age", "adolescent", "adolescent adolescents teenagers", "青少年"),
    ("population", "age", "elderly", "elderly geriatric older", "老年 老年人 高龄 老人"),
    ("population", "minority", "minor", "", "未成年人 未成年"),
    ("population", "reproduction", "pregnant", "pregnant pregnancy gestational", "孕妇 妊娠 妊娠期 妊娠妇女 妊娠期妇女 怀孕 孕期"),
    ("population", "reproduction", "lactating", "lactating lactation breastfeeding nursing", "哺乳 哺乳期 哺乳期妇女 哺乳妇女 授乳"),
    ("population", "sex", "male", "man men male males boys", "男性 男子"),
    ("population", "sex", "female", "woman women female females girls", "女性 女子 妇女 妇人"),
    ("population", "organ", "renal", "renal kidney kidneys", "肾"),
    ("population", "organ", "hepatic", "hepatic liver", "肝"),
    ("population", "severity", "mild", "mild mildly", "轻度 轻微"),
    ("population", "severity", "moderate", "moderate moderately", "中度"),
    ("population", "severity", "severe", "severe severely", "重度 严重"),
    ("population", "species", "human", "human humans", "人体 人类"),
    ("population", "species", "mouse", "mouse mice murine", "小鼠"),
    ("population", "species", "rat", "rat rats", "大鼠"),
    ("population", "species", "rabbit", "rabbit rabbits", "家兔"),
    ("population", "species", "dog", "dog dogs canine", "犬"),
    ("dose_form", "form", "tablet", "tablet tablets", "片剂 片"),
    ("dose_form", "form", "capsule", "capsule capsules", "胶囊 胶囊剂"),
    ("dose_form", "form", "injection", "injection injections injectable", "注射液 注射剂 针剂"),
    ("dose_form", "form", "syrup", "syrup", "糖浆"),
    ("dose_form", "form", "solution", "solution solutions", "溶液 口服液"),
    ("dose_form", "form", "suspension", "suspension", "混悬液"),
    ("dose_form", "form", "cream", "cream", "乳膏"),
    ("dose_form", "form", "ointment", "ointment", "软膏"),
    ("dose_form", "form", "gel", "gel", "凝胶"),
    ("dose_form", "form", "patch", "patch patches", "贴剂"),
    ("dose_form", "form", "spray", "spray", "喷雾剂"),
    ("dose_form", "form", "suppository", "suppository suppositories", "栓剂"),
    ("dose_form", "form", "powder", "powder", "散剂 粉剂"),
    ("dose_form", "form", "granule", "granules", "颗粒 颗粒剂"),
    ("dose_form", "form", "pill", "pill pills", "丸剂"),
    ("dose_form", "form", "decoction", "decoction", "汤剂"),
    ("dose_form", "route", "oral", "oral orally", "口服"),
    ("dose_form", "route", "intravenous", "intravenous intravenously iv", "静脉 静脉注射 静脉滴注 静注 静滴"),
    ("dose_form", "route", "intramuscular", "intramuscular intramuscularly im", "肌内 肌肉注射 肌注"),
    ("dose_form", "route", "subcutaneous", "subcutaneous subcutaneously sc", "皮下"),
    ("dose_form", "route", "topical", "topical topically", "外用 局部用"),
    ("dose_form", "route", "inhaled", "inhaled inhalation inhalational", "吸入"),
    ("dose_form", "route", "nasal", "intranasal nasal nasally", "鼻腔 经鼻"),
    ("dose_form", "route", "rectal", "rectal rectally", "直肠"),
    ("dose_form", "route", "sublingual", "sublingual sublingually", "舌下"),
    ("dose_form", "route", "intrathecal", "intrathecal intrathecally", "鞘内"),
    ("dose_form", "route", "transdermal", "transdermal", "经皮"),
    ("comparator_arm", "arm", "placebo", "placebo", "安慰剂"),
    ("comparator_arm", "arm", "control", "control controls", "对照 对照组"),
    ("comparator_arm", "arm", "treatment", "intervention", "试验组 治疗组 观察组 干预组 实验组"),
    ("coverage", "amount", "all", "all every", "所有 全部 一切 全体 任何"),
    ("coverage", "amount", "most", "most majority", "大多数 多数 大部分"),
    ("coverage", "amount", "some", "some several", "部分 某些 若干 一些"),
    ("coverage", "amount", "few", "few minority", "少数 极少数"),
    ("coverage", "person", "person", "patient patients subject subjects participant participants people individual individuals person persons", "患者 病人 受试者 病患 人群"),
]  # fmt: skip


@cache
def english_members() -> dict[str, Member]:
    """Members by the stem of their English words."""
    found: dict[str, Member] = {}
    for check, family, value, english, _ in _TABLE:
        for word in english.split():
            stem = next(iter(tokenise(word)), word)
            found[stem] = found.get(stem) or Member(check, family, value)
            found.setdefault(word, Member(check, family, value))
    return found


@cache
def chinese_members() -> dict[str, Member]:
    """Members by their Chinese words."""
    return {
        word: Member(check, family, value) for check, family, value, _, han in _TABLE for word in han.split()
    }


@cache
def longest_chinese() -> int:
    """Characters of the longest Chinese word of a family."""
    return max(len(word) for word in chinese_members())


@cache
def forms_of(member: Member) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """English and Chinese words of one value."""
    for check, family, value, english, han in _TABLE:
        if (check, family, value) == (member.check, member.family, member.value):
            return tuple(english.split()), tuple(han.split())
    return (), ()
