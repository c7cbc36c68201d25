"""What a question asks for: the type of thing an answering sentence must hold.

"多少家医院" wants a count of 家, "what percentage" a percentage, "何时" a time, "哪家公司" an organisation. The
types are those of factoid question taxonomies (Li and Roth, 2002: numeric, time, human, location,
abbreviation, description), told by the interrogative and the noun it governs, in both languages alike, so that
an English question can be held against a Chinese sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from evimed.knowledge.tokens import fold


class Want(Enum):
    """Type of the thing asked for."""

    PERCENT = "percent"
    MONEY = "money"
    FREQUENCY = "frequency"  # how often: once daily, 每两周一次
    DURATION = "duration"
    TIME = "time"
    QUANTITY = "quantity"  # a number with a measure: doses, counts, sizes, scores
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    ABBREVIATION = "abbreviation"  # what letters stand for, or a name in letters
    DEFINITION = "definition"
    REASON = "reason"
    NAME = "name"  # of a product, model, standard
    PHONE = "phone"
    CONTACT = "contact"  # e-mail, address on the web
    CODE = "code"  # registration number, approval number
    OPEN = "open"  # anything that says something on the subject


@dataclass(frozen=True, slots=True)
class Asked:
    """The wanted type, the measure word a count must carry (``家``, ``例``), and the words that told it."""

    want: Want
    measure: str | None = None
    cue: tuple[tuple[int, int], ...] = ()  # ranges of the folded question that only ask
    years: tuple[str, ...] = ()  # years the question names
    letters: tuple[str, ...] = ()  # words in letters: what an abbreviation question asks about


MEASURES = "家|个|例|人次|人|名|位|种|项|条|款|台|套|次|批|篇|件|类|所|座|支|只|株|张|部|张床|份|期|章|级|分|岁|页|倍|亿|万|吨|公斤|千克|克|毫克|mg|ml|毫升|平方米|公里|道|组|处|门|代|层|座城市|省份|省|市|国家|国|亩|元"
_MONEY_NOUNS = "价钱?|价格|售价|定价|费用?|经费|资金|年薪|月薪|薪酬|工资|罚款|罚金|赎金|收入|营收|利润|支出|销售额|产值|金额|预算|造价|成本|融资|出口额|进口额|出口|进口|市场规模|投资|补贴|补助|奖金|捐款|首付款|贷款"
_NOT_MONEY = r"[家个例名人位种项次批款台件份页]|%|个?百分点"
_UNIT_OF_TIME = "分钟|小时|天|日|工作日|个工作日|周|星期|个月|月|年|秒|毫秒|季度"

# Ordered: the first that matches wins. A pattern's whole match is the cue.
_RULES: tuple[tuple[Want, str], ...] = (
    (Want.REASON, r"为什么|为何|何以|缘何|凭什么|^\W*why\b"),
    (Want.PHONE, r"(?:电话|热线|手机|传真|联系).{0,12}号码|(?:电话|热线|手机|传真)(?:号码?)?(?=是|为|多|[?？]|$)|(?:phone|telephone|hotline|fax)(?: number)?\b"),
    (Want.CONTACT, r"联系方式|邮箱|电子邮件|网址|官网|e-?mail(?: address)?|website|contact details"),
    (Want.CODE, r"(?:批准文号|注册号|登记号|备案号|批号|编号|许可证号|证书号|文号|专利号|信用代码)(?=是|为|多|[?？]|$)|(?:registration|certificate|approval|licen[cs]e|lot|batch|patent|accession|trial) (?:\w+ ){0,2}(?:number|no\.)|\bidentifier\b|nct number"),
    (Want.MONEY, rf"(?:{_MONEY_NOUNS})(?:总?额|总量)?(?:一共|总共|共|约|大约)?(?:是|为|有|达到?)?(?:多少(?!{_NOT_MONEY})|多大|多高|几何)|(?:花了?|花费|花掉|支付|支出|罚|赔偿?|筹集|募集|拨款?|投资)了?多少(?!{_NOT_MONEY})|多少(?:经费|资金|投资|收入|利润|赎金)|what (?:is|was|were) the (?:[\w-]+ ){0,5}(?:sales|(?:export|import|market) (?:value|size)|revenue|income|investment|fine|ransom|budget|(?:\w+ )?fee)\b|多少(?:亿|万|千万|百万)?(?:美|欧|日)?元|多少(?:人民币|美金|欧元)|多少钱|什么价|(?<![评代])价(?:格)?(?=是|为|多|[?？]|$)|价格|售价|单价|定价|报价|费用(?=是|为|多少|[?？]|$)|收费|造价|票价|市值|how much (?:money|does .{0,60}? cost|did .{0,60}? (?:cost|invest|raise|spend|pay))|how (?:expensive|costly)|what (?:is|was|are|were) the (?:\w+ ){0,4}(?:price|cost|fee|salary|budget|valuation|revenue)s?\b|\bpriced?\b|\bcosts?\b(?= per|$|\?)"),
    (Want.FREQUENCY, r"多久[\u4e00-\u9fff]{0,6}一[次回]|多频繁|几个?[天日周月年][\u4e00-\u9fff]{0,4}一[次回]|[每一]个?[天日周月年][\u4e00-\u9fff]{0,4}(?:几|多少)[次回]|频次(?=是|为|多|[?？]|$)|(?:给药|用药|服药|监测|检测|随访|访视|复查)频率|how (?:often|frequently)|how many times (?:a|per|each|every)\b|(?:dosing|monitoring|testing|visit) frequency|frequency of (?:dosing|administration|monitoring|testing|visits)"),
    (Want.PERCENT, r"百分之(?:多少|几)|百分比|(?:所占)?(?:的)?(?:比例|比重|占比)|几成|多少个百分点|[\u4e00-\u9fff]{1,3}率(?=是|为|达|有|约|多|提|下|降|上|如|[?？]|$)|what (?:percentage|percent|proportion|fraction|share)|how many percent|percentage points?|what (?:is|was|were) the (?:\w+[ -]){0,5}(?:rate|share|ratio|accuracy|incidence|prevalence|sensitivity|specificity)\b"),
    (Want.DURATION, rf"多久|多长时间|多少(?:个)?(?:{_UNIT_OF_TIME})(?![级份])|(?<!过)几(?:个)?(?:{_UNIT_OF_TIME})(?!份)|时限|期限|有效期|时长|多长|how (?:long|soon|quickly)|多快|半衰期|保质期|half-life|shelf life|how many (?:minutes|hours|days|working days|business days|weeks|months|years)|what (?:is|was) the (?:\w+ ){0,4}(?:duration|half-life|deadline|time limit|shelf life|interval|follow-up)"),
    (Want.TIME, r"什么时候|何时|哪一?年|哪一?天|几月|哪个?月|几年(?=[发成上启开获])|何年|什么时间|(?:具体)?(?:日期|时间)(?=是|为|[?？]|$)|哪个季度|自何|^\W*(?:since |by |until )?when\b|[,;] ?when\b(?= (?:did|was|were|is|will))|(?:in |since |by )?(?:what|which) (?:year|month|date|quarter|day)|what (?:is|was) the (?:\w+ ){0,4}date"),
    (Want.ABBREVIATION, r"全称|缩写|简称|英文名|代表什么|是什么的缩写|stands? for|abbreviation|acronym|full name|spelled out|short for"),
    (Want.PLACE, r"哪里|哪儿|(?<!如)何处|什么地方|在哪(?!个|家|些|几|一?年)|哪个(?:省|市|县|镇|村|地区|城市|国家|区域|州)|哪(?:座|些)城市|位于|总部设?在|地址|^\W*where\b|(?:what|which) (?:city|country|province|region|place|location|address)|headquarter(?:s|ed)"),
    (Want.ORGANISATION, r"(?:哪|什么|何)(?:一?家|一?个|些|几家|几个)?(?:公司|企业|机构|单位|医院|大学|高校|院校|厂商|药企|药厂|部门|组织|协会|团队|平台|委员会)|哪一?家|哪几家|(?:by )?(?:which|what) (?:\w+ )?(?:compan(?:y|ies)|organi[sz]ations?|institut(?:e|ion)s?|hospitals?|universit(?:y|ies)|manufacturers?|vendors?|firms?|agenc(?:y|ies)|sponsor|departments?|team)|sponsor(?:ed)?"),
    (Want.PERSON, r"(?:董事长|院长|负责人|创始人|首席\w{1,5}|CEO|主要研究者|研究者|主任|主编|作者|法定代表人|总经理|部长|局长|所长|秘书长|联系人)(?:的?(?:姓名|名字))?(?:是谁|叫什么|姓什么|[?？]|$)|是谁|由谁|谁|哪一?位|姓名|who\b(?! guideline)|whose|principal investigator|\bceo\b|name of the (?:\w+ ){0,3}(?:investigator|director|president|founder|author|manager|officer|chair\w*|doctor|physician)"),
    (Want.QUANTITY, rf"(?:怎么|如何|怎样)(?:用药|给药|服用|服|吃|使用|用(?=[，,。?？]|$))|多少(?:{MEASURES})?|几(?:{MEASURES})|多大|多高|多重|数量|规模(?=是|为|有|达|多|[?？]|$)|总数|人数|(?:参数|样本|病例|用|剂|装机|床位|销|产|发病|注册)[量数](?=是|为|有|达|多|[?？]|$)|剂量|how (?:many|much|large|big|high|low|often|far|old|heavy)|what (?:is|was|are|were) the (?:\w+[ -]){0,5}(?:dose|dosage|number|size|count|score|volume|parameters?|value|threshold|target|limit|level|weight|concentration|sample size)\b|\b(?:dose|dosage|limit|threshold)\b|maximum|minimum|at what (?:\w+ ){0,2}(?:dose|temperature|level|age)"),
    (Want.DEFINITION, r"什么是|何谓|(?:定义|含义)(?:是什么)?|指(?:的是)?什么|什么意思|^[^的，,]{1,16}是什么(?=[?？]|$)|what (?:is|are) meant by|definition|how is .{1,60} defined|what does .{1,60} mean"),
    (Want.REASON, r"为什么|为何|原因|何以|缘何|why\b|what (?:is|was|are|were) the (?:\w+ ){0,2}(?:reasons?|causes?)|because of what"),
    (Want.NAME, r"叫什么|名为|名称|什么名字|名字|哪(?:一)?(?:个|款|种|项|类|部|些)(?:\w{0,6}?(?:模型|药物|药品|产品|系统|平台|标准|指标|量表|技术|工具|法规|指南|方法|环节|场景|领域|疾病|病种|类型|科室))?|(?:which|what) (?:\w+[ -]){0,2}?(?:drugs?|models?|products?|systems?|platforms?|tools?|standards?|guidelines?|medicines?|adverse (?:reactions?|events?)|names?)|what (?:is|was) the name|is called|named"),
)  # fmt: skip
_COMPILED = tuple((want, re.compile(pattern)) for want, pattern in _RULES)
_MEASURE = re.compile(rf"(?:多少|几)({MEASURES})(?!率|量|额|工作日|小时|星期|月)")
# 该报告指出, 资料中: not the 报告 of "in how many days is it to be reported".
_SAYS = "(?:指出|显示|认为|提到|称)"
_BY_DOCUMENT = (
    rf"(?:(?:根据|按照)(?:该|本)?|[该本])(?:报告|资料|文件)[中里]?{_SAYS}?的?"
    rf"|(?:报告|资料|文件)(?:[中里]{_SAYS}?|{_SAYS})的?"
)
# Words that only ask: they need no counterpart in an answer. What is asked for (价格, 创始人, 总部) does.
_ASKING = re.compile(
    rf"(?:是|为|有|达到?|约为?)(?=(?:多少|什么|几|哪|谁|多[久长大高]|何))|请问|请告诉我|请|告诉我|介绍一下|一下|{_BY_DOCUMENT}"
    rf"|(?:多少|几)(?:个?(?:{_UNIT_OF_TIME})(?![级份])(?:之内|以内|内)?|{MEASURES})?(?:美元|欧元|人民币|元|钱)?|百分之(?:多少|几)|百分比|比例"
    r"|什么时候|何时|何年|哪[一几]?(?:年|天|月|季度|家|个|些|款|种|位|项|类|部|座|支|所|条|名|里|儿)?(?:公司|企业|机构|单位|城市|省份|国家|地区|地方|药企|厂商|时间|日期|年份)?"
    r"|什么(?:公司|企业|机构|单位|城市|地方|时间|日期|名字|名称|意思|样)?|叫什么(?:名字)?|名字|姓名|名称|(?<!如)何处|何种|何|是谁|由谁|谁|为什么|为何|(?:如何|怎么|怎样)处理|怎么办|如何|怎么样?|怎样|多久|多长(?:时间)?|多大|多高|多重"
    r"|是否|有没有|能否|可否|可以|分别|具体|一共|总共|共有|大约|大概|目前|主要|吗|呢|？|\?"
    r"|what (?:should|must|can|ought to|is to|has to) be done|what to do|what should \w+(?: \w+)? do\b"
    r"|according to (?:the )?(?:report|document)s?|please|tell me|how (?:many|much|long|often|large|big|high|far|old)|(?:in |by |on |at )?(?:which|what) (?:percentage|percent|proportion|fraction|share|year|month|date|day|city|country|province|company|organi[sz]ation|institution|name|time)?(?: of)?"
    r"|(?:the )?(?:full )?names? of|called|named|does|did|mean|approximately|about|total number|number of|stands? for",
)


_LETTERS = re.compile(r"(?<![A-Za-z0-9-])[A-Z][A-Za-z0-9.-]*[A-Z0-9](?![A-Za-z0-9])")


def analyse(question: str) -> Asked:
    """The type of thing that ``question`` asks for, and the words in it that only ask."""
    folded = fold(question)
    cue = tuple(match.span() for match in _ASKING.finditer(folded))
    measure = _MEASURE.search(folded)
    want = next((want for want, pattern in _COMPILED if pattern.search(folded)), Want.OPEN)
    return Asked(
        want,
        measure.group(1) if measure else None,
        cue,
        years=tuple(
            dict.fromkeys(
                re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?!\s?(?:名|例|家|元|万|亿|人|种))", folded)
            )
        ),
        letters=tuple(
            dict.fromkeys(re.findall(r"[a-z][a-z0-9.-]*[a-z0-9]", fold(" ".join(_LETTERS.findall(question)))))
        ),
    )
