"""Names of fields: what a number, a date or a word after them is. Chinese, English, and keys of JSON and tables.

``(?i)`` holds for all. A label is matched as a whole; the longest wins.
"""

from __future__ import annotations

import re

from evimed.govern.privacy.find.findings import Kind

_NO = r"(?:号码|编号|号|ID|No\.?)"
_EN_NO = r"(?:numbers?|nos?\.?|nr\.?|num\.?|#|ID|code)"

FIELDS: tuple[tuple[Kind, str], ...] = (
    ("medical_record", rf"(?:住院|病案|病历|门诊|急诊|就诊|就诊卡|诊疗卡|登记|影像|检查|检验|检验单|化验单|标本|样本|条码|申请单|处方|放射|超声|病理|心电|体检|流水|医嘱|报告单|患者|病人|腕带|档案|健康档案){_NO}"),
    ("medical_record", r"(?:出生)?医学证明(?:编号|号码|号)?|出生证(?:明)?(?:编号|号)|条形?码(?!:?69)|(?:就诊|诊疗|健康)卡|(?<![A-Za-z ])ID(?=[: ])|病案首页号|ID号|登记流水"),
    ("medical_record", rf"(?:medical[ _-]?records?|hospital|hosp\.?|chart|records?|patient|accession|specimen|sample|visit|encounter|admission|case|episode|unit|requisition|barcode|clinic|inpatient|outpatient)[ _-]?{_EN_NO}|(?:E?MRN|M\.R\.N\.?|MR)(?: ?(?:{_EN_NO}))?|URN|UHID|patient_?id|visit_?id|record_?id"),
    ("insurance", rf"(?:医保卡|医保|医疗保险|医保个人|医疗保险个人|个人|社会保障卡|社会保障|社保卡|社保|社会保险|社会保险登记|参保|参保人|参保人员|电子健康卡|健康卡|居民健康卡|保单|保险单|保险|新农合|农合|合作医疗证?|医疗证|医疗保险证|医保电子凭证|公积金){_NO}|(?:医保|社保|社会保障|市民|健康)卡"),
    ("insurance", rf"(?:health[ _-]?plan(?: beneficiary)?|beneficiary|insurance|insured|insurer|policy|member(?:ship)?|subscriber|medicare|medicaid|health[ _-]?card|certificate)[ _-]?{_EN_NO}|MBI|medicare|medicaid|plan(?= [A-Z]*\d{{6}})|policy(?= [A-Z]*\d{{5}})"),
    ("id_card", rf"(?:居民)?身份证(?:件)?{_NO}?|公民身份{_NO}?|(?:有效)?证件(?:{_NO}|(?=:))|证号|(?:军官|士官|士兵|警官|文职|残疾人?|户口|居住|老年|退伍|离休)证(?:件)?{_NO}?|户口[本簿]{_NO}|身份{_NO}|ID ?card(?: {_EN_NO})?|identity (?:card|{_EN_NO})(?: {_EN_NO})?|national ID(?: {_EN_NO})?|NRIC|HKID|cert_?no|id_?card(?:_?(?:no|num|number))?|id_?number|identity_?no|sfzh?"),
    ("passport", rf"护照{_NO}?|passport(?:[ _]{_EN_NO})?|travel document(?: {_EN_NO})?"),
    ("travel_permit", rf"(?:往来)?(?:港澳|台湾|内地|大陆|港澳台)?(?:居民)?(?:来往|往来)?(?:内地|大陆|港澳|台湾|港澳台)?(?:居民)?通行证(?:件)?{_NO}?|台胞证{_NO}?|回乡证{_NO}?|港澳台居民居住证{_NO}?|travel permit(?: {_EN_NO})?|home return permit"),
    ("bank_card", rf"(?:银行|储蓄|借记|信用|工资|收款|退款|打款)卡{_NO}?|卡号|(?:银行|收款|退款|理赔|报销|结算|对公|个人|转账)?[账帐][号户](?:号码)?|(?:credit|debit|bank|payment)[ -]?card(?: {_EN_NO})?|card(?: {_EN_NO})"),
    ("phone", r"(?:联系|家庭|办公|单位|工作|住宅|固定|移动|手机|随访|咨询|家属|本人|监护人|紧急联系人?)?(?:电话|手机)(?:号码|号)?|联系方式|宅电|座机|传真|手机(?:号码?)?|热线|tel(?:ephone)?(?:[ .]*(?:no\.?|number|#))?|(?:home|work|cell|mobile|day|office|contact|daytime|evening)?[ _-]?phone(?:[ _-]?(?:no\.?|number|#))?|mobile(?:[ .]*(?:no\.?|number))?|cell(?: number)?|fax(?: no\.?)?|contact_?(?:no|number)|pager|手机号"),
    ("account", rf"微信(?:号|ID|账号)?|QQ(?:号码?)?|支付宝(?:账号|号)?|抖音号|微博(?:号|账号)?|工号|职工{_NO}|员工{_NO}|医师{_NO}|学号|学生证(?:号|/学号)?|学籍号|(?:用户|登录)(?:名|账号|ID)|WeChat(?: ?ID)?|(?:bank )?account(?:[ _]{_EN_NO})?|acct\.?(?: {_EN_NO})?|employee[ _]{_EN_NO}|staff[ _]{_EN_NO}|user(?:name|_?id)|open_?id|login"),
    ("licence", rf"驾(?:驶证|照)(?:档案)?{_NO}?|(?:执业|资格)证书?{_NO}|(?:driver'?s?|driving)[ _]?licen[cs]e(?: {_EN_NO})?|DL ?(?:#|no\.?|number)?|licen[cs]e {_EN_NO}|NPI(?: {_EN_NO})?|DEA(?: {_EN_NO})?|GMC(?: {_EN_NO})?|NMC PIN"),
    ("vehicle", r"车架号|车辆识别(?:代码|代号|码)|发动机号|VIN(?:[ #:]*(?:number|no\.?))?|vehicle identification number"),
    ("plate", r"车牌号?码?|号牌(?:号码)?|车号|licen[cs]e plate|plate (?:no\.?|number)|registration plate"),
    ("device", rf"(?:器械|设备|植入物?|起搏器|假体|支架)(?:序列号|编号|SN)|序列号(?=.{{0,14}}(?:植入|起搏|除颤|支架|假体))|(?:device|implant|pacemaker|generator|lead|valve|stent|pump|ICD)[ _](?:serial|ID|identifier)(?:[ _]?{_EN_NO})?|serial {_EN_NO}(?=.{{0,40}}(?:implant|pacemaker|device|chamber))"),
    ("ssn", rf"SSN(?:[ #]*{_EN_NO})?|social[ _]security(?:[ _]?(?:{_EN_NO}))?"),
    ("nhs", rf"NHS(?: ?(?:{_EN_NO}))?|CHI {_EN_NO}|health and care number"),
    ("birth_date", r"(?:出生|诞生)(?:年月日?|日期|时间|年月)|生日|D\.?O\.?B\.?|date[ _]of[ _]birth|birth[ _-]?(?:date|day)|birthdate|born(?: on)?|生于|b\. ?(?=\d)|csrq"),
    ("email", r"(?:电子)?邮(?:箱|件)(?:地址)?|e-?mail(?: address)?|信箱"),
    ("ip", r"IP(?: ?(?:地址|address))?|MAC(?: ?(?:地址|address))?|(?:client|remote|source|src)_?ip"),
    ("address", r"(?:家庭|户籍|户口|现|居住|联系|通讯|通信|邮寄|收货|收件|常住|现居住?|详细|快递|住院人)?(?:地址|住址)|户籍地|户口所在地|籍贯住址|住所(?:地)?|家住|现住|(?:邮?寄|送|快递)[到至往]|(?:mailing |home |street |postal |residential |billing |current |permanent |shipping )?address(?:es)?|lives at|living at|resid(?:es|ing) (?:at|in)|resident of|ship to address|addr"),
    ("age_over_89", r"(?:患者)?年龄|age(?: \(?(?:years|yrs?)\)?)?|aged"),
)  # fmt: skip

