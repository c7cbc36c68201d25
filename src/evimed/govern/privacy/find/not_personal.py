"""What looks like an identifier and is none: approvals, registrations, references, versions, organisations.

A bare pattern inside one of these spans is dropped; a labelled identifier is not.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_PUBLIC = re.compile(
    r"""
    国药准字\s*\(?[A-Z]?\s*\d{8}\)?|国药(?:试|证)字[A-Z]?\d{8}|(?:批准文号|注册证号|备案号|许可证号?|执行标准|方案[编]?号|伦理批件号|文件编号|合同编号|项目编号)\s*:?\s*(?:为)?\s*[\w()（）〔〕\[\]号\-/.]{4,40}
    |[国京沪粤苏浙鲁川渝津冀晋辽吉黑皖闽赣豫鄂湘桂琼贵云陕甘]械(?:注[准进许]|备)\d{8,14}
    |\b(?:NCT|ISRCTN|ACTRN|DRKS|UMIN|JPRN-?|CTRI/?|KCT|IRCT|NTR|ChiCTR[A-Z-]*|CTR)\s?[\d/]{5,15}\b|\bEudraCT[ :]*(?:No\.?)?\s*[\d-]{10,16}|\b20\d\d-\d{6}-\d\d\b
    |\b(?:doi|DOI)\s*:?\s*10\.\S+|https?://(?:dx\.)?doi\.org/\S+|\b10\.\d{4,9}/\S+
    |\bPM(?:ID|CID|C)[ :]*(?:PMC)?\d+|\bISBN[ :-]*[\dX -]{10,20}|\bISSN[ :-]*\d{4}-\d{3}[\dX]|\bCAS(?:号|\s?No\.?|\s?number)?[ :]*\d{2,7}-\d\d-\d|\bNDC[ :]*[\d-]{10,14}
    |\bICD(?:-?\d+)?(?:编码|-CM)?[ :]*[A-Z]\d\d(?:\.\d+)?|\bLOINC[ :]*\d+-\d|\bATC[ :]*[A-Z]\d\d\w*|\bUDI[ :]*\S+|\bRRID[ :]*\S+
    |(?:批号|产品批号|生产批号|批次号?|lot|batch)(?:\s?(?:no\.?|number|\#))?\s*:?\s*[A-Z]*\d[\w-]*|(?:本位码|监管码|追溯码|商品条码|商品码|GTIN|EAN|UPC|product\s?code|reference\s?ID|统一社会信用代码|标准号|货号|订货号|catalog(?:ue)?\s?(?:no\.?|number))\s*:?\s*(?:为)?\s*[A-Z\d]{6,24}
    |(?:[Vv]ersion|[Rr]elease|[Bb]uild|[Rr]ev(?:ision)?\.?|版本号?|固件|内核|[Ss]oftware|软件|[Ss]ections?|[Cc]hapters?|[Tt]ables?|[Ff]ig(?:ure)?s?\.?|[Aa]ppendix|[Ii]tem|[Cc]lause|[Aa]rticle|[Mm]odule|§|章节|第|条款|附录|模块|节|表|图|\b[vV])\s*:?\s*(?:版本|号)?\s*\d+(?:\.\d+){1,5}(?:\s*(?:,|and|to|-|、|和|至)\s*\d+(?:\.\d+){1,5})*(?:\s*build\s*[\d.]+)?|[Uu]ni[Pp]rot\s*\w+|\b(?:N[MPCGR]|X[MP])_\d+(?:\.\d+)?|\bENS[GTP]\d+|\bSOP-[\w-]+|\bRFC\s?\d+
    |[一-鿿]{2,12}[〔\[(]\d{4}[〕\])]\s*\d+\s*号|《[^》\n]{2,60}》|(?<![\w-])(?:GB|GB/T|YY|YY/T|WS|WS/T|ISO|IEC|ICH|CFR|HL7)[ /]+[\d.:-]+
    |\b(?:1-)?8(?:00|88|77|66|55|44|33)-\d{3}-\d{4}|\b[48]00-?\d{3}-?\d{4}|\b(?:1-)?800-[A-Z]{3}-?\w{4}
    """,
    re.VERBOSE,
)
# An author list of a reference: names apart by commas up to a journal, a year, a volume.
_REFERENCE = re.compile(
    r"""(?:^|\n|[.。;\]]\s*)(?:\[?\d{1,3}[\].、)]\s*)?
    (?:(?:[一-鿿]{2,4}|[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?\s+(?:[A-Z]-?){1,3})\s*(?:,|,\s*and|and|&|、|;)\s*){1,30}
    (?:(?:[一-鿿]{2,4}|[A-Z][\w'’-]+\s+(?:[A-Z]-?){1,3}|et\s+al|等)\s*[.,:]\s*).{4,240}?
    (?:\b(?:19|20)\d\d\b\s*[;,(（].{0,24}?\d+\s*[-:]\s*\d+|\[[JMDC]\]|\b(?:19|20)\d\d\s*;\s*\d+)""",
    re.VERBOSE,
)
_ORGANISATION = re.compile(
    r"生产企业|企业名称|上市许可持有人|注册人|持有人名称|生产地址|注册地址|生产厂|经营企业|药业|制药|有限公司|受托生产|进口代理|公司热线|投诉举报|监测热线|药品监督管理|manufactured (?:by|for)|distributed by|marketed by|poison control|report (?:suspected )?adverse|contact fda|www\.fda|headquarter|registered office|corporat|\binc\.|\bltd\b|pharmaceuticals",
    re.IGNORECASE,
)
_PERSON = re.compile(r"患者|病人|姓名|身份证|家属|收件人|住址|patient|name\b|home address", re.IGNORECASE)


class NotPersonal:
    """The spans of one text that hold no personal data."""

    def __init__(self, text: str) -> None:
        spans = sorted(match.span() for match in _PUBLIC.finditer(text))
        self._references = sorted(match.span() for match in _REFERENCE.finditer(text))
        self._spans = spans
        self._starts = [start for start, _ in spans]
        self._lines = _organisation_lines(text)

    def holds(self, start: int, end: int) -> bool:
        """Whether ``[start, end)`` touches an approval number, a version, a statute or the like."""
        place = bisect_right(self._starts, end - 1)
        return any(span_end > start for _, span_end in self._spans[max(0, place - 8) : place])

    def in_reference(self, start: int) -> bool:
        """Whether ``start`` stands in a bibliographic reference."""
        return any(first <= start < last for first, last in self._references)

    def of_organisation(self, start: int) -> bool:
        """Whether the line of ``start`` tells of a company: its address and telephone are public."""
        return any(first <= start < last for first, last in self._lines)


def _organisation_lines(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        match = _ORGANISATION.search(line)
        if match and not _PERSON.search(line):
            found.append((at, at + len(line)))
        at += len(line)
    return found
