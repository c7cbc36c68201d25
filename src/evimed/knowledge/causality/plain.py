"""How patients, relatives, nurses and letters tell what the forms ask, beside the words of reports (``cues``).

Tried after those: a reply that a report gives in its own words stands.
"""

from __future__ import annotations

from typing import Final

_COUNT: Final = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|several|many|numerous|hundreds)"
_HAN: Final = r"[\d一二三四五六七八九十两半几]+"

# Tried before the words of reports: that another cause is open is told beside what was excluded.
FIRST: Final[tuple[tuple[str, str, str] | tuple[str, str, str, str], ...]] = (
    ("q5", "yes", r"既(?:可能|可以|能)[^。]{2,30}(?:也|亦|又)(?:可能|可以|能)|\bwhether\b[^.]{2,70}\b(?:played|contributed|is to blame|was responsible|had a part)\b[^.]{0,40}\b(?:cannot|could not|is unclear|is uncertain|not known|unknown|remains?)\b|(?:难以|无法|不能)(?:区分|分辨|判定|鉴别)"),
)  # fmt: skip
CUES: Final[tuple[tuple[str, str, str] | tuple[str, str, str, str], ...]] = (
    ("q1", "yes", rf"(?:文献|国内外|数据库|检索|系统)[^。]{{0,24}}{_HAN}\s*(?:例|起|份)|(?:书上|书里|教科书|教材|药盒|盒[^，。]{{0,6}}上|单子上|包装[^，。]{{0,4}}上)[^。，]{{0,10}}(?:写|说|印|提|有|载)"
        r"|(?:公认|众所周知|熟知|共知)[^。，]{0,14}(?:不良反应|副作用|毒性|作用)|\b(?:widely|amply|often|repeatedly|extensively|long) (?:been )?(?:documented|reported|described|known|recogni[sz]ed)\b|\b(?:is|are) (?:well |widely )?(?:recogni[sz]ed|familiar)(?! as\b)\b"
        rf"|\b(?:literature|database|registry|regulator|manufacturer|company|search)\b[^.;]{{0,70}}\b(?:hold|found|identif|contain|list|yield|ha[sd]|know|count|retriev)\w*\b[^.;]{{0,24}}\b{_COUNT}\b[^.;]{{0,12}}\b(?:such|similar|patients?|cases?|reports?|others?)\b"
        r"|\bin (?:every|all|any|most|the) (?:standard )?(?:textbooks?|formular(?:y|ies)|leaflets?)\b|\b(?:textbook|classic|notorious|familiar) (?:example|reaction|effect|complication)\b",
        r"(?:未|没有?|无)(?:检索|查|见|找)|\bno\b|\bnone\b|\bnot\b"),
    ("q2", "no", r"(?:还没|尚未|没有?|未)(?:开始)?(?:吃|服|用|打|输|接种)[^，。]{0,8}(?:的时候|时|前|之前|就)[，,]?[^，。]{0,12}(?:已|就|便)(?:经)?(?:有|出现|是|长)|\bby (?:his|her|their) (?:\w+ )?(?:diary|account|notes?)\b[^.]{0,30}\bwhen\b[^.]{0,40}\b(?:added|started|prescribed)\b"),
    ("q2", "yes", rf"(?:吃|服|用|打|滴|输|贴|喝)(?:药|到|了|至|过)?(?:大约|约|不到|才)?(?:第)?\s?{_HAN}\s*(?:天|日|晚|周|个?星期|个?月|次|片|小时|h|分钟)[^。]{{0,6}}(?:后|开始|起|就|，)"),
    ("q2", "yes", rf"\bafter (?:a|an|one|only|just|about|barely|\d+|{_COUNT}) (?:\w+ ){{0,2}}(?:hours?|days?|weeks?|months?|years?|fortnight|doses?|tablets?|cycles?) (?:of|on) (?!age|life|follow)\w+"),
    ("q5", "no", r"(?:没|未|无)(?:有|能|再)?(?:查|看|发|找|见)?(?:出|现|到|见)?[^，。]{0,3}(?:别的|其他|其它|另外的?|任何其他)[^，。]{0,6}(?:毛病|原因|病因|问题|诱因|异常|解释|疾病)"
        r"|\b(?:no|any|without) (?:other|alternative|competing|further) (?:reason|cause|explanation|culprit|trigger|source|suspect)s?\b|\bnothing else (?:to blame|to explain|explain\w*|was found|came to light|could)|\bnothing to explain (?:it|this|them)\b|\b(?:were|was|been) (?:all |both |each )?(?:excluded|ruled out|eliminated)\b|(?:均|都|已|逐一)(?:予|被)?(?:排除|除外)",
        r"\b(?:may|might|could|cannot|not exclude)\b|待查|待排"),
    ("q5", "yes", r"(?:作用|影响|因素|可能)(?:亦|也|同样)?(?:不能|不可|难以|不容)(?:完全)?(?:忽视|排除|除外)|(?:病|炎|症|感染|疱疹|肿瘤|中毒|损伤|红斑|综合征)[^。，；药]{0,8}可能性(?:更|较|最)大|(?:更|较)(?:像|符合)[^。，；药]{2,14}(?:病|炎|症|感染|肿瘤)"),
    ("q7", "no", r"浓度[^。，]{0,12}(?:不高|未超|在[^。，]{0,6}(?:范围|窗)内)"),
    ("q9", "yes", r"(?:以前|从前|早年|小时候|上回|年轻时|过去)[^。；]{0,20}(?:吃|服|用|打|输)[^。；]{0,16}(?:也|就|同样)(?:是|有|会)?(?:这样|如此|这么|出过|起过|发过)"
        r"|\b(?:as a (?:toddler|child|boy|girl|student|teenager)|years? (?:ago|back|earlier))\b[^.]{0,60}\b(?:same|similar|likewise|identical)\b"),
    ("q9", "no", r"(?:否认|无)[^。，]{0,6}(?:药物|食物|药食物)[^。，]{0,6}过敏史|\b(?:earlier|previous|former|prior|past)\b[^.]{0,70}\b(?:never|not|neither|none)\b[^.]{0,16}\b(?:did|do|done|caused|produced|gave|given|brought)\b[^.]{0,12}\b(?:this|it|so|such|any)\b|(?:以前|过去|既往)[^。；]{0,16}(?:吃|服|用|打)过[^。；]{0,16}(?:没|未|无)(?:有)?(?:出现|发生|这样|过敏|问题|反应|不适)"),
    ("q10", "yes", r"\d\s*(?:kPa|次/分|bpm|beats|[×x]\s?ULN|[μµumn]g/mL|mV\b|mm/h\b|IU/mL)|(?:SpO[2₂]|血氧|氧饱和度)[^，。]{0,8}\d|心率[^，。]{0,6}\d|\b(?:heart rate|pulse|saturations?|SpO2?)\b[^.,;]{0,12}\d|\btest(?:s|ing|ed)?\b[^.]{0,40}\bpositive\b|浓度[^。，]{0,8}\d"),
)  # fmt: skip
