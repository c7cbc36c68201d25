"""Chinese word formation: drugs by the counterparts of INN stems, conditions by ending, herbs by quantity."""

from __future__ import annotations

import re

_DRUG_CHINESE = re.compile(
    r"[\u4e00-\u9fff]{1,6}?(?:他汀|沙坦|普利|洛尔|地平|列汀|列净|鲁肽|沙班|加群|肝素|那非|曲坦|司琼|洛芬|昔布|沙星|环素"
    r"|西泮|唑仑|巴比妥|卡因|库铵|铂|柔比星|紫杉醇|替康|西他滨|夫定|芬酸|贝特|司特|奈德|松龙|米松|拉唑|咪唑|康唑|立唑|哌酮"
    r"|利酮|丙嗪|西汀|平片|替尼|单抗|西林|霉素|培南|头孢[\u4e00-\u9fff]{1,3}|磺胺[\u4e00-\u9fff]{1,4}|噻嗪|塞米|双胍|格列[\u4e00-\u9fff]"
    r"|膦酸|茶碱|韦|莫司|环磷酰胺|度胺|吡格雷|西坦|三嗪|巴林|多巴|芬净|唑胺|疫苗|免疫球蛋白|胰岛素|生长素|拮抗剂|抑制剂|激动剂|阻滞剂|阻断剂)"
)
_HEAD_CHINESE = re.compile(
    r"(?:炎|癌|瘤|症|病|综合征|综合症|衰竭|出血|感染|贫血|休克|梗死|梗塞|栓塞|血栓|中毒|骨折|溃疡|水肿|积液|硬化|狭窄"
    r"|[疼腹头胸胃牙咽关]痛|抽搐|痉挛|昏迷|麻木|瘫痪|失眠|便秘|腹泻|呕吐|咳嗽|气喘|气短|乏力|肿块|结石|脱肛|带下|瘙痒)$"
)
_CHANGE_CHINESE = re.compile(
    r"(?:功能)?(?:异常|不全|障碍|损害|损伤|紊乱|失常|减退|衰竭|受损)|(?:升高|增高|降低|减少|缺乏|增多)(?:症)?"
)
_CLASS_CHINESE = re.compile(
    r"(?:急性|慢性|原发性?|继发性?|先天性?|特发性?|病毒性?|细菌性?|真菌性?|过敏性?|缺血性?|出血性?|恶性|良性|转移性?|自身免疫性?"
    r"|非瓣膜性|妊娠期?|老年性?|[\u4e00-\u9fff]{1,4}(?:性|型|源性))$"
)
# A concentration (78 g/L) is no quantity of a herb.
_QUANTITY = r"(?:[\d.]+\s*(?:g|mg|克|钱|ml|枚|条|只|片)(?![/／a-zA-Z])|[一二三四五六七八九十百半]{1,4}(?:两|钱|枚|个|升|斤|合|克|分|铢|茎|尺)[半]?|(?:[一二三四五六七八九十]?钱半|各[一二三四五六七八九十半等]+[两钱分]?))"
_HERB = re.compile(
    rf"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{{2,5}})(?=\s*(?:[(（][^()（）]{{1,16}}[)）])?\s*[:：]?\s*{_QUANTITY})"
    rf"|(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{{2,4}})(?=[(（][^()（）]{{0,14}}{_QUANTITY}[^()（）]{{0,6}}[)）])"
)
_ADDED = re.compile(r"[，,可再酌]加([\u4e00-\u9fff]{2,5}(?:、[\u4e00-\u9fff]{2,5})*)(?=以|[。；，]|等|$)")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,5}")
# Before a quantity stands also what is done with it: 以水七升, 煮取三升, 温服一升, 先煮麻黄.
_DONE = re.compile(
    r"[煮服取滓沸煎捣筛和纳沉顿饮减余复更令灸调下至早晚吐如]|(?<!三)[一二三四五六七八十]$|[水两]$|^[以上右其各若先再每得日分去入共半]"
)
_TRIMMED = re.compile(r"[加用]")
_FORMULA = re.compile(
    r"([\u4e00-\u9fff]{2,8}?)(?:汤|散|丸|饮子?|膏|丹|颗粒|胶囊|口服液|煎)(?=[^\u4e00-\u9fff]|主之|加|和|与|治|调|为|证|方|者|也|合|不|之|服|则|而|后|去|中|$)"
)
_FORMULA_LEFT = re.compile(
    r".*(?:宜|与|用|服|以|予|可|为|主|作|投|给|进|合|及|和|曰|云|本|名|如|即|是|者|证|前|此|此为|求诊)"
)
_NO_FORMULA = frozenset(
    [
        "冷饮",
        "热饮",
        "去滓",
        "煮散",
        "为散",
        "发散",
        "炼蜜",
        "服丸",
        "蜜丸",
        "水煎",
        "先煎",
        "后下",
        "升散",
        "解散",
        "丹溪",
        "上方",
        "处方",
        "验方",
        "组方",
        "配方",
        "药方",
        "地方",
        "双方",
        "对方",
        "下方",
        "上述方",
        "各方",
        "四方",
    ]
)


