"""Words by which a case report replies to a question of the forms, in Chinese and English.

For each question the replies with their cues, tried in this order: a pattern that a sentence must hold, and one
that it must not. They say what the text says; what it leaves to be inferred stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from evimed.knowledge.causality.plain import CUES, FIRST

_STOPPED: Final = r"(?:discontinu\w+|withdraw\w*|withdrew|stopp(?:ed|ing)|cessation|(?:was|were) (?:stopped|withheld|halted|discontinued|withdrawn)|dose reduction|antidote)"
_BETTER: Final = r"(?:resol(?:ved|ution)|improv\w+|disappear\w*|subsid\w+|recover(?:ed|y)|remit\w+|remission|responded|normali[sz]\w+|returned to (?:normal|baseline)|regress\w+|abated|cleared|reversed|reversible)"
_AGAIN: Final = r"(?:re-?challenge\w*|re-?administ\w+|re-?exposure|re-?expos\w+|re-?introduc\w+|re-?start\w+|resum\w+|re-?institut\w+|second (?:dose|course|infusion)|resumption)"
_RECUR: Final = r"(?:recur\w*|re-?appear\w*|relaps\w+|returned|again|flare\w*|return of)"

# What a sentence must hold, and what it must not, for a reply; tried in this order.
_NARANJO: Final[tuple[tuple[str, str, str] | tuple[str, str, str, str], ...]] = (
    ("q1", "no", r"\b(?:first (?:reported )?(?:case|report)|not (?:been )?previously (?:been )?(?:reported|described)|no (?:previous|prior) reports?|never been (?:reported|described)|to our knowledge,? (?:this is )?the first)\b|首次报道|未见(?:既往)?报道"
        r"|\b(?:no|without) (?:published |similar |such )?(?:reports?|cases?) (?:\w+ ){0,4}(?:found|identified|located|in the literature)\b|\bhas not (?:hitherto|before|yet) been (?:reported|described)\b"
        r"|(?:国内外|文献|目前|此前|尚)[^。]{0,16}(?:未见|无|没有|未检索到|未有)[^。]{0,16}(?:报道|记载|报告)"),
    ("q1", "yes", r"\b(?:(?:previously|well|frequently|commonly) (?:been )?(?:reported|described|documented|known|recogni[sz]ed)|known (?:side|adverse) (?:effect|reaction)|(?:have|has) been (?:reported|described) (?:in|with|during|after|following)|similar cases)\b|已有(?:报道|文献)|说明书(?:中)?(?:载明|提及|列出)|为(?:该药)?已知(?:的)?不良反应"
        r"|(?:报道|报告)过|同类(?:事件|病例|不良反应)|有[^。，]{0,8}(?:病例)?(?:报道|报告)|\b(?:label|labell?ing|manufacturer|leaflet|SmPC|datasheet)\b[^.]{0,30}\b(?:lists?|warns?|mentions?|includes?|names?)\b|\b(?:set out|described|mentioned|documented|listed) in (?:every|the|all|most|standard|several|previous|\w+ reports)\b|\bpublished (?:reports|cases)\b"
        r"|\b(?:labell?ed|listed) (?:for|in|as|under)\b|\bknown (?:\w+ ){0,2}(?:effect|reaction|complication|toxicity)s?\b"
        r"|说明书[^。]{0,24}(?:载|列|提|标|注明|有[^。]{0,10}(?:记载|描述))|已知(?:的)?(?:不良反应|副作用)|(?:文献|国内外|既往|临床)[^。]{0,12}(?:报道|报告)|(?:均|都)可(?:引起|导致|致)|常见(?:的)?(?:不良反应|副作用)"
        r"|\b(?:recogni[sz]ed|established|documented|labell?ed|listed|common|expected) (?:\w+ )?(?:adverse|side|class|drug)[ -](?:effects?|reactions?|events?)|\bwell[- ](?:documented|described|known|recogni[sz]ed|established)\b|\b(?:has|have) (?:previously )?been (?:reported|described|documented)\b|\breported (?:previously|before)\b|\b(?:label|product information|SmPC|package insert) (?:lists?|mentions?|includes?|warns?)",
        r"(?:未见|尚无|没有|未检索到|无)[^。]{0,16}(?:报道|记载|报告)|not (?:been )?(?:previously )?(?:reported|described)"),
    ("q2", "no", r"\b(?:before|prior to) (?:the )?(?:start\w*|initiation|administration|taking|receiving)\b[^.]{0,60}\b(?:had|developed|noticed|symptoms?|already)\b|\b(?:symptoms?|already)\b[^.]{0,40}\b(?:before|prior to) (?:the )?(?:start\w*|initiation|administration|taking|receiving)|用药前(?:即|已)(?:有|出现)"
        r"|早在[^。]{0,20}(?:前|之前)[^。]{0,12}(?:已|就)|(?:用药|服药|加用|使用)[^。，]{0,12}之?前[^。，]{0,12}(?:就)?已(?:经)?(?:有|存在|出现)|\b(?:long|well|weeks?|months?|years?) (?:before|prior to) (?:\w+ ){0,3}(?:drug|tablets?|treatment|therapy|start\w*|first dose)\b|\bpre-?existing\b|\bpre-?dat\w+ (?:the |his |her )?(?:drug|treatment|therapy|use)\b"
        r"|\bbefore \w+, already\b|\balready\b[^.]{0,40}\bbefore (?:he|she|the|taking|start)\b"
        r"|(?:用药|服药|给药|使用该药|治疗|接种)(?:之|以)?前(?:即|已|就)?(?:有|存在|出现|发生)|先于用药"
        r"|\b(?:had )?(?:begun|started|been present|predated|preceded|existed)\b[^.]{0,40}\b(?:before|prior to|predat\w+|preced\w+)\b[^.]{0,60}\b(?:start\w*|began|begin\w*|initiat\w*|taking|took|receiv\w+|given|drug|treatment|therapy|administration)"),
    ("q2", "yes", r"\b(?:after|following|within|during|while (?:on|taking|receiving))\b[^.]{0,70}?\b(?:treatment|therapy|administration|infusion|injection|ingestion|initiation|commencement|starting|being started|taking|receiving|dose|chemotherapy|course|\w+mab|\w{4,}(?:in|il|ol|ide|ine|one|ate|pine|cin|nib|tan|pam))\b|\b(?:days?|weeks?|months?|hours?|minutes?) (?:after|into|of) |\bdeveloped\b[^.]{0,80}\b(?:after|following|during|on)\b|(?:用药|服药|给药|注射|输注|服用|使用|应用|静脉滴注|静滴)[^。]{0,30}?(?:后|期间|过程中)[^。]{0,30}?(?:出现|发生|突发)|(?:用药|给药|服药)(?:后)?(?:第)?\d+\s*(?:天|日|h|小时|分钟|min|周)"),
    ("q3", "no", rf"\b(?:persist\w*|not {_BETTER}|did not {_BETTER}|no improvement|continued|worsen\w*)\b[^.]{{0,60}}\b(?:despite|after|following)\b[^.]{{0,40}}{_STOPPED}|\b{_STOPPED}[^.]{{0,60}}\b(?:without improvement|no improvement|persist\w*|did not (?:resolve|improve))|停(?:药|用)[^。]{{0,20}}(?:未|仍(?:未|有)|没有)(?:见)?(?:好转|缓解|消失|改善|存在)"),
    ("q3", "yes", rf"\b{_BETTER}\b[^.;]{{0,90}}\b(?:{_STOPPED}|off the drug)|\b{_STOPPED}\b[^.;]{{0,110}}\b{_BETTER}\b|停(?:药|用|止)[^。]{{0,40}}(?:好转|缓解|消失|恢复|改善|正常|消退)"),
    ("q4", "no", rf"\b(?:not|never) {_RECUR}|\b(?:tolerated|uneventful\w*|success\w+)\b[^.]{{0,40}}\b{_AGAIN}|\b{_AGAIN}\b[^.]{{0,40}}\b(?:tolerated|uneventful\w*|success\w+)|\b{_AGAIN}\b[^.]{{0,80}}\b(?:without|no|not)\b[^.]{{0,20}}(?:{_RECUR}|reaction|problem|adverse|symptoms?)|\b(?:no|without|did not)\b[^.]{{0,15}}{_RECUR}[^.]{{0,60}}{_AGAIN}|再次(?:用药|给药|使用)[^。]{{0,20}}未(?:再)?(?:出现|发生)"),
    ("q4", "yes", rf"\b{_AGAIN}\b[^.]{{0,100}}\b{_RECUR}\b|\b{_RECUR}\b[^.]{{0,100}}\b{_AGAIN}\b|\b(?:on|after|upon|following) (?:\w+ ){{0,2}}{_AGAIN}\b[^.]{{0,50}}\b(?:developed|experienced|same|similar|identical)\b|\b(?:symptoms?|reactions?|rash|eruption|fever|\w+itis|\w+emia|\w+penia|\w+osis)\b[^.]{{0,40}}\b(?:with|following|after|on|upon) (?:\w+ ){{0,2}}(?:re-?challenge|re-?exposure|re-?administration)|\b(?:became|developed|experienced|repeated|recurred)\b[^.]{{0,50}}\b(?:on|upon|after|with|when|following) (?:\w+ ){{0,2}}(?:re-?challenge|re-?exposure|re-?administration)|\bre-?challenged\b[^.]{{0,60}}\b(?:developed|became|experienced)\b|\bpositive rechallenge\b|\brechallenge\b[^.]{{0,30}}\b(?:positive|confirmed|reproduced|provoked|induced|resulted)|再次(?:用药|给药|使用|服用|应用)[^。]{{0,30}}(?:再次|又|再度|重新)(?:出现|发生)|再激发(?:试验)?阳性"),
    ("q5", "yes", r"\b(?:may|might|could) (?:also )?(?:have been|be) (?:due to|caused by|explained by|related to) (?:the )?(?:underlying|concomitant|other|another|infection|disease)|\b(?:confounded by|alternative explanation|another possible cause|cannot exclude|could not be excluded|concomitant medications? (?:may|might|could))|不能排除[^。]{0,16}(?:原发病|其他|合并用药|感染)|(?:可能)?与(?:原发病|合并用药|基础疾病)有关"
        r"|考虑(?:为|系|是)[^。，]{2,24}(?:表现|本身|进展)|\b(?:may|might|could) (?:\w+ )?(?:account for|explain|be responsible)\b|\balternative(?:ly)?,? (?:\w+ ){0,3}(?:cause|explanation|diagnosis) (?:is|was|include)"
        r"|可能(?:也)?(?:与|系|由|是)[^。，]{2,24}(?:有关|所致|引起|造成)|\b(?:itself |known |independent )a? ?(?:recogni[sz]ed )?risk factor for\b|\bitself a risk factor\b|\b(?:probable|likely|more likely|likelier) (?:cause|reason|culprit)\b|\blikely (?:to be )?(?:due|related|secondary) to\b"
        r"|(?:不能|无法|难以|未能|不)(?:完全)?(?:排除|除外)|(?:考虑|认为|判断|可能)(?:为|系|与|由|是)?[^。，]{0,16}(?:病|炎|症|溃疡|感染|癌|瘤|衰竭|损伤|综合征|疾病|饮酒|饮食|手术|创伤|进展|自身|体质)[^。，]{0,8}(?:所致|引起|导致|有关|相关|造成)|(?:均|都|也)可(?:能)?(?:引起|导致|致)|(?:混杂|干扰)因素"
        r"|\b(?:either|both|any) of (?:which|these|them) (?:might|may|could|can)|\b(?:might|may|could) (?:also )?have (?:contributed|caused|played|precipitated|accounted|led)|\bmore likely (?:explanation|cause|due|to be|related|attributable)|\b(?:was|were|is) (?:thought|felt|considered|believed|judged) to be (?:the )?(?:cause|due to|related to|responsible|secondary)|\b(?:could|can)(?:not| not) be (?:completely |entirely )?(?:excluded|ruled out|discounted)|\bconfound\w+"),
    ("q5", "no", r"\b(?:no|without) (?:other|alternative|obvious|apparent|identifiable) (?:\w+ )?(?:cause|causes|explanation|etiolog\w+|aetiolog\w+|drug|medication|factor)s?\b|\bother (?:possible |potential )?(?:causes?|etiolog\w+|aetiolog\w+|explanations?) (?:were|was|had been|have been) (?:\w+ )?(?:excluded|ruled out|eliminated)|\b(?:excluded|ruled out) (?:all )?other\b|\bin the absence of (?:any )?other\b|(?:排除|除外)[^。]{0,12}(?:其他|其它)(?:原因|疾病|因素|药物)|无其他(?:可疑)?(?:原因|药物)"
        r"|\bno (?:\w+ )?(?:competing|rival|plausible|convincing|better) (?:\w+ )?(?:explanation|cause|diagnosis)|(?:其余|其他|其它)[^。，]{0,8}(?:药物?)?[^。，]{0,6}(?:皮试|检查|试验)[^。，]{0,4}阴性|无(?:其他|其它)[^。，]{0,8}(?:解释|诱因|危险因素)"
        r"|\b(?:takes?|taking|took) nothing else\b|\bdrinks? no alcohol\b|无饮酒史"
        r"|(?:未|无|没有)(?:同时|另|再)?(?:合用|合并|服用|使用|应用|接触)(?:过)?(?:其他|其它|任何|别的)[^。]{0,12}药|(?:其他|其它)原因(?:的)?可能性(?:较)?(?:小|低)|(?:病毒|抗体|标志物|培养|抗原|ANA|ANCA|免疫)[^。；]{0,30}(?:均|皆|都)?(?:为|呈)?阴性"
        r"|\b(?:no|any) other (?:\w+ )?(?:drugs?|medications?|medicines?|agents?|causes?|exposures?|factors?)\b|\b(?:not|nor) (?:on|taking|receiving) (?:any )?other\b|\b(?:serolog\w+|viral|virology|cultures?|autoantibod\w+|screen\w*|panel|lavage|infecti\w+)\b[^.]{0,60}\b(?:was|were|is) (?:all )?(?:negative|unremarkable|normal)|\bno (?:\w+ ){0,3}(?:stressor|precipitant|trigger|risk factor)s?\b"),
    ("q6", "no", r"\bplacebo\b[^.]{0,50}\b(?:no (?:reaction|symptoms|recurrence)|did not|without)|安慰剂[^。]{0,20}(?:未|无)"
        r"|\b(?:did|does|do) not (?:return|recur|reappear|occur)\b[^.]{0,40}\bplacebo\b|\bno (?:reaction|symptoms|recurrence)\b[^.]{0,30}\bplacebo\b|\bnegative (?:to|with|on) placebo"),
    ("q6", "yes", r"\bplacebo\b[^.]{0,50}\b(?:re-?appear\w*|recur\w*|same (?:reaction|symptoms))|安慰剂[^。]{0,20}(?:再次)?出现"),
    ("q7", "yes", r"\b(?:toxic|supratherapeutic|supra-therapeutic|markedly elevated|above the therapeutic)\b[^.]{0,30}\b(?:level|concentration|range)s?\b|\b(?:serum|plasma|blood|drug) (?:\w+ ){0,2}(?:level|concentration)s?\b[^.]{0,40}\b(?:toxic|supratherapeutic|above the therapeutic|elevated)|血药浓度[^。]{0,16}(?:中毒|超过|高于|升高)|中毒浓度|中毒水平"),
    ("q7", "no", r"\b(?:serum|plasma|blood|drug) (?:\w+ ){0,2}(?:level|concentration)s?\b[^.]{0,40}\b(?:therapeutic range|within (?:the )?(?:normal|therapeutic))|血药浓度[^。]{0,10}(?:正常|治疗窗|治疗范围)"),
    ("q8", "yes", r"\b(?:dose|dosage) (?:was |were |is )?(?:increas\w+|escalat\w+|doubl\w+|rais\w+)[^.]{0,60}\b(?:worsen\w*|more severe|aggravat\w+|increas\w+)|\b(?:dose|dosage) (?:was |were )?(?:reduc\w+|decreas\w+|lower\w+|halv\w+)[^.]{0,60}\b(?:improv\w+|less severe|decreas\w+|resol\w+)|\bdose[- ](?:dependent|related)\b|(?:增加|加大)剂量[^。]{0,16}加重|减(?:少|小|低)?(?:剂)?量[^。]{0,16}(?:减轻|好转|缓解)|剂量依赖"),
    ("q9", "yes", r"\b(?:previous|prior|past|earlier)(?:ly)?\b[^.]{0,30}\b(?:similar )?(?:reaction|episode|rash|allergy|intolerance)s? (?:to|with|after|following|on)\b|\bhistory of (?:allergy|hypersensitivity|a similar reaction|similar reactions?) (?:to|with)|既往[^。]{0,16}(?:同类|该药|类似)[^。]{0,12}(?:过敏|反应)"
        r"|(?:打|吃|用|服)[^。，]{1,10}(?:起过|出过|有过|发过)[^。，]{0,8}(?:疹|风团|过敏|反应)|过敏过"
        r"|(?:去年|前年|既往|曾|以前|过去|此前|上次|首次)[^。；]{0,24}(?:服用|使用|应用|注射|接种|用)[^。；]{0,16}(?:类似|同样|相同|过敏|皮疹|反应)|(?:对)?(?:该药|本品|同类药物?)[^。，]{0,4}过敏史"
        r"|\b(?:recalled|remembered|reported|history|had) [^.]{0,40}\b(?:developed|hives|rash|urticaria|similar|reaction|anaphylaxis|angio-?o?edema)\b[^.]{0,40}\b(?:after|to|with|following) (?!the )\w+[^.]{0,30}\b(?:as a child|years? (?:ago|earlier|before|previously)|previously|in the past|in childhood|in \d{4})",
        r"否认|无(?:药物|食物|该药|类似)?[^。，]{0,6}过敏史|\bno (?:known|previous|prior|history)"),
    ("q9", "no", r"\bno (?:previous |prior |known )?(?:history of )?(?:drug )?(?:allerg\w+|hypersensitivity|intolerance)|(?:否认|无)(?:药物)?过敏史"
        r"|(?:否认|无)(?:既往)?(?:有)?(?:药物|食物|药物及食物|药物、食物|药食物)?(?:及)?(?:药物|食物)?过敏史|(?:既往|以往)[^。]{0,16}无[^。，]{0,8}过敏"),
    ("q10", "yes", r"\b(?:biops(?:y|ies)|histolog\w+|laborator\w+|blood tests?|electrocardiogra\w+|ECG|EEG|MRI|CT|computed tomograph\w+|radiograph\w*|x-?ray|ultrasound|endoscop\w+|colonoscop\w+|patch test\w*|skin (?:prick )?test\w*|lymphocyte (?:transformation|stimulation) test|angiograph\w+|autops\w+|scan)\b[^.]{0,60}\b(?:show\w*|reveal\w*|confirm\w*|demonstrat\w*|positive|consistent|disclos\w+|indicat\w+)|\b(?:confirmed|proven|documented|verified) (?:by|on|with) (?:\w+ ){0,3}(?:biops\w+|histolog\w+|laborator\w+|ECG|MRI|CT|test\w*|patch|skin)|\b(?:elevated|increased|raised|decreased|low) (?:\w+ ){0,2}(?:transaminases?|creatinine|bilirubin|platelets?|sodium|potassium|count|ALT|AST|enzymes?)|(?:活检|病理|心电图|CT|MRI|实验室检查|化验|血常规|肝功能|肾功能|皮肤试验|皮试|斑贴试验)[^。]{0,20}(?:示|显示|提示|证实|阳性|升高|降低)"
        r"|\d\s*(?:pmol/L|μg/L|ug/L|mmHg|mEq/L|msec|ms\b)|培养[^。，]{0,6}(?:出|检出|阳性)|检出|(?:皮内|皮肤|点刺|斑贴)试验[^。，]{0,6}阳性|\bconfirmed (?:at|by|on|with|histologically|radiologically)\b|\bwas \d+(?:\.\d+)?, (?:having been|up from|from)\b|\b(?:fT4|TSH|INR|CRP|eGFR|HbA1c)\b[^.;]{0,20}(?:\d|undetectable)"
        r"|\d\s*(?:mmol/L|[μµu]mol/L|micromol/L|nmol/L|g/L|g/dL|mg/dL|U/L|IU/L|ng/mL|pg/mL|[×x]\s?10)|\b\w+(?:metry|graphy|scopy|gram)\b[^.]{0,40}\b(?:show|reveal|demonstrat|confirm)\w*"
        r"|(?<![a-zA-Z])(?:ALT|AST|CK|肌酸激酶|肌酐|尿素氮|胆红素|转氨酶|血红蛋白|血小板|白细胞|中性粒(?:细胞)?|嗜酸(?:性)?粒(?:细胞)?|血钾|血钠|血糖|INR|淀粉酶|肌钙蛋白|凝血)[^。；，]{0,10}\d|(?:潜血|斑贴|皮肤点刺|激发|病理|HLA[^。，]{0,10}|抗体)[^。，]{0,8}阳性|(?:胃镜|肠镜|CT|MRI|心电图|超声|B\s?超|X\s?线|活检|病理|造影|脑电图|肌电图|眼底|支气管镜)[^。]{0,12}(?:示|显示|提示|见|证实|：)"
        r"|\b(?:ALT|AST|CK|INR|creatine kinase|troponin \w?|tryptase|platelet counts?|platelets|sodium|potassium|creatinine|bilirubin|eosinophil\w*|neutrophil\w*|h(?:a)?emoglobin|lipase|amylase|glucose|count)\b[^.;]{0,30}\d|\bbiops\w+|\b(?:nerve conduction|electromyograph\w+|spirometry|lavage|audiogram|tomography|imaging|conduction) (?:\w+ ){0,2}(?:show|reveal|confirm|demonstrat)\w*|\b(?:serum|plasma|blood) (?:\w+ ){0,2}(?:level|concentration)s?\b[^.]{0,20}\d",
        r"(?:示|显示|提示|：)?(?:未见(?:明显)?异常|正常)(?![^。]{0,4}上限)(?:[。，；]|$)|\b(?:was|were) (?:all )?(?:normal|negative|unremarkable)\b|within the therapeutic range"),
)  # fmt: skip
# What the replies to Naranjo do not tell.
_WHO: Final[tuple[tuple[str, str, str] | tuple[str, str, str, str], ...]] = (
    ("alternative", "plausible", r"(?:考虑|认为|判断|证实|诊断)(?:为|系|与|由|是)?[^。，]{0,16}(?:病|炎|症|溃疡|感染|癌|瘤|衰竭|损伤|综合征|疾病|饮酒|饮食|手术|创伤|进展|自身|体质)[^。，]{0,8}(?:所致|引起|导致|造成)|更(?:可能|支持|倾向)[^。]{0,20}(?:所致|引起|有关|原发|疾病)|\bmore likely (?:explanation|cause|due|to be|related|attributable)|\b(?:was|were|is) (?:thought|felt|considered|believed|judged) to be (?:the )?(?:cause|due to|related to|responsible|secondary)"
        r"|\b(?:probable|more likely|likelier) (?:cause|reason|culprit)\b"),
    ("alternative", "unlikely", r"(?:其他|其它)[^。]{0,8}可能性(?:较)?(?:小|低|不大)|\b(?:other|alternative) (?:causes?|explanations?|etiolog\w+|aetiolog\w+) (?:\w+ ){0,4}(?:unlikely|improbable|less likely)"),
    ("rechallenge", "not_done", r"未(?:行|进行|予|做)(?:再激发|激发试验|再次给药)|\bre-?challenge (?:\w+ ){0,3}(?:not (?:performed|attempted|done|carried|undertaken|considered)|unethical|contraindicated|declined|refused)"),
    ("information", "awaited", r"(?:结果|报告|回报)(?:尚)?(?:待|未)(?:回|出|归)|待(?:回报|随访|进一步|补充|检测|送检)|送检(?!结果|示|显示|提示|证实)|\b(?:is|are|was|were|remains?) (?:still )?(?:awaited|pending|outstanding)\b|\b(?:results?|assay|report|follow-up) (?:awaited|pending)"
        r"|(?:报告|结果)[^。，]{0,6}(?:未回|未出|尚未|未归)"
        r"|\bnot yet (?:been )?(?:reported|available|returned|back|known)\b"),
    ("information", "contradictory", r"(?:前后|相互|互相)?矛盾|(?:说法|记录)不一致|\b(?:contradict\w+|conflicting (?:accounts|information|reports)|inconsistent (?:accounts|information))"),
    ("information", "insufficient", r"(?:均|都|皆)不详|(?:不详|不明|未知)[^。]{0,30}(?:不详|不明|未知)|(?:信息|资料)(?:不足|不全|不完整|缺失)|无法(?:进一步)?(?:随访|获取|评价)|\bno (?:\w+(?:, | or | and |,? or )){1,}(?:\w+ ){0,3}(?:provided|available|given|known|reported|stated)|\b(?:insufficient|inadequate|incomplete|limited) (?:information|details|data)|\bfollow-up (?:\w+ )?(?:was|were) unsuccessful|\bunsuccessful\b[^.]{0,30}\bfollow-up"
        r"|\b(?:all|both|are|is) (?:all |entirely |both )?(?:unknown|unavailable|not known|unclear)\b[^.]{0,40}(?:;|\.|and)[^.]{0,40}\b(?:not (?:answered|replied|responded)|no reply|no further)\b|\bare all unknown\b|(?:均|都)(?:未|没有)(?:提供|说明|描述)"),
)  # fmt: skip
NO_DATES: Final = re.compile(r"\b(?:interval|time) to onset\b[^.]{0,60}\bunknown|(?:时间|日期|用法)[^。]{0,16}(?:不详|不明|未知)|\bno dates?\b|\bdates? (?:\w+ ){0,3}(?:unknown|not (?:known|provided|available|stated))", re.IGNORECASE)  # fmt: skip


def _compiled(
    cues: Sequence[tuple[str, str, str] | tuple[str, str, str, str]],
) -> tuple[tuple[str, str, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (
            cue[0],
            cue[1],
            re.compile(cue[2], re.IGNORECASE),
            re.compile(cue[3], re.IGNORECASE) if len(cue) == 4 else None,
        )
        for cue in cues
    )


NARANJO: Final = _compiled((*FIRST, *_NARANJO, *CUES))
WHO: Final = _compiled(_WHO)
