"""What a case report tells to the questions of the forms, each with its words; what it does not tell is unknown.

By rule, sentence by sentence, in Chinese and English. A person may set any reply otherwise, by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evimed.knowledge.causality.naranjo import Reply
from evimed.knowledge.grading.designs import sentences_of
from evimed.records import Span


@dataclass(frozen=True, slots=True)
class Fact:
    """A reply that the text gives, and the sentence that gives it."""

    question: str
    reply: str
    chars: Span


_STOPPED: Final = r"(?:discontinu\w+|withdraw\w*|withdrew|stopp(?:ed|ing)|cessation|(?:was|were) (?:stopped|withheld|halted|discontinued|withdrawn)|dose reduction|antidote)"
_BETTER: Final = r"(?:resol(?:ved|ution)|improv\w+|disappear\w*|subsid\w+|recover(?:ed|y)|remit\w+|remission|responded|normali[sz]\w+|returned to (?:normal|baseline)|regress\w+|abated|cleared|reversed|reversible)"
_AGAIN: Final = r"(?:re-?challenge\w*|re-?administ\w+|re-?exposure|re-?expos\w+|re-?introduc\w+|re-?start\w+|resum\w+|re-?institut\w+|second (?:dose|course|infusion)|resumption)"
_RECUR: Final = r"(?:recur\w*|re-?appear\w*|relaps\w+|returned|again|flare\w*|return of)"

# For each question the replies with their cues, tried in this order; the first sentence that fits gives the reply.
_NARANJO: Final[tuple[tuple[str, Reply, str], ...]] = (
    ("q1", "no", r"\b(?:first (?:reported )?(?:case|report)|not (?:been )?previously (?:been )?(?:reported|described)|no (?:previous|prior) reports?|never been (?:reported|described)|to our knowledge,? (?:this is )?the first)\b|首次报道|未见(?:既往)?报道"),
    ("q1", "yes", r"\b(?:(?:previously|well|frequently|commonly) (?:been )?(?:reported|described|documented|known|recogni[sz]ed)|known (?:side|adverse) (?:effect|reaction)|(?:have|has) been (?:reported|described) (?:in|with|during|after|following)|similar cases)\b|已有(?:报道|文献)|说明书(?:中)?(?:载明|提及|列出)|为(?:该药)?已知(?:的)?不良反应"),
    ("q2", "no", r"\b(?:before|prior to) (?:the )?(?:start\w*|initiation|administration|taking|receiving)\b[^.]{0,60}\b(?:had|developed|noticed|symptoms?|already)\b|\b(?:symptoms?|already)\b[^.]{0,40}\b(?:before|prior to) (?:the )?(?:start\w*|initiation|administration|taking|receiving)|用药前(?:即|已)(?:有|出现)"),
    ("q2", "yes", r"\b(?:after|following|within|during|while (?:on|taking|receiving))\b[^.]{0,70}?\b(?:treatment|therapy|administration|infusion|injection|ingestion|initiation|commencement|starting|being started|taking|receiving|dose|chemotherapy|course|\w+mab|\w{4,}(?:in|il|ol|ide|ine|one|ate|pine|cin|nib|tan|pam))\b|\b(?:days?|weeks?|months?|hours?|minutes?) (?:after|into|of) |\bdeveloped\b[^.]{0,80}\b(?:after|following|during|on)\b|(?:用药|服药|给药|注射|输注|服用|使用|应用|静脉滴注|静滴)[^。]{0,30}?(?:后|期间|过程中)[^。]{0,30}?(?:出现|发生|突发)|(?:用药|给药|服药)(?:后)?(?:第)?\d+\s*(?:天|日|h|小时|分钟|min|周)"),
    ("q3", "no", rf"\b(?:persist\w*|not {_BETTER}|did not {_BETTER}|no improvement|continued|worsen\w*)\b[^.]{{0,60}}\b(?:despite|after|following)\b[^.]{{0,40}}{_STOPPED}|\b{_STOPPED}[^.]{{0,60}}\b(?:without improvement|no improvement|persist\w*|did not (?:resolve|improve))|停(?:药|用)[^。]{{0,20}}(?:未|仍(?:未|有)|没有)(?:见)?(?:好转|缓解|消失|改善|存在)"),
    ("q3", "yes", rf"\b{_BETTER}\b[^.;]{{0,90}}\b(?:{_STOPPED}|off the drug)|\b{_STOPPED}\b[^.;]{{0,110}}\b{_BETTER}\b|停(?:药|用|止)[^。]{{0,40}}(?:好转|缓解|消失|恢复|改善|正常|消退)"),
    ("q4", "no", rf"\b(?:not|never) {_RECUR}|\b(?:tolerated|uneventful\w*|success\w+)\b[^.]{{0,40}}\b{_AGAIN}|\b{_AGAIN}\b[^.]{{0,40}}\b(?:tolerated|uneventful\w*|success\w+)|\b{_AGAIN}\b[^.]{{0,80}}\b(?:without|no|not)\b[^.]{{0,20}}(?:{_RECUR}|reaction|problem|adverse|symptoms?)|\b(?:no|without|did not)\b[^.]{{0,15}}{_RECUR}[^.]{{0,60}}{_AGAIN}|再次(?:用药|给药|使用)[^。]{{0,20}}未(?:再)?(?:出现|发生)"),
    ("q4", "yes", rf"\b{_AGAIN}\b[^.]{{0,100}}\b{_RECUR}\b|\b{_RECUR}\b[^.]{{0,100}}\b{_AGAIN}\b|\b(?:on|after|upon|following) (?:\w+ ){{0,2}}{_AGAIN}\b[^.]{{0,50}}\b(?:developed|experienced|same|similar|identical)\b|\b(?:symptoms?|reactions?|rash|eruption|fever|\w+itis|\w+emia|\w+penia|\w+osis)\b[^.]{{0,40}}\b(?:with|following|after|on|upon) (?:\w+ ){{0,2}}(?:re-?challenge|re-?exposure|re-?administration)|\b(?:became|developed|experienced|repeated|recurred)\b[^.]{{0,50}}\b(?:on|upon|after|with|when|following) (?:\w+ ){{0,2}}(?:re-?challenge|re-?exposure|re-?administration)|\bre-?challenged\b[^.]{{0,60}}\b(?:developed|became|experienced)\b|\bpositive rechallenge\b|\brechallenge\b[^.]{{0,30}}\b(?:positive|confirmed|reproduced|provoked|induced|resulted)|再次(?:用药|给药|使用|服用|应用)[^。]{{0,30}}(?:再次|又|再度|重新)(?:出现|发生)|再激发(?:试验)?阳性"),
    ("q5", "no", r"\b(?:no|without) (?:other|alternative|obvious|apparent|identifiable) (?:\w+ )?(?:cause|causes|explanation|etiolog\w+|aetiolog\w+|drug|medication|factor)s?\b|\bother (?:possible |potential )?(?:causes?|etiolog\w+|aetiolog\w+|explanations?) (?:were|was|had been|have been) (?:\w+ )?(?:excluded|ruled out|eliminated)|\b(?:excluded|ruled out) (?:all )?other\b|\bin the absence of (?:any )?other\b|(?:排除|除外)[^。]{0,12}(?:其他|其它)(?:原因|疾病|因素|药物)|无其他(?:可疑)?(?:原因|药物)"),
    ("q5", "yes", r"\b(?:may|might|could) (?:also )?(?:have been|be) (?:due to|caused by|explained by|related to) (?:the )?(?:underlying|concomitant|other|another|infection|disease)|\b(?:confounded by|alternative explanation|another possible cause|cannot exclude|could not be excluded|concomitant medications? (?:may|might|could))|不能排除[^。]{0,16}(?:原发病|其他|合并用药|感染)|(?:可能)?与(?:原发病|合并用药|基础疾病)有关"),
    ("q6", "yes", r"\bplacebo\b[^.]{0,50}\b(?:re-?appear\w*|recur\w*|same (?:reaction|symptoms))|安慰剂[^。]{0,20}(?:再次)?出现"),
    ("q6", "no", r"\bplacebo\b[^.]{0,50}\b(?:no (?:reaction|symptoms|recurrence)|did not|without)|安慰剂[^。]{0,20}(?:未|无)"),
    ("q7", "yes", r"\b(?:toxic|supratherapeutic|supra-therapeutic|markedly elevated|above the therapeutic)\b[^.]{0,30}\b(?:level|concentration|range)s?\b|\b(?:serum|plasma|blood|drug) (?:\w+ ){0,2}(?:level|concentration)s?\b[^.]{0,40}\b(?:toxic|supratherapeutic|above the therapeutic|elevated)|血药浓度[^。]{0,16}(?:中毒|超过|高于|升高)"),
    ("q7", "no", r"\b(?:serum|plasma|blood|drug) (?:\w+ ){0,2}(?:level|concentration)s?\b[^.]{0,40}\b(?:therapeutic range|within (?:the )?(?:normal|therapeutic))|血药浓度[^。]{0,10}(?:正常|治疗窗|治疗范围)"),
    ("q8", "yes", r"\b(?:dose|dosage) (?:was |were |is )?(?:increas\w+|escalat\w+|doubl\w+|rais\w+)[^.]{0,60}\b(?:worsen\w*|more severe|aggravat\w+|increas\w+)|\b(?:dose|dosage) (?:was |were )?(?:reduc\w+|decreas\w+|lower\w+|halv\w+)[^.]{0,60}\b(?:improv\w+|less severe|decreas\w+|resol\w+)|\bdose[- ](?:dependent|related)\b|(?:增加|加大)剂量[^。]{0,16}加重|减(?:少|小|低)?(?:剂)?量[^。]{0,16}(?:减轻|好转|缓解)|剂量依赖"),
    ("q9", "yes", r"\b(?:previous|prior|past|earlier)(?:ly)?\b[^.]{0,30}\b(?:similar )?(?:reaction|episode|rash|allergy|intolerance)s? (?:to|with|after|following|on)\b|\bhistory of (?:allergy|hypersensitivity|a similar reaction|similar reactions?) (?:to|with)|既往[^。]{0,16}(?:同类|该药|类似)[^。]{0,12}(?:过敏|反应)"),
    ("q9", "no", r"\bno (?:previous |prior |known )?(?:history of )?(?:drug )?(?:allerg\w+|hypersensitivity|intolerance)|(?:否认|无)(?:药物)?过敏史"),
    ("q10", "yes", r"\b(?:biops(?:y|ies)|histolog\w+|laborator\w+|blood tests?|electrocardiogra\w+|ECG|EEG|MRI|CT|computed tomograph\w+|radiograph\w*|x-?ray|ultrasound|endoscop\w+|colonoscop\w+|patch test\w*|skin (?:prick )?test\w*|lymphocyte (?:transformation|stimulation) test|angiograph\w+|autops\w+|scan)\b[^.]{0,60}\b(?:show\w*|reveal\w*|confirm\w*|demonstrat\w*|positive|consistent|disclos\w+|indicat\w+)|\b(?:confirmed|proven|documented|verified) (?:by|on|with) (?:\w+ ){0,3}(?:biops\w+|histolog\w+|laborator\w+|ECG|MRI|CT|test\w*|patch|skin)|\b(?:elevated|increased|raised|decreased|low) (?:\w+ ){0,2}(?:transaminases?|creatinine|bilirubin|platelets?|sodium|potassium|count|ALT|AST|enzymes?)|(?:活检|病理|心电图|CT|MRI|实验室检查|化验|血常规|肝功能|肾功能|皮肤试验|皮试|斑贴试验)[^。]{0,20}(?:示|显示|提示|证实|阳性|升高|降低)"),
)  # fmt: skip
_COMPILED: Final = tuple(
    (question, reply, re.compile(pattern, re.IGNORECASE)) for question, reply, pattern in _NARANJO
)


def naranjo_facts(text: str) -> list[Fact]:
    """Replies to the questions of Naranjo that the text gives, one a question."""
    spans = list(sentences_of(text))
    found: dict[str, Fact] = {}
    for question, reply, pattern in _COMPILED:
        if question in found:
            continue
        for start, end in spans:
            if pattern.search(text[start:end]):
                found[question] = Fact(question, reply, _trimmed(text, (start, end)))
                break
    return sorted(found.values(), key=lambda fact: int(fact.question[1:]))


# What a reply to Naranjo means for a criterion of WHO-UMC.
_WHO: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("q2", "yes"): ("timing", "plausible"),
    ("q2", "no"): ("timing", "improbable"),
    ("q5", "no"): ("alternative", "excluded"),
    ("q5", "yes"): ("alternative", "possible"),
    ("q3", "yes"): ("withdrawal", "improved"),
    ("q3", "no"): ("withdrawal", "not_improved"),
    ("q4", "yes"): ("rechallenge", "recurred"),
    ("q4", "no"): ("rechallenge", "not_recurred"),
    ("q10", "yes"): ("event", "definitive"),
}


def who_facts(facts: Sequence[Fact]) -> list[Fact]:
    """The same facts as replies to the criteria of WHO-UMC."""
    return [
        Fact(*_WHO[fact.question, fact.reply], fact.chars)
        for fact in facts
        if (fact.question, fact.reply) in _WHO
    ]


def _trimmed(text: str, span: Span) -> Span:
    words = text[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip())
    return start, start + len(words.strip())
