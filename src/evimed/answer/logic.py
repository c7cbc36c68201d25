"""Medical logic: in which order statements are read, by the kind of question.

A physician reads what to do before for whom, the dose before the warnings, and what it rests on last; a regulatory
reader the rule before its exceptions; somebody at a bench the steps as they come. The kind is read from the question, the
role of a statement from its heading first (labels and guidelines have standard ones: 21 CFR 201.57, NMPA 说明书 rules) and
from its own words second.
"""

from __future__ import annotations

import re
from typing import Literal

from evimed.knowledge.tokens import fold
from evimed.records import Sentence

Kind = Literal[
    "therapy",
    "dose",
    "safety",
    "interaction",
    "diagnosis",
    "prognosis",
    "mechanism",
    "regulatory",
    "procedure",
    "other",
]
Role = Literal[
    "recommendation", "rule", "criterion", "step", "finding", "population", "scope", "dose", "adjustment", "contraindication",
    "interaction", "safety", "exception", "effective", "related", "evidence", "other",
]  # fmt: skip

# Tried in this order: a question for the dose in renal impairment is about the dose, not about therapy at large.
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("procedure", r"步骤|流程|程序|怎样操作|如何操作|操作规程|\bsop\b|如何(?:填|报告|记录|申请|清洁|校准)|\bsteps?\b|\bprocedures?\b|\bhow (?:to|do i|should one) \w+"),
    ("interaction", r"相互作用|合用|联用|并用|同服|一起服|\binteract\w*|\bco-?administ\w*|\bcombin(?:ed|ation) with\b|\btogether with\b"),
    ("dose", r"剂量|用量|用法|给药|每日几|一次几|滴速|疗程|减量|\bdos(?:e|es|age|ing)\b|\bhow (?:much|often)\b.*\b(?:given|taken|administered)\b|\btitrat\w*"),
    ("safety", r"不良反应|副作用|禁忌|安全性|毒性|风险|警告|注意事项|慎用|\badverse\b|\bside effects?\b|\bcontraindicat\w*|\bsafety\b|\btoxicit\w*|\bwarnings?\b|\brisks?\b|\bsafe\b"),
    ("regulatory", r"法|条例|办法|规定|许可|注册|审批|备案|处罚|罚款|合规|申报|\bregulat\w*|\blaws?\b|\blegal\w*|\bapprov\w*|\bsubmi(?:t|ssion)\w*|\bpenalt\w*|\bcompl(?:y|iance)\b|\brequired by\b"),
    ("diagnosis", r"诊断|鉴别|筛查|检查|判定标准|分型|\bdiagnos\w*|\bscreen\w*|\bcriteria\b|\btest(?:s|ed|ing)? for\b"),
    ("prognosis", r"预后|生存|死亡率|复发|转归|\bprogno\w*|\bsurviv\w*|\bmortality\b|\brecurren\w*|\boutcomes?\b"),
    ("mechanism", r"机制|机理|靶点|通路|作用原理|为什么会|\bmechanism\w*|\bpathway\w*|\btargets?\b|\bhow does .* work\b"),
    ("therapy", r"治疗|疗法|推荐|用药|首选|一线|适应症|目标值|有效|\btreat\w*|\btherap\w*|\brecommend\w*|\bfirst-line\b|\bindicat\w*|\bmanage\w*|\beffective\b|\btargets?\b"),
)  # fmt: skip

_ORDER: dict[Kind, tuple[Role, ...]] = {
    "therapy": ("recommendation", "population", "dose", "adjustment", "contraindication", "interaction", "safety", "evidence"),
    "dose": ("dose", "population", "adjustment", "contraindication", "interaction", "safety", "recommendation", "evidence"),
    "safety": ("contraindication", "safety", "population", "interaction", "adjustment", "recommendation", "evidence"),
    "interaction": ("interaction", "contraindication", "adjustment", "safety", "recommendation", "evidence"),
    "diagnosis": ("criterion", "recommendation", "population", "exception", "evidence"),
    "prognosis": ("finding", "evidence", "population", "recommendation"),
    "mechanism": ("finding", "evidence"),
    "regulatory": ("rule", "scope", "exception", "effective", "related"),
    "procedure": ("scope", "step", "exception", "related"),
    "other": (),
}  # fmt: skip