NAME_FIELDS = (
    r"(?:患者|病人|患儿|产妇|受试者|家属|联系人|紧急联系人|监护人|收件人|寄件人|收货人|参保人|被保险人|投保人|持卡人|户主|母亲|父亲|配偶|医师|医生|法定代理人|客户|会员|用户|申请人|报告人|中文|真实|新生儿)?(?:姓名|名字|全名)|"
    r"患者|病人|患儿|受试者|产妇|病员|家属|陪人|陪护人?|收件人|寄件人|收货人|户名|户主|持卡人|持有人|参保人员?|参保患者|被保险人|投保人|受益人|委托人|受托人|代理人|法定代理人|法定监护人|紧急联系人|第一?联系人|联系人|监护人|收款人|付款人|汇款人|经办人|经手人|"
    r"(?:患者|家属|受试者|研究者|医师|医生|护士|本人|法定代理人|监护人|见证人|主任|上级医师|主治医师|住院医师|麻醉医师|手术医师|谈话医师|审核|报告)?(?:签名|签字|签章)|"
    r"(?:主治|住院|主任|副主任|主管|经治|首诊|接诊|门诊|急诊|值班|送检|申请|会诊|开单|开方|处方|报告|审核|诊断|检查|手术|麻醉|执行|上级|责任|管床|谈话|带教|进修|转诊|接收|参与|巡回|器械|记录)?(?:医师|医生|护士|药师|技师)|"
    r"检验者|检验员|检测者|审核者|审核人|复核者|复核人|核对者|核对人|校对者?|报告者|报告人|填报人|填表人|记录者|记录人|调配者?|发药者?|配药|调剂|采样者|采样人|采集者|录入者?|操作员|操作者|操作人|执行者|陈述者|病史陈述者|供史者|主持人|参加人员|主刀|术者|手术者|(?:第?[一二三]|1|2)?助手|助产士|麻醉师|麻醉者|器械护士|研究者|主要研究者|研究护士|监查员|抄送|抬头|司机|驾驶员|乘客|"
    r"(?:patient|full|first|last|family|given|contact|emergency contact|guardian|insured|member|subscriber|holder|cardholder|user|legal|surname|provider|physician|doctor)[ _]?(?:full[ _]?)?names?|surname|name of patient|patient(?!'s)|pt\.?|name|contact(?: person)?|emergency contact|next of kin|NOK|"
    r"attending(?: physician| doctor)?|(?:referring|primary care|ordering|treating|family|consulting|admitting|responsible|signing) (?:physician|doctor|provider|clinician|surgeon)|physician|surgeon|anaesthetist|anesthesiologist|consultant|PCP|GP|nurse|provider|"
    r"dictated by|signed(?: by)?|e-?signed by|electronically signed by|seen by|reviewed by|verified by|ordered by|prepared by|reported by|collected by|requested by|reporter|insured|subscriber|caregiver|carer|guardian|witness|investigator|principal investigator|"
    r"ship to|deliver to|attn\.?|attention|dear|RE|yours sincerely|yours faithfully|sincerely|kind regards|best regards|regards|cardholder|account holder|beneficiary|payee|mother|father|spouse|husband|wife|daughter|son|brother|sister|partner"
)  # fmt: skip

_NAME_FIELD = re.compile(NAME_FIELDS, re.IGNORECASE)


def kind_of_heading(cell: str) -> Kind | None:
    """What a column headed ``cell`` or a key named so holds: the whole of it must be a label."""
    words = cell.strip().strip("\"'*").rstrip(":").strip()
    if not words or len(words) > 40:
        return None
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", words)
    for kind, pattern in _COMPILED:
        if pattern.fullmatch(words):
            return kind
    return "name" if _NAME_FIELD.fullmatch(words) and words.lower() not in {"re", "son", "dear"} else None


_COMPILED: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(words, re.IGNORECASE)) for kind, words in FIELDS
)