# 散 and 饮 are verbs too, and a decoction is made: 汗出邪散, 煎煮成汤, 捣汁饮, 先食饮.
_NO_NAME = re.compile(
    r"[煎煮捣食入取略尽出令成].*[汤散饮煎丸膏]$|[邪气热风寒汗毒肿血瘀滞痰耗不]散$|化饮$|[防而不].+散$"
)


_BODY = (
    r"(?:[头胸腹胁心腰背肢手脚足咽喉口眼目耳鼻牙齿胃肠肝肩颈项膝腿肛阴身]|关节|四肢|肌肉|皮肤|[少小大]腹|胃脘|脘腹|胸胁|胸腔|咽喉|腰膝|肢体"
    r"|全身|周身|遍身|面部|下肢|上肢|口舌|舌体?)"
)
_COMPLAINTS = re.compile(
    rf"(?:一侧|左侧|右侧|双侧|单侧|局部)?{_BODY}{{1,3}}(?:部位?|[中下里内])?(?:异常|时常|持续)?[剧隐刺胀绞坚满灼酸僵麻冰冷发燥干硬肿痒烦坠闷抽拘]{{0,3}}"
    r"(?:痛|疼|胀|麻木?|痒|肿|闷|僵硬|硬|酸软|无力|冰冷|厥冷|逆冷|逆|灼热上冲感|灼热|燥热|不适|抽搐|痉挛|挛急|拘急|不仁|不遂|不举"
    r"|干|燥|烦热|烦躁|烦|痞|懊|结|满)"
    r"|(?:神志|精神|意识|言语|语言|行为|说话|声音|呼吸|气息|食欲|胃口|睡眠|大小便|大便|小便|心跳|饮食|夜寐|夜卧|神识|气机)"
    r"(?:异常|紊乱|混乱|萎靡|模糊|不清|不宁|不畅|急促|困难|减退|不振|极差|不佳|干燥|干结|溏薄|秘结|不通|不利|失禁|短少|嘶哑|微哑|障碍|不安"
    r"|短促|费力|不顺|下降|失常|错乱|难)"
    r"|(?:咳吐|吐|呕|便|尿|咯|下)(?:脓血|痰涎|清水|浓痰|血)|(?:赤白|久|热|寒)?(?:痢疾|下利)|(?:高|低|微|壮|潮|身|寒|恶)[热寒]"
    r"|(?<=[，、而者因则能必又复且或])(?:渴|咳|喘|呕|烦|噫|痞|悸|厥|咳嗽)(?=[，、。；者而耳也为甚]|$)"
    r"|(?<=[，、。；∶：见并兼伴])(?:唾|吐|咳|咯)(?:脓血|浊沫|涎沫|痰|血)|(?:夜|难)寐难眠"
)
# What stands before a name and is none of it: 可加仙鹤草, 若虚烦, 涂肿毒, 自拟另外益元散.
_LEAD_IN = re.compile(
    r"药加|自拟|夫|另外|可(?!卡|待|乐)|再(?!生|造|障)|并(?!发)|酌|宜|另|改|仍|即|遂|便(?![秘血溏难脓])|乃|先(?!天|兆|期)|后(?![天遗循颅交壁路纵])"
    r"|兼|更(?!年|衣)|或|及|与|和(?!胃|解)|以|予|用|服|取|立(?!克|效)|治|主(?!动|肺|支)|疗|涂|敷|若|如(?!意|圣)|而|则|故|因(?!子)|其|此|之|者|诸"
    r"|何(?!首)|现|随|一(?![贯枝点过])|本(?!态|草)|该|各|令|凡|但|皆|亦|又|也|为|是|曰|加(?![味减压])|减(?!压)|配"
)
_NO_ENDING = re.compile(r"之[病症证]$|[正邪]病$")
_NO_ILLNESS = frozenset(
    [
        "抗病",
        "自病",
        "主病",
        "发病",
        "得病",
        "患病",
        "治病",
        "防病",
        "看病",
        "百病",
        "逆症",
        "病症",
        "急症",
        "重症",
    ]
)
# Names of pathogenesis; without 证 they name a syndrome only where they are treated or told as one.
_PATHOGENESIS = re.compile(r"[风寒暑湿燥火热痰瘀血气阴阳脾肾肝肺心胃浊毒食水虚实外内]{2}")
_AS_SYNDROME = re.compile(r"(?:[治主疗患属型]|诊为|辨为|证为|证属|属于)$")
_SYNDROME_AFTER = re.compile(r"[证者症型]|泄泻|头痛|感冒|眩晕")
_SYNDROME = re.compile(r"证(?![据明实书候件监人])")
_ITEM = re.compile(r"[^、，。；：:;,\s()（）]+")
_LIST = re.compile(r"[^，。；：:;,()（）\n]*[、 ][^，。；：:;,()（）\n]*")