# What a heading, or else the sentence, says of itself. Headings are tried first, all of them.
_ROLES: tuple[tuple[Role, str], ...] = (
    ("contraindication", r"禁忌|禁用|不得(?:使用|用于)|\bcontraindicat\w*|\bmust not be (?:used|given)\b"),
    ("interaction", r"相互作用|合用|联用|\binteract\w*|\bco-?administ\w*|\bconcomitant\w*"),
    ("adjustment", r"调整剂量|剂量调整|减量|减半|肾功能|肝功能|\bdose (?:adjust\w*|reduc\w*)|\breduc\w+ (?:the )?dos\w*|\bimpairment\b"),
    ("safety", r"不良反应|不良事件|副作用|警告|注意事项|慎用|风险|\badverse\b|\bside effects?\b|\bwarnings?\b|\bprecautions?\b|\brisks?\b"),
    ("dose", r"用法用量|剂量|每日\s*\d|一次\s*\d|\d\s*(?:mg|g|ml|片|粒|µg|iu)\b|\bdos(?:e|age|ing)\b"),
    ("exception", r"除外|但书|例外|不适用|但(?:是)?[，,]?有下列|\bexcept\b|\bunless\b|\bexempt\w*|\bdoes not apply\b"),
    ("effective", r"施行|生效|废止|有效期|自\s*\d{4}\s*年|\beffective (?:date|from|on)\b|\bcomes? into (?:force|effect)\b|\brepeal\w*"),
    ("scope", r"适用(?:于|范围)|本(?:办法|条例|规定|规程|法)所称|目的|范围|\bscope\b|\bappl(?:y|ies) to\b|\bpurpose\b"),
    ("step", r"^\s*(?:第?[一二三四五六七八九十\d]+步|步骤)|步骤|流程|\bsteps?\b|\bprocedure\b"),
    ("criterion", r"诊断标准|判定标准|定义|符合(?:下列|以下)|\bcriteria\b|\bdiagnos\w*|\bdefined as\b"),
    ("rule", r"应当|必须|不得|禁止|有权|处以|责令|\bshall\b|\bmust\b|\bprohibit\w*|\brequired to\b"),
    ("recommendation", r"推荐|建议|首选|宜|优先|\brecommend\w*|\bshould\b|\bfirst-line\b|\bprefer\w*|\bsuggest\w*"),
    ("population", r"儿童|孕妇|妊娠|哺乳|老年|成人患者|\bchildren\b|\bpregnan\w*|\belderly\b|\badults?\b|\bpa?ediatric\b"),
    ("finding", r"机制|生存|死亡|复发|抑制|激活|\bmechanism\b|\bsurvival\b|\bmortality\b|\binhibit\w*|\bactivat\w*"),
    ("evidence", r"试验|研究|证据|随机|队列|荟萃|\btrials?\b|\bstud(?:y|ies)\b|\bevidence\b|\brandomi[sz]ed\b|\bcohort\b|\bmeta-analysis\b"),
    ("related", r"参见|详见|依照|按照.{0,20}(?:办法|规定|条例)|\bsee also\b|\baccording to\b"),
)  # fmt: skip


def question_kind(question: str) -> Kind:
    """What kind of question it is; ``other`` where nothing tells."""
    folded = fold(question)
    for kind, pattern in _KINDS:
        if re.search(pattern, folded):
            return kind
    return "other"


def role_of(sentence: Sentence) -> Role:
    """What part of an answer the sentence is: by its nearest heading that tells, else by its own words."""
    for heading in reversed(sentence.locator.section):
        if (role := _role(heading)) != "other":
            return role
    return _role(sentence.text)


def place_of(kind: Kind, sentence: Sentence) -> int:
    """Where the sentence is read in an answer to a question of ``kind``, from 0; what fits nowhere comes last."""
    order = _ORDER[kind]
    role = role_of(sentence)
    return order.index(role) if role in order else len(order)


def _role(text: str) -> Role:
    folded = fold(text)
    for role, pattern in _ROLES:
        if re.search(pattern, folded):
            return role
    return "other"
