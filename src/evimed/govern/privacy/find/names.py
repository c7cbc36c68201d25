"""Names of persons: Chinese by surname, field and context, English by field, title and context.

A surname alone proves nothing (高血压, 白细胞, 黄芩): a name needs a field, a title, a sex or an identifier beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import rjieba

from evimed.govern.privacy.find.findings import Finding, Reason
from evimed.govern.privacy.find.labels import NAME_FIELDS
from evimed.govern.privacy.find.surnames import COMPOUND, GIVEN_EN, GIVEN_ZH, SURNAMES

_SURNAME = f"(?:{'|'.join(sorted(COMPOUND))}|[{''.join(sorted(SURNAMES))}])"
_HAN = "[一-鿿]"
_NAME_ZH = re.compile(f"{_SURNAME}{_HAN}{{1,2}}")
_RUN = re.compile(f"{_HAN}+(?:·{_HAN}+)*")
_GIVEN = r"[A-Z][a-z'’]*[A-Za-z'’-]*[a-z]|[A-Z]['’][A-Z][a-z]+"
_NAME_EN = rf"(?:{_GIVEN})(?:,? (?:[A-Z]\.? )?(?:(?:van|von|de|del|da|la|bin|al|ter) )?(?:{_GIVEN})){{0,2}}"
_WHOLE_EN = re.compile(
    rf"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? )?(?P<v>{_NAME_EN}|[A-Z]{{2,}}(?:,? [A-Z]{{2,}}){{1,2}})"
)

_BETWEEN = r"[\"'”’*]*[^\S\n]{0,10}(?:\((?:男|女|本人|签字|签名|盖章|夫妻|正楷)\)\s{0,2})?(?P<sep>(?:[:=>#,]|是|为|叫|系)?)[^\S\n]{0,8}[\"'“‘<【\[]{0,2}(?P<title>(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor)\.?\s)?)"  # fmt: skip
_FIELD = re.compile(rf"(?:(?<![A-Za-z])|(?<=_))(?P<field>{NAME_FIELDS}){_BETWEEN}", re.IGNORECASE)
_SAID = re.compile(r"(?:我是|我叫|我的名字(?:是|叫)|[我你他她][爸妈爹娘]{1,2}叫|名叫|大名|本人|兹有(?:患者)?|兹证明|患者|病人|患儿|病员|受试者|家属|之[子女妻夫母父]|联系医生|请联系|请找|请与|爸爸|妈妈|母亲|父亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|丈夫|妻子|老公|老婆|儿子|女儿|哥哥|姐姐|弟弟|妹妹|尊敬的|您好[,，]|护士|老人|孕妇|产妇|死者|伤者)")  # fmt: skip
_SPACED = re.compile(rf"{_SURNAME} +{_HAN}(?!{_HAN})")
_LONGEST_FOREIGN = 15  # characters of a name with a point inside: 买买提·艾力
_LOOSE = frozenset(
    """
    患者 病人 患儿 病员 受试者 家属 护士 老人 本人 产妇 孕妇 死者 伤者 父亲 母亲 丈夫 妻子 儿子 女儿 爸爸 妈妈 爷爷 奶奶
    """.split()  # noqa: SIM905  -- a list of words to read
)
# Surnames that are also words of every sentence: they need more than their place.
_PARTICLES = frozenset("的于因系为是与和及在从诉将把被让请到去")
_WORDS_TOO = frozenset(
    "和于时都经水费应任曾从向诸安平常能连项解全权强成明方万路段金钱计程高白黄马石花温单管原有由自及与是为"
)
_TITLE_ZH = re.compile(r"(?:副?主任(?:医师|护师|药师|技师)?|主治(?:医师)?|住院医师|医师|医生|大夫|护士长?|护师|教授|院长|院士|先生|女士|小姐|同志|阿姨|叔叔|大爷|大妈|奶奶|爷爷|太太|老师|药师|技师)")  # fmt: skip
_SEX = re.compile(
    rf"(?<!{_HAN})(?P<v>{_HAN}{{2,4}}?)[”\"]?\s{{0,4}}(?:[,，、/|\t ]\s{{0,4}}[男女](?:性|童|婴)?(?!{_HAN}{{2}})|[,，]?(?:今年|现年)\d{{1,3}} ?岁)"
)
_BESIDE = re.compile(rf"(?<!{_HAN})(?P<v>{_HAN}{{2,4}})[\"”]?(?=(?:\((?:夫妻|配偶|父子|母子|儿子|女儿|父亲|母亲|丈夫|妻子|本人)[^)]{{0,4}}\)|\s|,|、|:|\(|\||\"|医生|老师){{1,3}}(?:电话|手机|身份证|住院号|病案号|病历号|门诊号|就诊号|体温|血压|\+?\d{{6}}|[\w.+-]+@))")  # fmt: skip
_LEADS = re.compile(r"(?:请|致|找|叫|患者|联系|尊敬的|兹证明|医生|护士|我是)$")
_FOLLOWS = re.compile(r"(?:因|于|的|系|为|是|主诉|诉|之|先生|女士|小姐|同志|同学|副?主任|主治|医[生师]|护[士师]|大夫|老师|教授|院长|陪[同护]|签[字名]|住院|住(?!院)|性别|身份证|电话|手机|男|女|来|入|出院|现|既往|自|与|和|及|等|在|从|转|主持|家|患|以|曾|到|收|查|申请|行|拟|需|已|未|今|昨|报告|表示|体温|血压|年龄|出生|门诊|病案|科|就诊|能|想|你|您|有|也|要|会|去|说|叫|做|被|让|把|将|对|向|给|无|否认|可|应|此|该|第|联系|工号|日期|职业|执行|审核|记录|你好|$)")  # fmt: skip
# A name that begins a question or a clause: 王建国的血钾是多少？
_BARE = re.compile(
    rf"(?<!{_HAN})(?P<v>{_SURNAME}[{''.join(sorted(GIVEN_ZH))}]{{2}})(?=的|今[天日早]|昨[天日]|现在|最近|上次|这次|本次|入院|出院|住院|复查|何时|怎么|为什么|能不能|可以|是否)"
)
_NOT_NAMES = frozenset(
    """
    谢谢 晋升 姜黄 高血压 白细胞 红细胞 白蛋白 黄疸 黄芩 安全性 常规 应用 应该 于是 时间 时候 全身 双侧 左侧 方案 方法 方便 金额 马上 经过 经治 和平 平时 平均 计算 计划 成人
    成年 明确 明显 任何 何时 如何 水肿 水平 石膏 单位 单独 关节 关于 段落 管理 申请 严重 严格 温度 解放 广泛 连续 路径 项目 项下 向前 都是 全部 全血 安静 安排 保持 保护
    保险 元气 华佗 时有 从未 从事 石斛 强直 强烈 房颤 边界 连接 路程 成功 成立 阳性 阴性 阳光 云南 宁夏 游离 强化 花园 家人 家中 家长 常用 常见 代谢 代表 代码 尚可 尚无
    党员 平素 盛京 金属 金额 商业 封闭 经济 经常 经皮 干预 干燥 荣誉 储存 应急 应予 来院 来源 原因 原发 原始 官方 明日 明天 明年 富马酸 富含 印度 怀孕 从而 索引 易感 易于
    司机 司法 卫生 查房 查体 查看 安慰剂 白天 温馨 温和 高级 高度 高热 高危 高龄 高中 高脂血症 高钾 毛细 毛发 方式 方面 方向 石家庄 武汉 江苏 安徽 贵州 成都 贺卡 路段 陆续
    龙骨 甘草 白术 白芍 杜仲 金银花 黄连 黄芪 黄柏 柴胡 党参 桂枝 麻黄 石决明 牛膝 苏叶 苏木 熊胆 乌药 山药 平卧 元素 单纯 单药 单次 时长 于术 管腔 管床 简单 简要 全程 全麻
    解痉 强心 房室 沙坦 平板 平片 和解 山东 山西 应激 习惯 钟点 季度 康复 史料 孔径 孟鲁司特 雷贝拉唑 雷公藤 文化 文献 文件 文字 文书 年龄 性别 诊断 职业 民族 婚姻 科室 科别
    病区 床号 籍贯 国籍 电话 手机 地址 备注 日期 费用
    """.split()  # noqa: SIM905  -- a list of words to read
)
_COMMON_EN = frozenset(
    """
    the this that his her patient name date birth phone email address number history dose take home
    medical hospital clinic report daily male female none unknown yes no not tablet tablets daughter son
    wife husband blood heart chest pain follow discharge admission please call and for with from
    information department university state street road surgery practice centre center monday tuesday
    wednesday thursday friday saturday sunday january february march april may june july august
    september october november december sir madam doctor all colleague colleagues team professional
    customer member wishes regards thank thanks page table figure section version type status result
    results test tests class stage grade group study trial drug product riverside mayo intern med surg
    neurol staff device day population secretary agency week month year years old sex age mrn dob ssn id
    tel fax nhs gp md
    """.split()  # noqa: SIM905  -- a list of words to read
)  # fmt: skip
_DEGREE = re.compile(
    rf"(?P<v>(?:{_GIVEN}) (?:[A-Z]\.? )?(?:{_GIVEN})),? (?:MD|M\.D\.|RN|PhD|NP|PA-C|PharmD|DO|MBBS|FRCP|BSN|LPN)\b"
)
_TITLED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Nurse|Sister)\.? (?P<v>{_NAME_EN})(?=['’]s|\W|$)"
)
_INTRODUCED = re.compile(rf"\b(?:[Mm]y name is|[Tt]his is|I am|I'm|called|named|daughter|son|wife|husband|mother|father|brother|sister|partner|carer|Pt|Hi|Hello|Dear|RE:|Sincerely,|Regards,|faithfully,)[:,]? (?:Mr\.? |Mrs\.? |Ms\.? |Dr\.? )?(?P<v>{_NAME_EN})(?=['’]s|\W|$)")  # fmt: skip
_CAPITALS = re.compile(
    r"(?<![\w,])(?P<v>[A-Z]{2,}(?:-[A-Z]{2,})?, [A-Z]{2,}(?: [A-Z]\.?)?)(?= {1,4}(?:\(?(?:MRN|DOB|D\.O\.B|SSN|M/|F/|\d{2}[ /-]?y)))"
)
_PLAIN_EN = re.compile(rf"(?<![\w.-])(?P<v>(?:{_GIVEN}) (?:[A-Z]\.? )?(?:{_GIVEN}))(?=['’]s|[^\w]|$)")


@lru_cache(4096)
def _is_word(words: str) -> bool:
    """A dictionary word that is no name."""
    return words in _NOT_NAMES or any(words.startswith(word) for word in _NOT_NAMES if len(word) > 2)


def name_in_cell(value: str) -> bool:
    """Whether a cell under a heading for names holds one."""
    run = value.replace(" ", "")
    if _RUN.fullmatch(run):
        return (
            2 <= len(run) <= 12 and run not in _NOT_NAMES and ("·" in run or _NAME_ZH.match(run) is not None)
        )
    return _WHOLE_EN.fullmatch(value) is not None and not set(value.lower().split()) <= _COMMON_EN


def is_whole_name(words: str) -> bool:
    """Whether words that stand alone, as in the name of a file, are a Chinese name and nothing else."""
    return _RUN.fullmatch(words) is not None and _full_name(words)


def find_names(text: str) -> Iterator[Finding]:
    """Names after fields and words that announce them, before titles, and beside a sex or an identifier."""
    yield from _after_fields(text)
    yield from _chinese(text)
    yield from _english(text)


def _after_fields(text: str) -> Iterator[Finding]:
    for match in _FIELD.finditer(text):
        at = match.end()
        sure = (
            bool(match["sep"])
            or match["field"].endswith(("姓名", "名字", "户名"))
            or ("\n" not in match.group() and match.group()[-1:] in ' \t"”>:')
        )
        span = _chinese_at(text, at, sure=sure)
        if span is None and (match["sep"] or match["title"] or match.group().endswith((" ", "\t"))):
            span = _english_at(text, at, sure=bool(match["sep"] or match["title"]))
        if span is not None:
            yield Finding("name", *span, 0.85 if match["sep"] else 0.7, "label")


def _english_at(text: str, at: int, *, sure: bool = True) -> tuple[int, int] | None:
    match = _WHOLE_EN.match(text, at)
    if match is None:
        return None
    words = [word.strip(",.") for word in match["v"].split()]
    kept = list(words)
    while kept and kept[-1].lower() in _COMMON_EN:
        kept.pop()
    if not kept or kept[0].lower() in _COMMON_EN:
        return None
    if not sure and kept[0].lower() not in GIVEN_EN and kept[-1].lower() not in GIVEN_EN:
        return None
    if (
        len(kept) == 1
        and kept[0].lower() not in GIVEN_EN
        and text[match.end("v") :][:1] not in {",", "\n", "", '"', "<", "|"}
    ):
        return None
    start = match.start("v")
    return start, start + match["v"].rindex(kept[-1]) + len(kept[-1])


def _chinese_at(text: str, at: int, *, sure: bool) -> tuple[int, int] | None:
    """The name that begins at ``at``; ``sure``: a colon or a blank after its field says that it is one."""
    run = _RUN.match(text, at)
    if run is None:
        return None
    words = run.group()
    if len(words) == 1 and sure:
        # Two characters and blanks between them, as forms are filled in: 张 三.
        spaced = _SPACED.match(text, at)
        return spaced.span() if spaced else None
    if "·" in words:
        size = len(words) if len(words) <= _LONGEST_FOREIGN and sure else 0
    elif _is_word(words) or words[:2] in _NOT_NAMES or words[:3] in _NOT_NAMES:
        size = 0
    elif head := _surname(words):
        size = _size(words, head, sure=sure)
    else:  # a surname we do not list, where a field and a colon say that it is one
        rare = sure and 2 <= len(words) <= 3 and not rjieba.has_word(words) and len(rjieba.tag(words)) == 1
        size = len(words) if rare else 0
    return (at, at + size) if size else None


def _surname(words: str) -> int:
    """How many characters of the beginning are a surname."""
    return 2 if words[:2] in COMPOUND else 1 if words[:1] in SURNAMES else 0


def _size(words: str, head: int, *, sure: bool) -> int:
    """How many characters of a run that begins with a surname of ``head`` are a name; 0: none."""
    named = _is_name(words)
    if len(words) in {head + 1, head + 2} and (sure or named):
        return head + 1 if words[head + 1 :] in {"男", "女", "于", "因", "诉"} else len(words)
    if not named and not (sure and words[0] not in _WORDS_TOO):
        return 0
    sizes = (head + 1, head + 2) if words[head + 1 : head + 2] in _PARTICLES else (head + 2, head + 1)
    for size in sizes:
        if len(words) > size and _FOLLOWS.match(words[size:]) and not _is_word(words[:size]):
            return size
    return head + 2 if sure and named and len(words) > head + 2 else 0


@lru_cache(4096)
def _is_name(words: str) -> bool:
    """Whether the segmenter takes the beginning of a run for a name, or for no word it knows."""
    if words[:2] in COMPOUND:
        return True
    first, tag = rjieba.tag(words)[0]
    if words[0] in _WORDS_TOO:
        return tag.startswith("nr") and len(first) > 1
    return tag.startswith("nr") or len(first) == 1


def _chinese(text: str) -> Iterator[Finding]:
    for match in _SAID.finditer(text):
        span = _chinese_at(text, match.end(), sure=match.group() not in _LOOSE)
        if span is not None:
            yield Finding("name", *span, 0.75, "context")
    for match in _TITLE_ZH.finditer(text):
        end = match.start()
        span = _before_title(text, end - 1 if text[end - 1 : end] == " " else end)
        if span is not None:
            yield Finding("name", *span, 0.65, "context")
    for match in _BARE.finditer(text):
        if not rjieba.has_word(match["v"]):  # whom the dictionary knows is no patient: 李时珍
            yield Finding("name", *match.span("v"), 0.65, "context")
    for form, score in ((_SEX, 0.8), (_BESIDE, 0.75)):
        for match in form.finditer(text):
            words = match["v"]
            if _full_name(words, known=form is _BESIDE):
                yield Finding("name", *match.span("v"), score, "context")


def _full_name(words: str, *, known: bool = False) -> bool:
    """Two to four characters that can be a whole name; ``known``: what stands beside them says that they are."""
    head = _surname(words)
    if not head or not head + 1 <= len(words) <= head + 2 or words in _NOT_NAMES or words[:2] in _NOT_NAMES:
        return False
    if known or "某" in words:
        return known and "某" not in words
    parts = rjieba.tag(words)
    # A word that the dictionary has and does not call a name is that word: 金额, 应用.
    return parts[0][1].startswith("nr") or not (len(parts) == 1 and rjieba.has_word(words))


def _before_title(text: str, end: int) -> tuple[int, int] | None:
    """A whole name right before a title, with something that is no part of it before."""
    for size in (4, 3, 2):
        start = end - size
        words = text[max(0, start) : end]
        if start < 0 or not _RUN.fullmatch(words) or not _full_name(words):
            continue
        before = text[max(0, start - 3) : start]
        alone = not re.search(rf"{_HAN}$", before)
        if (alone and not (words[0] in _WORDS_TOO and not _is_name(words))) or _LEADS.search(before):
            return start, end
    return None


def _english(text: str) -> Iterator[Finding]:
    for match in _CAPITALS.finditer(text):
        yield Finding("name", *match.span("v"), 0.7, "context")
    rules: tuple[tuple[re.Pattern[str], float, Reason], ...] = (
        (_DEGREE, 0.8, "context"), (_TITLED, 0.8, "context"), (_INTRODUCED, 0.7, "context"),
    )  # fmt: skip
    for form, score, reason in rules:
        for match in form.finditer(text):
            span = _english_at(text, match.start("v"))
            if span is not None:
                yield Finding("name", *span, score, reason)
            elif form is _TITLED and match["v"].split()[0].lower() not in _COMMON_EN:
                yield Finding(
                    "name", match.start("v"), match.start("v") + len(match["v"].split()[0]), 0.7, reason
                )
    for match in _PLAIN_EN.finditer(text):
        first, *_, last = match["v"].split()
        if first.lower() in GIVEN_EN and last.lower() not in _COMMON_EN:
            yield Finding("name", *match.span("v"), 0.55, "pattern")