def chinese_complaints(text: str) -> list[tuple[int, int]]:
    """Places of complaints built as part and what is wrong with it: 四肢冰冷, 神志异常."""
    return [match.span() for match in _COMPLAINTS.finditer(text)]


def list_items(text: str) -> list[list[tuple[int, int]]]:
    """Chinese enumerations: places of their items (A、B、C, or parted by spaces)."""
    lists: list[list[tuple[int, int]]] = []
    for match in _LIST.finditer(text):
        items = [item.span() for item in _ITEM.finditer(text, match.start(), match.end())]
        if len(items) >= 3:
            lists.append(items)
    return lists


def chinese_drugs(text: str) -> list[tuple[int, int]]:
    """Places of words built as Chinese names of drugs or classes."""
    return [match.span() for match in _DRUG_CHINESE.finditer(text)]


def chinese_herbs(text: str) -> list[tuple[int, int]]:
    """Names before a quantity (桂枝三两, 黄芪 15g), and what is added for a complaint (可加酸枣仁、柏子仁)."""
    found = [item.span() for match in _ADDED.finditer(text) for item in _NAME.finditer(text, *match.span(1))]
    found += [match.span(1 if match[1] else 2) for match in _HERB.finditer(text)]
    return [span for start, end in found if (span := _herb(text, start, end)) is not None]


def _herb(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A name without what is done with it (葛根减二升); ``None`` if nothing is left of it."""
    name = text[start:end]
    if (head := _TRIMMED.match(name)) is not None and len(name) > 2:
        start += head.end()
    if "加" in name[1:-1] and "五加" not in name:  # 补气加半夏
        start = text.rindex("加", start, end) + 1
    if text[end - 1] in "减加各等" and end - start > 2:
        end -= 1
    return None if end - start < 2 or _DONE.search(text[start:end]) else (start, end)


def chinese_formulas(text: str) -> list[tuple[int, int]]:
    """Places of named formulas: 桂枝汤, 大承气汤, 连花清瘟胶囊."""
    found: list[tuple[int, int]] = []
    for match in _FORMULA.finditer(text):
        start, end = match.span()
        cut = _FORMULA_LEFT.match(text[start : match.end(1)])
        start += cut.end() if cut else 0
        name = text[start:end]
        if len(name) >= 3 and not {name, name[-2:]} & _NO_FORMULA and not _NO_NAME.search(name):
            found.append((start, end))
    return found


def is_chinese_head(word: str) -> bool:
    """Whether a segmented word names a condition by its ending."""
    return len(word) >= 2 and bool(_HEAD_CHINESE.search(word))


def is_chinese_change(word: str) -> bool:
    """Whether a segmented word says that something is not as it should be: 异常, 减少."""
    return bool(_CHANGE_CHINESE.fullmatch(word))


def is_chinese_class(word: str) -> bool:
    """Whether a segmented word before a condition says which kind: 急性, 缺血性."""
    return bool(_CLASS_CHINESE.fullmatch(word))


def without_lead_in(text: str, start: int, end: int, known: int | None = None) -> int:
    """Where a built name begins, without the words that lead up to it: 可加仙鹤草, 若虚烦, 涂肿毒.

    ``known``: where a term begins that ends with it, which is not cut. Nothing is left of a name that is all
    lead and head (随症, 之病): then ``end``.
    """
    limit = end if known is None else known
    while start < limit and (lead := _LEAD_IN.match(text, start, limit)) is not None:
        start = lead.end()
    name = text[start:end]
    return end if len(name) < 2 or name in _NO_ILLNESS or _NO_ENDING.search(name) else start


def ends_as_syndrome(text: str, end: int) -> bool:
    """Whether a name goes on as that of a syndrome: 血虚证."""
    return bool(_SYNDROME.match(text, end))


def is_pathogenesis(text: str, start: int, end: int) -> bool:
    """Whether a name says how an illness comes about (湿热壅滞, 风热之邪), not which one it is."""
    if not _PATHOGENESIS.fullmatch(text, start, end):
        return False
    return not (_AS_SYNDROME.search(text[:start]) or _SYNDROME_AFTER.match(text, end))
