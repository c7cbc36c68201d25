"""What happened in a case report, clause by clause, in the order told: given, fell ill, stopped, better, again.

Case reports are told in order, and what one question asks is spread over clauses: “停药，予地塞米松。次日皮疹消退。”
Each clause is read for events; questions of dechallenge, rechallenge and dose are then asked of their order.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from evimed.knowledge.causality.quantities import changes
from evimed.knowledge.grading.designs import sentences_of
from evimed.records import Span

Kind = Literal[
    "given", "onset", "stopped", "kept", "better", "not_better", "again", "not_again", "recurred",
    "not_recurred", "more", "less", "worse", "placebo",
]  # fmt: skip

_CLAUSE: Final = re.compile(r"[，。；;：\n]|,\s|[.:]\s|\s(?=(?:and|but|while|whereas|which|then|although)\s)")
_NEGATED: Final = re.compile(
    r"(?:未|没有|无需?|并未|尚未|不)(?:见|能|再|予|行|明显|完全|显著|出现|曾){0,2}$"
    r"|\b(?:not|never|no|without|nor|neither)\b(?: \w+)? ?$",
    re.IGNORECASE,
)
# In this order: what an earlier kind has taken, a later one does not read again.
_EVENTS: Final[tuple[tuple[Kind, str], ...]] = (
    ("not_again", r"\b(?:declin|refus)\w+ (?:to )?(?:\w+ ){0,4}again\b|永久停(?=用)|\bpermanently (?=(?:discontinu|withdraw|stopp))|(?:以后|今后|此后)[^，。]{0,6}(?:不再|勿|避免|禁)[^，。]{0,4}用|未再(?:次)?(?:滴注|使用|服用|应用|用药|给药|输注|给予|接种|用)|(?:避免|禁止|不再|今后禁)[^，。]{0,6}(?:使用|服用|应用|用)|未(?:行|予|进行)?(?:再激发|再次给药|再次用药)|\bnot (?:been |be )?(?:re-?(?:exposed|challenged|administered|started|introduced|treated)|given again)|\bre-?challenge (?:\w+ ){0,2}(?:not|unethical|contraindicated|declined|refused)|\bno (?:further|more) (?:dos\w+|courses?|cycles?|infusions?)|\bavoid\w* (?:further|re-?exposure|the drug|it) (?:since|there|in)"),
    ("again", r"恢复(?:原|用|使|给|服|至原)|复用|重启|再(?:用|试|次尝试|行[^，。]{0,4}(?:给药|治疗|输注))|\bgo(?:ing)? back (?:up|on|to)\b|\bput back on\b|\bback on the (?:drug|tablets?|full dose)|\btr(?:ied|y) (?:it |the \w+ )?again\b|再次(?:因[^，。]{0,10})?(?:使用|服用|应用|用药|给药|输注|静滴|静脉|口服|注射|给予|予|接种)|再次[^，。；出现发生]{1,12}(?:服用|使用|输注|口服|静滴)|(?:又|重新)(?:开始)?(?:服用|使用|给药|用药|口服)|再(?:服|予|给)(?=[^，。]{0,10}[\d用药])|再次(?:滴注|泵入|吸入|涂抹|外用)|恢复(?:用药|使用|给药|服用)|再激发|(?:第二|下|次年第二|下一)次[^，。]{0,4}(?:输注|用药|给药|服用|接种|注射|使用)|\bre-?(?:challeng|administ|expos|introduc|start|institut|initiat|treat)\w*|\b(?:resum(?:ed|ing|ption)|recommenc\w+)\b|\b(?:took|gave|given|received|had|tried)\b[^.,;]{0,40}\bagain\b|\b(?:another|a second|a further|a repeat) (?:\w+ ){0,2}(?:dose|tablet|infusion|course|injection|exposure)|\b(?:took|given|received)\b[^.]{0,25}\bagain\b|\bactive (?:drug|treatment)\b"),
    ("not_recurred", r"(?:未|没有|无)(?:再|见|有)*(?:次)?(?:出现|发生|复发|发热|不适)|(?:未|无)(?:任何)?(?:不良反应|不适|类似)|\b(?:did|do|does|has|have|had) not (?:recur|return|reappear|relapse)\w*|\bno (?:recurrence|further (?:episodes?|reactions?|symptoms))|\bwithout (?:\w+ )?(?:recurrence|incident|reaction|problems?|further episodes?)|\buneventful\w*|\b(?:well )?tolerated\b|(?:未见|无)(?:明显)?异常|顺利(?:输|滴|用)完|未再(?:低于|高于|升高|下降|加重)|\bwithout any (?:further )?(?:reaction|problem|symptoms?)"),
    ("recurred", r"(?:又|再)(?:起|发|次?发作|见|有)|\bcame back\b|\bback in full\b|\bbrought (?:it|them|the \w+) back\b|\bonce more\b|(?:再次|又|再度|重新)(?:再)?(?:出现|发生|发热|加重|发作)|又现|复现|再现|复发|再发|重现|(?:同样|相同|类似|上述)(?:的)?(?:症状|反应|皮疹|表现)|\brecur\w*|\bagain (?:was |were |had |became |developed|experienced|observed|showed)|\bre-?appear\w*|\brelaps\w+|\breturned (?!to )|\bflare\w*|\b(?:the same|identical|similar) (?:\w+ )?(?:lesions?|rash|reaction|symptoms?|episode|eruption)"),
    ("better", r"(?:渐|已|均|皆)?(?:退|消|愈|止)(?=[。，；])|退净|平复|如常|康复|自愈|转清|清醒|变少|\bvanish\w*|\beu(?:thyroid|glyc\w+|natr\w+|volaemic)\b|\bwell again\b|\bbarely (?:perceptible|noticeable)\b|\bmilder\b|\bless (?:severe|marked|intense|frequent)\b|\bdwindl\w+|\bback within\b|\bcured\b|\bquiet\w* down\b|\bwore off\b|\bpassed off\b|\bnormal again\b|\b(?:bleeding|pain|vomiting|symptoms?|fever|cough\w*|itch\w*|rash|tingling|headaches?|diarrh\w+) (?:had |has |then |soon )?(?:ceased|stopped)\b"),
    ("stopped", r"暂停|停该|撤(?:除|停|去)|弃用|改用|换用|换服|不再(?:服|用)|\bsuspend\w*|\bomitt\w+|\bno longer (?:taking|on)\b|\boff (?:the )?(?:drug|treatment|medication|tablets?|it)\b|\bswitched\b|\bsubstituted\b|\breplaced (?:by|with)\b|停用|停药|停服|停掉|停输|停(?=[\u4e00-\u9fff]{2,8}(?:[，。；]|改|并|后|，|及|和))(?!留|经|电|顿|滞|搏|跳|工)|停止(?:输注|使用|用药|滴注|服用|给药|输液|注射|治疗)?|撤药|终止(?:治疗|用药|输注)|拔除|\bdiscontinu\w+|\bwithdr(?:e|a)w\w*|\bstopp(?:ed|ing)\b|\bcessation\b|\bwas (?:held|suspended|avoided)\b|\bwithheld\b|\bceased\b|\bhalted\b|\binterrupted\b|\b(?:taken|came|come|coming|went) off\b|\bleft \w+ off\b|\b(?:course|treatment|therapy|infusion) (?:had )?(?:ended|finished)\b|\bafter the (?:course|last dose)\b"),
    ("kept", r"继续(?:用药|服用|使用|应用|原量|化疗|滴完|输完|治疗)|坚持(?:用药|服用)|未停药|\bcarried on\b|\b(?:was|were) maintained\b|\b(?:was|were) continued\b|\bcompleted as planned\b|\bcontinued (?:the|his|her) (?:drug|treatment|medication)"),
    ("not_better", r"仍(?!然?(?:正常|稳定|可|能|在正常))|依旧|无(?:明显)?(?:变化|改善|好转|缓解)|进行性|加重|\bno better\b|\bunabated\b|\bongoing\b|\bremains? (?:ill|symptomatic|dependent|elevated|abnormal|low|high)\b|\bnot resolved\b|\bsequelae\b|(?:仍|依然)(?:存在|持续|有|未)|继续(?:恶化|加重|进展)|进一步(?:恶化|加重)|恶化|死亡|抢救无效|迁延不愈|\bpersist\w*|\bdeteriorat\w+|\bdied\b|\bdeath\b|\bno improvement\b|\bunchanged\b|\bfatal\b|\b(?:did not|no) change\b"),
    ("more", r"加至|增至|加倍|加大|\btitrat\w+ (?:up )?to\b|\b(?:a |the )?(?:higher|full|whole|double) (?:dose|tablet)s?\b|加量|增量|\bdose\b[^.,]{0,20}\bwent up\b|(?:剂量|用量)(?:增|加)\w{0,3}|增(?:加|至)[^，。]{0,6}(?:剂量|mg|片)|\bdos(?:e|age)\b[^.,]{0,25}\b(?:increas|escalat|doubl|rais)\w*|\b(?:increas|doubl|rais|escalat)\w+ (?:the |his |her )?(?:dose|dosage)|\bup-?titrat\w+|\btitrated up"),
    ("less", r"减为|减半|改为\s*\d|下调|\b(?:cut|cutting|split|splitting|reduc\w+|halv\w+)\b[^.,;]{0,25}\b(?:half|halves|by half|dose|tablets?)\b|\blower dose\b|\bhalf (?:the|a) (?:dose|tablet)\b|减量|(?:剂量|用量)(?:减|降|下调)\w{0,3}|减(?:少|小|低|至)[^，。]{0,6}(?:剂量|mg|片)|\bdos(?:e|age)\b[^.,]{0,25}\b(?:reduc|decreas|lower|halv|cut|tapered)\w*|\b(?:reduc|decreas|lower|halv)\w+ (?:the |his |her )?(?:dose|dosage)|\bdose reduction\b|\bhalving\b"),
    ("worse", r"加重|加剧|更(?:为|加)?(?:明显|严重)|\b(?:markedly |much )?worse(?:n\w*)?\b|\bmore (?:severe|intense|pronounced)|\baggravat\w+"),
    ("better", r"好转|变(?:淡|轻|浅|小)|愈合|转清|缓解|消退|消失|恢复|痊愈|改善|减轻|减退|转(?:黄|阴|为?正常|归)|(?:降|升|回升)(?:至|到|为)|回升|平稳|稳定|治愈|减少|\bresol(?:v\w+|ution)|\bimprov\w+|\bdisappear\w*|\bsubsid\w+|\brecover\w*|\bremi(?:t\w+|ssion)|\bnormali[sz]\w+|\breturn(?:ed|ing)? to (?:normal|baseline)|\bregress\w+|\babat\w+|\bclear(?:ed|ing)\b|\bsettl(?:ed|ing)\b|\bfaded\b|\blessen\w*|\beased\b|\b(?:fell|rose|dropped|increased|decreased) (?:back )?(?:to|within)\b|\b(?:seizure|symptom|pain|event)[- ]free\b|\basymptomatic\b|\b(?:had|was|were) gone\b|\bafebrile\b|\bhealed\b|\bback to normal\b|\bcame down\b|\bbrought\b[^.,]{0,12}\bdown\b|\b(?:down|back) to \d|\bresponded (?:promptly |well |rapidly )?to\b|\breversed\b|\breversible\b"),
    ("onset", r"(?<!因)(?<!治疗)(?<!用于)(?<!预防)(?<!既往)(?:瘙痒|皮疹|红斑|风团|水疱|红肿|水肿|疼痛|胀痛|头痛|头晕|眩晕|腹痛|胸痛|肌痛|关节痛|恶心|呕吐|腹泻|发热|寒战|乏力|呼吸困难|胸闷|心悸|心慌|抽搐|惊厥|昏迷|晕厥|嗜睡|谵妄|幻(?:视|听|觉)|黄疸|黄染|出血|便血|血尿|黑便|咯血|紫癜|瘀斑|低血糖|低血压|休克|震颤|麻木|脱发|口干|耳鸣|视物模糊|咳嗽|哮喘|喉头水肿|少尿|无尿)(?!病史|史|患者|药)|(?<!for )(?<!of )(?<!against )(?<!prevent )\b(?:rash|urticaria|hives|pruritus|itching|nausea|vomiting|diarrh?o?ea|dizziness|fever|rigors|seizures?|convulsions?|syncope|dyspno?ea|wheez\w+|cough|jaundice|bleeding|palpitations?|tremor|confusion|delirium|hallucinat\w+|tinnitus|numbness|weakness|headaches?|insomnia|drowsiness|bradycardia|tachycardia|hypotension|hypertension|anaphyla\w+|angio-?o?edema|\w{3,}(?:penia|a?emia|uria|algia|rrhage|rrhagia|o?edema|lysis|plegia|paresis|toxicosis))\b|(?:患者|患儿|家属|家人)[^，。]{0,6}(?:述|称|反映|发现)|出现|发生|突发|突然|自觉|感(?=到|觉|头|恶|乏|胸|心|全身|皮|腹|双|四|肢|口|咽)|诉(?!讼)|查(?=[^，。]{0,8}\d)|发现|加剧|寒战|高热|发热(?=[，。\s\d])|\bdevelop(?:ed|ing)\b|\bexperienc\w+|\bnotic\w+|\bcomplain\w+|\bpresent(?:ed|ing) with\b|\breport(?:ed)\b|\bbecame\b|\bbegan to\b|\bwas found to have\b|\bdescrib(?:ed|ing)\b(?! (?:in|with|previously|after))|\bsuffer\w+|\bappear(?:ed)\b|\boccurr(?:ed|ing)\b|\bonset\b|\bcollapsed\b|\bfelt\b|\bspiked\b|\bclimbed\b|\bswell(?:ed|ing)\b|\btingl\w+|\bvomit\w+|\bfainted\b|\bbled\b|\bitch\w+|\bwas noted\b|\bhas been (?:irritable|unwell|dizzy|tired)|\bwas found\b|\bhad (?:a |an |two |several |pleuritic |severe |sudden |new |\w+ )?(?:generali[sz]ed |acute |chest |dry )?(?:seizures?|rash|pain|fever|headaches?|attack|episode|syncope|cough)"),
    ("given", r"加用|联用|合用|首剂|静推|滴注|疗程|第\s?\d+\s?(?:周期|疗程|剂|针)|(?<=[\d.])\s*(?:mg|g|μg|ug|ml|mL|片|粒|支|万?U|IU)(?:\s*/\s*(?:d|日|次)|[，,]?\s*(?:q\.?d|b\.?i\.?d|t\.?i\.?d|qn|每[日晚天周]|一日|1\s?次|早|静|口|iv|po))|(?<=\d)\s?(?:mg|g|mcg|units)(?:/day|/d\b| (?:once|twice|three times|daily|bd|bid|tds|od|qd|nightly|weekly|every|orally|intraven))|\busing\b|\bon (?:a course|treatment|therapy)\b|\bcommenc\w*|予以?|给予|口服|连服|服(?:用|药|(?=[\u4e00-\u9fff]{2,8}\s?\d))|静脉?滴注|静滴|静脉(?:注射|推注|泵入)|静注|肌注|肌内注射|皮下注射|注射|输注|输液|使用|应用|外用|吸入|接种|化疗|用药|给药|滴眼|\bstart(?:ed|ing)?\b|\bbeg(?:an|un|inning)\b|\bcommenc\w+|\binitiat\w+|\bprescri\w+|\breceiv\w+|\btreat(?:ed|ment|ing) with\b|\btak(?:en|ing|es)\b|\btook\b|\bgiven\b|\badminist\w+|\b(?:dose|infusion|cycle|course|injection|tablet|days?|weeks?|months?) of\b|\bintroduc\w+|\bwas (?:placed|put) on\b|\badded to\b|\bhas taken\b|\bsuspect drug\b|\b(?:on|with) \w+ \d+ ?m?g\b|\b(?:on|receiving) (?:long-term|maintenance)\b|\b(?:first|second|third|last|final) (?:dose|infusion|cycle|injection)"),
)  # fmt: skip
# As patients, relatives and nurses tell it; read before and after the words of reports.
_PLAIN: Final[tuple[tuple[Kind, str], ...]] = (
    ("placebo", r"(?<!双盲)(?<!双盲、)(?:外观相同的)?安慰剂(?!对照|组)|\bplacebo\b(?!-| ?controlled| group| arm)|\bdummy (?:\w+ )?(?:injections?|tablets?|capsules?|pills?)\b"),
    ("again", r"\b(?:went|gone|persuaded|put|talked|go) (?:him |her |me |them )?back (?:on|onto)\b|又(?:吃|服|用|打|喝|贴)(?=了|[\d一二两三]|上)|再(?:吃|喝|打)(?=了|[\d一二两三]|上|，)|自行又(?:吃|服)"),
    ("not_better", r"(?:没有?|未见?|不见)(?:什么|任何|明显|大|太大)?(?:变化|改善|好转|起色|见好|减轻)|照旧|老样子|\bjust the same\b|\bno different\b"),
    ("less", r"(?:退|调|改|减|降)回(?:到)?[^，。]{0,6}(?:量|片|剂量|半片|次)|改回[一半\d]|改(?:为|成)隔日|\bon (?:half|less)\b"),
    ("more", r"\bdoubl(?:ed|ing) (?:up|it|them)\b|加到[两二三\d]|\btook (?:two|twice as many|more) (?:instead|of them)?"),
    ("worse", r"\b(?:twice|three times|far|even) (?:as )?(?:bad|worse|stronger)\b|(?:厉害|严重)(?:了|得多)|更(?:厉害|重|甚)"),
    ("stopped", r"(?:自己|自行|就|便|于是|之后|后来)?(?:不|没再|没敢再|未再)(?:吃|服|喝|打|贴|抹|用)(?:了|药了|它)|药[^，。；]{0,4}停(?:了|掉|用|服|下)|停了(?!电)|\bquit\b(?! (?:smoking|his job|her job))|\b(?:agents?|drugs?|drips?|infusions?|tablets|patch(?:es)?|everything) (?:all |were |was )?off\b|\b(?:gave|given|giving) (?:it|them|the \w+) up\b|\btook (?:him|her|them|me) off\b|\bcame off\b|\bdropped the (?:drug|tablets?)\b|\bswap(?:ped|ping)\b"),
    ("recurred", r"\b(?:identical|(?:the )?same|similar) (?:pain|symptoms?|picture|reaction|eruption|attack|lesions?|complaints?|episode)\b|(?:又|再)(?:次|度)?(?:变|黑|肿|红|痒|吐|拉|疼|痛|升|降|高|低|长|烧)|\b(?:it|they|symptoms?|\w{4,}s) (?:were |was |came |all )?back (?:the|on|within|in|by|after|that|again)\b"),
    ("better", r"(?:退|消|细|缓|醒|降|平|稳|瘪|褪|轻|好|浅)[^，。；]{0,2}(?:下去|回去|过来|下来|多了|些了|了)(?!吗)|(?:正常|没事)了|变回|\b(?:fine|alright|all right|herself|himself|well|ok|okay) (?:again|from|since|within|by|now)\b|\b\w+-free\b|\bput an end to\b|\b(?:strength|appetite|sleep|hearing|sight|vision|function|movement|speech|taste) (?:came|had come|was) back\b|\b(?:fell|fallen|dropped|falling) (?:below|under|back)\b|\bhardly (?:there|any)\b|\b(?:slowed|soft|quiet) (?:again|inside|within|by|,|then)"),
)  # fmt: skip
_COMPILED: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in (*_PLAIN, *_EVENTS)
)
_OPPOSITE: Final[Mapping[Kind, Kind | None]] = {
    "better": "not_better",
    "stopped": "kept",
    "recurred": "not_recurred",
    "again": "not_again",
    "onset": "not_recurred",
    "worse": None,
    "given": None,
    "not_again": "not_again",
    "kept": "kept",
    "not_better": "not_better",
    "not_recurred": "not_recurred",
    "more": "more",
    "less": "less",
    "placebo": None,
}
# What stands between an outcome and what it followed: “resolved within a week of stopping”.
_AFTER: Final = re.compile(
    r"\b(?:after|when|once|upon|following|during|on|with|of|by|to|despite|regardless of)\b(?: [\w-]+){0,5} ?$|后[^，。]{0,6}$",
    re.IGNORECASE,
)
_EXPLICIT: Final = re.compile(
    r"\bre-?(?:challeng|expos|administ|introduc|start|institut)|\bresum|\b(?:went|gone|put|persuaded|talked)\b|再激发|再次|重新",
    re.IGNORECASE,
)
_BY_DOSE: Final[tuple[tuple[Kind, Kind, Kind], ...]] = (("more", "worse", "less"), ("less", "better", "more"))
_BECAUSE: Final[frozenset[Kind]] = frozenset(("stopped", "better", "worse", "recurred", "less"))
_FAR: Final = 7  # clauses in which an outcome is looked for
_MANY: Final = 200  # events that are looked at for one; a text that is no case may have thousands in a clause


@dataclass(frozen=True, slots=True)
class Event:
    """What a clause says happened; ``sentence`` holds the characters of its sentence."""

    kind: Kind
    at: int
    clause: int
    sentence: Span


def _place(event: Event) -> int:
    return event.at


@dataclass(frozen=True, slots=True)
class Course:
    """The events of a case in the order told."""

    text: str
    events: Sequence[Event]

    def of(self, *kinds: Kind) -> list[Event]:
        """Events of some kinds."""
        return [event for event in self.events if event.kind in kinds]

    def began_after(self) -> Event | None:
        """The first sign of illness told after something was given; else what was done because of it."""
        given = next((event.at for event in self.of("given")), None)
        if given is None:
            return None
        after = [one for one in self.events if one.at > given]
        signs = [one for one in after if one.kind == "onset"]
        return next(iter(signs or [one for one in after if one.kind in _BECAUSE]), None)

    def dechallenge(self) -> tuple[bool, Event] | None:
        """Whether it got better when the drug was stopped, with the event that tells."""
        for stop in self.of("stopped", "not_again"):
            after = self._outcome(stop, ("better", "not_better"), ("again",))
            if after is not None:
                return after.kind == "better", after
            if (before := self._just_before(stop)) is not None:
                return before.kind == "better", before
        return None

    def rechallenge(self) -> tuple[bool, Event] | None:
        """Whether it came again when the drug was given again."""
        first = next((event.at for event in self.of("onset", "recurred", "better")), None)
        for again in self.of("again"):
            explicit = _EXPLICIT.match(self.text, again.at) is not None
            if not explicit and (first is None or again.at < first):
                continue
            after = self._outcome(again, ("recurred", "not_recurred", "onset"), ("stopped",))
            if after is None:
                after = self._just_before(again, ("recurred", "not_recurred", "onset"))
            if after is not None:
                return after.kind != "not_recurred", after
        return None

    def by_placebo(self) -> tuple[bool, Event] | None:
        """Whether it was there with a placebo."""
        for placebo in self.of("placebo"):
            kinds: tuple[Kind, ...] = ("not_better", "recurred", "better", "not_recurred")
            after = self._just_before(placebo, kinds) or self._outcome(
                placebo, kinds, ("again", "stopped", "given"), 2
            )
            if after is not None:
                return after.kind in ("not_better", "recurred"), after
        return None

    def by_dose(self) -> Event | None:
        """The event that shows it worse with more, or better with less, of the drug."""
        for change, outcome, other in _BY_DOSE:
            for event in self.of(change):
                after = self._outcome(event, (outcome,), ("stopped", other), 3)
                if after is not None:
                    return after
        return None

    def _outcome(
        self, of: Event, kinds: tuple[Kind, ...], until: tuple[Kind, ...], far: int = _FAR
    ) -> Event | None:
        """The first event of ``kinds`` after ``of``, not beyond one of ``until``."""
        first = bisect_right(self.events, of.at, key=_place)
        for event in self.events[first : first + _MANY]:
            if event.clause > of.clause + far or (event.kind in until and event.clause > of.clause):
                return None
            if event.kind in kinds:
                return event
        return None

    def _just_before(self, of: Event, kinds: tuple[Kind, ...] = ("better", "not_better")) -> Event | None:
        """An outcome told in the same sentence before what it followed: “resolved after it was stopped”."""
        last = bisect_left(self.events, of.at, key=_place)
        for event in reversed(self.events[max(0, last - _MANY) : last]):
            if event.sentence == of.sentence and event.at < of.at and event.kind in kinds:
                return event if _AFTER.search(self.text[event.at : of.at]) else None
        return None


def course_of(text: str) -> Course:
    """Read ``text`` for the events of a case."""
    events: list[Event] = []
    number = 0
    counted = list(changes(text))
    for sentence in sentences_of(text):
        for start, end in _clauses(text, sentence):
            number += 1
            events += _events(text, start, end, number, sentence)
            events += (Event(kind, at, number, sentence) for kind, at in counted if start <= at < end)
    return Course(text, sorted(events, key=lambda event: event.at))


def _clauses(text: str, sentence: Span) -> Iterator[Span]:
    start, end = sentence
    for match in _CLAUSE.finditer(text, start, end):
        if match.end() > start:
            yield start, match.end()
            start = match.end()
    if start < end:
        yield start, end


def _events(text: str, start: int, end: int, number: int, sentence: Span) -> Iterator[Event]:
    taken: list[Span] = []
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(text, start, end):
            place = bisect_left(taken, match.span())  # those taken share nothing: two neighbours tell all
            since = taken[place - 1][1] if place else start
            if since > match.start() or (place < len(taken) and taken[place][0] < match.end()):
                continue
            taken.insert(place, match.span())
            said: Kind | None = kind
            if _NEGATED.search(text[since : match.start()]):
                said = _OPPOSITE[kind]
            if said is not None:
                yield Event(said, match.start(), number, sentence)
