"""Whether a sentence advises, and which way: for, against, neither, or that the evidence does not tell.

What a subordinate clause excludes ("where aspirin is contraindicated") is not what is advised, and two
negations make a yes ("should not be delayed"): both are taken out before the words are looked for.
"""

from __future__ import annotations

import re
from typing import Literal

Direction = Literal["for", "against", "neutral", "insufficient"]

_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_NO_POSITION = re.compile(
    r"\b(?:does|do|did|can|could)(?: not|not) (?:make a )?recommend(?:ation)? (?:either )?for or against"
    r"|\bno recommendation (?:for or against|is made|can be made)|neither recommends? for nor against"
    # No preference: "no NSAID is recommended over another", "none of the three is preferred".
    r"|\bno (?:\w+ ){1,6}?(?:is|are) (?:\w+ ){0,2}?(?:recommended|preferred|superior|better|favou?red)"
    r"(?: \w+)? (?:over|to|than) (?:another|others?|the others?)\b"
    r"|\b(?:none|neither)(?: of [\w ]{1,20})? (?:is|are) (?:preferred|superior|preferable|better)\b"
    r"|\bno (?:single )?(?:\w+ ){1,4}(?:is|are) (?:superior|preferred|preferable)\b",
    re.IGNORECASE,
)
_INSUFFICIENT = re.compile(
    r"\b(?:insufficient|inconclusive|inadequate|not enough|no) (?:\w+ )?(?:evidence|data) (?:to|for or"
    r" against|for)\b"
    r"|\b(?:evidence|data)\b[^.;]{0,80}\b(?:is|are|was|were|remains?) (?:\w+ )?(?:insufficient"
    r"|inconclusive|inadequate|lacking)"
    r"|\bfound (?:insufficient|inadequate) evidence"
    r"|\b(?:unable|not able|not possible) to (?:make a )?recommend"
    r"|\b(?:evidence|data)\b[^.;]{0,60}\b(?:neither supports? nor|do(?:es)? not (?:allow|permit) a"
    r" recommend|too (?:few|sparse|limited)"
    r" to|conflicting)\b|\b(?:benefits?|value|balance)\b[^.;]{0,60}\b(?:is|are|remains?) (?:\w+"
    r" )?(?:unproven|unknown|unclear|uncertain)\b"
    r"|证据(?:尚)?(?:不足|不充分)|(?:无|没有|缺乏)(?:足够|充分)?的?证据(?:支持|推荐|说明)|(?:无法|不能"
    r"|难以)(?:作出|做出|给出)?推荐(?:或反对)?意见",
    re.IGNORECASE,
)
# Whom something is not for: "where aspirin is contraindicated", "if the first drug is not tolerated".
_EXCLUDED = re.compile(
    r"\b(?:where|when|whenever|if|unless|because|while|(?:in|for|to) (?:whom|which)|who|whose|that|which)\b"
    r"(?:[^,.;:()]|\([^()]*\)){0,120}?\b(?:contraindicated|not (?:yet |\w+ly )?(?:be )?(?:tolerat\w+"
    r"|effective|appropriate|possible|available|feasible|suitable|sufficient|enough|adequate\w*|recommended"
    r"|indicated|desired|acceptable|needed))\b"
    r"|因[^，。；]{0,20}禁忌[^，。；]{0,6}者?|(?:有|存在)[^，。；]{0,12}禁忌(?:证|症)?的?者?|不(?:作为|属于?|是)禁忌",
    re.IGNORECASE,
)
_TWICE = re.compile(
    r"\b(?:do not|don't|not|never|neither)\b(?: \w+ly)? (?:be )?(?:delay(?:ed)?|with(?:held|hold)|put off"
    r"|postponed?|defer(?:red)?|stop(?:ped)?|discontinued?|omit(?:ted)?|den(?:y|ied)|refused?|avoid(?:ed)?"
    r"|contraindicated|wait)\b|不(?:应|宜|得|能|可|必)?(?:因此)?(?:拖延|推迟|延误|延迟|放弃|瞒报|停用|停药|中断)",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:recommends?|suggests?|advises?) (?:strongly |\w+ly )?against\b"
    r"|\b(?:recommended|suggested|advised|decided|recommendations?|advice) (?:is )?against\b|[:：] against\b"
    # Nothing of the kind: "No drug is recommended", "Neither … nor … should be given".
    r"|(?:^|[.:;,] )(?:no|neither|nobody|none|nothing)\b(?! (?:more|less|later|fewer|earlier"
    r"|recommendation|evidence|position|hierarchy))"
    r"[^.;:]{0,120}?\b(?:should|must|shall|is|are|can be|need)\b"
    r"|\b(?:recommends?|suggests?|advises?) (?:no\b(?! (?:more|less|later|fewer))|neither\b)"
    r"|\b(?:should|must|shall) (?:[\w-]+ ){0,2}?(?:not|never|neither|no longer|very rarely|seldom)\b"
    r"|\b(?:should|must|shall|may|can|to|is|are)(?: \w+ly)? be (?:\w+ly )?(?:stopped|withheld|discontinued"
    r"|ceased|omitted|abandoned|withdrawn|left (?:out|aside|off|alone)|given up|dropped|disallowed|forbidden"
    r"|prohibited|discouraged)\b"
    r"|\b(?:should|must|shall) (?:\w+ly )?(?:(?:stop|cease|end)\b(?! \w+ing\b)|be refused\b)"
    r"|\bshould (?:withhold|omit|discontinue)\b"
    r"|\b(?:advised?|told|asked|warned|choose|chosen|decide|best|advise) not to\b|\b(?:is|are) not to be\b"
    r"|\bcan(?:not| not)(?: \w+ly)? be (?:recommended|advised|supported|endorsed|justified)\b"
    r"|\bno longer (?:\w+ )?(?:recommended|appropriate|indicated|advised|needed|used|given)\b"
    r"|\bnot (?:\w+ly )?(?:recommended|advised|supported)\b|\b(?:is|are) of no (?:use|value|benefit)\b"
    r"|\b(?:is|are|was|be|been) (?:generally )?(?:not (?:\w+ly )?(?:recommended|indicated|advised"
    r"|suggested|advisable|warranted|appropriate|supported)|discouraged|contraindicated)"
    r"|\b(?:does|do|did|can) ?not (?:\w+ly )?(?:recommend|suggest|support|advise|endorse)"
    r"|\b(?:should|must|(?:is|are) (?:best|to)) (?:best |generally )?(?:be )?avoided\b|\b(?:has|have"
    r"|plays?) no (?:role|place)\b"
    r"|\bno (?:role|place|indication|ground)s? (?:for|in)\b|\b(?:is|are) (?:inappropriate|inadvisable"
    r"|unacceptable|unnecessary"
    r"|not (?:acceptable|needed|necessary|required|useful|effective))\b"
    r"|\b(?:should|must) (?:not|never)\b|\bshould (?:generally )?avoid\b|\bshould be avoided\b"
    r"|(?:^|[.:;,] )(?:do not|don't|avoid|never)\b"
    r"|\b(?:recommends?|suggests?)(?: that)? (?:\w+ ){0,6}?(?:avoid(?:ing)?|discontinu(?:ing|es?|ed)|not"
    r" (?!currently|already|yet|previously|receiv|taking|on |at |known|respon|tolerat|only|hav|with"
    r"|treated)\w+)\b"
    r"|\b(?:recommends?|suggests?) [^.;]{0,200}?\bnot (?:be )?(?:used?|performed|offered|initiated"
    r"|given|obtained|prescribed|walk|undergo)\b"
    r"|\bevidence (?:\w+ )?supports? (?:not\b|no benefit|against)|\bevidence does not support\b"
    r"|\bit is the opinion of the \w+ ?\w* not to\b|\bthere is no benefit (?:to|of)\b"
    r"|无(?:需|须)|不(?:必|予|再)|(?:应|须|宜|建议|考虑)(?:设法)?(?:停(?:用|药|掉|止)|撤除)|不(?:作为[^，。；]{0,12}首选|(?:推荐|建议|主张|支持|应"
    r"|宜|得|可|常规|需)(?!低于|高于|超过|少于"
    r"|小于|大于))|不再(?:使用|起始|推荐|建议|适用)|已?不适用|禁[用止]|(?:属|为|列为)禁忌|避免|反对",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\b(?:recommends?|suggests?|advises?|endorses?|advocates?)\b(?! (?:the )?(?:dose|dosage))"
    r"|\b(?:is|are|be) (?:\w+ly )?(?:recommended|indicated|preferred|advised|suggested|reasonable"
    r"|appropriate|favored|favoured)\b"
    r"|\b(?:strong|moderate|limited|good|fair) evidence supports?\b|\bevidence supports? (?:the use"
    r"|using|that)\b"
    r"|\b(?:should|must)\b|\b(?:may|can|could|might) (?:also )?be (?:\w+ly )?(?:considered|offered"
    r"|used|reasonable|performed|given|tried|beneficial|appropriate|substituted)\b"
    r"|\b(?:clinicians?|physicians?|providers?|practitioners?|women|patients|persons|surgeons) (?:may"
    r"|might|can) (?:choose|consider|offer|perform|use)"
    r"|(?<!不)(?:推荐(?!剂量|疗程|的|意见|类别|等级)|建议|首选|优选)|不(?:宜|应|得)(?:低于|高于|超过)"
    r"|(?<![不供相对反适效响感])应(?!用|激|答|对|急)"
    r"|(?<!不)宜(?!居)|(?:可|可以|应)考虑|可以(?=[\u4e00-\u9fff])|至少每[年月周半]|可(?:选用|加用|用|行|作为|起始|采用|使用|给予)",
    re.IGNORECASE,
)
# In a sentence that advises, which way. "No more than two" limits and does not forbid.
_STOPS = re.compile(
    r"^\W*(?:[\w.]{1,4}[.)] )?(?:do not|never|avoid|no\b(?! (?:more|less|later|fewer|earlier))"
    r"|not\b|stop\b|omit|withhold|hold back|without|neither|discontinue|leave [^.;,]{0,60}\balone)"
    r"|\b(?:not|never|cannot|neither)\b(?! (?:only|more|less|later|exceed|yet|respond|tolerat|improv|known"
    r"|have"
    r"|been|previously|reached|controlled|met|at goal|on |taking|pregnant|currently|already|all\b|every|just"
    r"|merely))|\bunnecessary\b|\bneed(?:s)? no|\bno (?:role|place|reason|need|benefit|advantage)"
    r"|[:：–|] (?:no|none|not|against|stop|avoid)\b|\bmay be (?:omitted|withheld|dispensed)"
    r"|\b(?:is|are|be) (?:best |then |also )?(?:stopped|discontinued|left (?:out|aside|off|alone)|given up"
    r"|omitted|withheld|avoided|withdrawn|dispensed with|discouraged|harmful|unsuitable)\b"
    r"|无需|无须|不必|不宜|勿|避免|停用|停药|停止|不用|不应|不常规|不再|没有必要|免于"
    r"|不(?:单独)?(?:使用|用于|用药|给予?|做|作|行|以|取|加|追加)|一概不|戒",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\b(?:however|but|although|while|given)\b|然而|但", re.IGNORECASE)
_ADVISES = re.compile(
    r"\b(?:group|panel|committee|force|we|tf|acp|guideline)\b[^.;]{0,30}\b(?:recommends?|suggests?)\b",
    re.IGNORECASE,
)
# Sentences about recommendations, grades, or what evidence makes likely.
_ABOUT = re.compile(
    r"\b(?:this|these|the|its|other|several|separate|current|previous|following|such|accompanying"
    r"|major|revised|new) (?:\w+ ){0,3}?recommendations?(?: statements?| summary)?\b[^.]{0,40}?"
    r"\b(?:appl(?:y|ies)|do(?:es)? not apply|focus\w*|pertain\w*|is|are|was|were|can be|also|differ"
    r"|below|will|in this|based|for the management|represent|provided)\b"
    r"|\brecommendations? (?:statement|for|on|in|of) [^.]{0,80}\bavailable\b|\bgrades its"
    r" recommendations\b|\bhas (?:made|issued|published|also|several"
    r"|related)\b[^.]{0,60}\brecommendation"
    r"|\b(?:evidence|studies|study|data|trials?|results?|reviews?|analys[ei]s|literature|findings"
    r"|models?|surveys?|rationale)\b[^.;]{0,40}\b(?:suggests?|suggested)\b"
    r"|\b(?:various|several|many|some|other|most|few|national|professional|u\.s\.|medical) (?:\w+"
    r" ){0,4}?(?:organizations?|guidelines?|groups?|societies|experts?|physicians"
    r"|states)\b[^.]{0,50}\brecommend"
    r"|\b(?:recommends?|recommends against|recommends selectively offering or providing) (?:the|this)"
    r" service\b|\bbalance of benefits and harms of the service\b|\boffer ?/ ?provide this service"
    r"|\buse of this service\b"
    r"|\brecommended (?:dietary allowance|levels|daily)|\bsee the\b[^.]{0,60}\brecommendation"
    r"|\bstrength of (?:the )?recommendations?\b[^.]{0,50}(?:defined|grading|rating)"
    r"|\brecommendation is made\b|\bshould follow a\b|\bindividuals should receive the\b|推荐意见(?:须|分为"
    r"|由)|推荐(?:类别|等级|强度|级别)[^。]{0,12}(?:分为|定义|见)",
    re.IGNORECASE,
)


def direction_of(text: str) -> Direction | None:
    """Which way ``text`` (one statement) advises; ``None``: it has no word of advice."""
    if _NO_POSITION.search(text):
        return "neutral"
    unknown = _INSUFFICIENT.search(_BRACKETED.sub(lambda match: " " * len(match.group()), text))
    if unknown is not None:
        rest = text[unknown.end() :]
        # "There is insufficient evidence … However, the panel suggests …" is a suggestion.
        after = _ADVISES.search(rest)
        if after is None:
            return "insufficient"
        text = rest[after.start() :]
    text = _TWICE.sub(_as_one, _EXCLUDED.sub(_masked, text))
    against, towards = _AGAINST.search(text), _FOR.search(text)
    if against is not None and (towards is None or not _qualified(text, towards, against)):
        return "against"
    return "for" if towards is not None or against is not None else None


def way_of(text: str) -> Direction:
    """Which way a sentence advises that is known to: forms that elsewhere only tell facts count."""
    told = direction_of(text)
    if told is not None:
        return told
    plain = _TWICE.sub(_as_one, _EXCLUDED.sub(_masked, text))
    return "against" if _STOPS.search(plain) else "for"


def _masked(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _as_one(match: re.Match[str]) -> str:
    """A double negation as the yes it is, of the same length."""
    plain = "应进行" if not match.group().isascii() else "be given"
    return plain[: len(match.group())].ljust(len(match.group()))


def _qualified(text: str, towards: re.Match[str], against: re.Match[str]) -> bool:
    """Whether the negative words come only later, in another sentence or clause than the advice."""
    if against.start() <= towards.start() or against.start() < towards.end():
        return False
    between = text[towards.end() : against.start()]
    if against.start() < towards.start() + 3:
        return False
    return bool(
        re.search(
            r"[.;。；](?:\s|$|[^\d])|\b(?:and|but)\s*(?:is|are|should|must)?\s*(?:best|generally)?\s*$",
            between,
        )
    )


def is_about(text: str) -> bool:
    """Whether a sentence speaks of recommendations instead of giving one."""
    return bool(_ABOUT.search(text))
