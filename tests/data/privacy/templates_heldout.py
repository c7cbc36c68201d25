"""Texts of the half that no recogniser was developed on: other wordings, other layouts."""

ZH = r"""
【基本信息】{name}／<sex>／<age>岁／病案号 {mrn}
入院记录\n姓    名: {name}\t\t出生地: 湖南\n身份证: {id}\n电    话: {mobile}\n地    址: {address}
病史陈述者：{name}，可靠程度：可靠。
兹证明{name}同志（身份证号：{id}）于我院住院治疗。
“{name}”，门诊ID {mrn}，初诊。
电话（手机）：{mobile}；宅电：{landline}
【联系地址】{address}
参保人员{name}，个人编号{insurance}，医疗类别：普通住院。
电子健康卡号：{insurance}
银行账号 {bank}（建行）
退款账户：{bank}，持卡人：{name}
持{passport_cn}号护照入境
往来台湾通行证 {permit}
出生年月日：{birth}，体重3200 g
DOB {birth} 性别 <sex>
{age90}老人，跌倒后髋部疼痛1天。
患者年龄：{age90}。
车辆号牌 {plate}
驾驶{plate}小型轿车途中发生碰撞
E-mail: {email} 传真：{landline}
客户端地址={ip};状态=成功
下载地址 {url_secret} 请勿外传
加我微信 {wechat} 聊
医生，我叫{name}，昨天看的病，手机尾号不记得了，全号{mobile}
爸爸{name}的报告寄到{address}
护理记录：{name} 体温36.8℃，脉搏80次/分。责任护士：{name}
序号\t姓名\t住院号\t证件号\n1\t{name}\t{mrn}\t{id}\n2\t{name}\t{mrn}\t{id}
手机号,身份证号,用药\n{mobile},{id},二甲双胍0.5 g tid\n{mobile},{id},阿卡波糖50 mg tid
会诊医师：{name}；申请医师：{name}；会诊科室：肾内科
手术者：{name} 第一助手：{name} 麻醉师：{name}
死亡病例讨论 主持人：{name} 患者{name}住院号{mrn}
抄送：{name}（{email}）
监护人 {name} {mobile} 与患儿关系：母亲
标本编号：{specimen} 接收时间 2024-03-03 09:12
{"patientName": "{name}", "certNo": "{id}", "mobile": "{mobile}", "addr": "{address}"}
病人：{name}，家住{address}，平素体健。
被保险人 {name} 证件号 {id} 保单理赔账号 {bank}
工作单位电话 {landline}
香港居民，身份证 {hkid}，手机 {phone_intl}
医保号：{insurance}
随访对象身份证号为{id}，本次随访电话未接通（{mobile}）。
请联系{name}医生（{mobile}）取报告
"""

EN = r"""
RE: {name}   D.O.B.: {birth}   Hosp No: {mrn}
Pt {name}, MRN {mrn}, seen in clinic today.
{title_name} (date of birth {birth}) attended the emergency department.
Tel. no. {phone_us}
You can reach me on {phone_intl} after 5 pm.
Cell: {phone_us} | Email: {email}
Mailing address: {address}
Resident of {address}.
NHS no. {nhs}
Social Security No. {ssn}
SSN {ssn}; insurance ID {beneficiary}
Paid with card {credit}
Account IBAN {iban}
Travel document: passport {passport_foreign}
This {age90} woman lives alone.
Age: {age_num}
client_ip={ip} method=GET
Download from {url_secret} before Friday
Chart number: {mrn}
Record #{mrn} reviewed by {name}, MD
Subscriber ID: {beneficiary}
id,patient_name,dob\n1,{name},{birth}\n2,{name},{birth}
Patient name: {name_rev}; telephone: {phone_us}; lives at {address}
Yours sincerely, Dr {name}
Seen by {title_name} on the ward round; daughter {name} present.
Birth date {birth}; blood group O positive.
Implant serial no. {serial}
DL# {licence}
To: {email}; Cc: {email}
"Dr. {name}" <{email}>
Caregiver: {name}, mobile {phone_intl}
Accession #: {specimen}
Patient ID {mrn}, male, K 4.4 mmol/L
"""

NEGATIVE_ZH = r"""
用法用量：成人首剂负荷600 mg，之后每日150 mg维持；儿童按10 mg/kg计算。
药品批准文号为国药准字S20190021，药品本位码86979474000123。
参考文献：赵丽娟，孙伟，周强，等．慢性心力衰竭诊治指南[J]．中国实用内科杂志，2022，42（6）：441-455．
国家卫生健康委 国卫医发〔2021〕39号；WS/T 500-2016
伦理批件号：2021-KY-056；方案号 HX-2021-003，版本 V2.1，2021年9月30日
六味地黄丸、金匮肾气丸、左归丸均可酌情选用；何首乌、杜仲、石斛慎用。
华佗再造丸，口服，一次8 g，一日2～3次。
纳入标准：年龄18~75岁；ECOG评分0～1分；预期生存期≥12周。
2022年12月7日，国务院联防联控机制发布《关于进一步优化落实新冠肺炎疫情防控措施的通知》。
随机对照试验 NCT03036124 共入组4744例，主要终点风险比0.74（0.65~0.85）。
尿酸 428 μmol/L，甘油三酯 1.98 mmol/L，总胆固醇 5.12 mmol/L，NT-proBNP 1253 pg/mL。
批号 2209153，规格 10 mL:0.1 g，包装规格 12支/盒。
阿尔茨海默病、克罗恩病、桥本甲状腺炎、白塞病均属慢性病。
90岁以上人群未做剂量调整研究。
生产企业：某制药厂 地址：山东省济南市高新区新泺大街2008号 电话：0531-88880000 网址：www.example.com
医疗器械注册证编号：国械注进20173664321
标准号 GB 9706.1-2020，YY/T 0316-2016，ISO 14971:2019
HbA1c 7.2%，FPG 7.8 mmol/L，2hPG 11.3 mmol/L，C肽 1.2 ng/mL。
安全性分析集共 512 例，其中 ≥3 级不良事件 37 例（7.2%）。
库存：2-8℃，避光；复溶后24 h内使用。
"""

NEGATIVE_EN = r"""
The recommended starting dose is 0.5 mg/kg every 8 hours, up to 2,400 mg per day.
Jones P, Evans R, Khan S. Lancet 2019;394:1915-26. https://doi.org/10.1016/S0140-6736(19)32519-X
Protocol version 4.2, dated 30 September 2021; IRB approval 2021-KY-056.
Crohn's disease, Graves' disease and Sjogren syndrome were recorded.
NCT03036124 enrolled 4744 patients; the hazard ratio was 0.74 (0.65-0.85).
UniProt P00533; Ensembl ENSG00000146648; PubChem CID 2244
People over 90 were not studied.
Fischer and Tukey tests; the Wilcoxon rank-sum test; the Newcastle-Ottawa Scale.
Lot 2209153; 10 mL vial; 12 vials per carton; storage 2-8 C.
NT-proBNP 1253 pg/mL, LDL 1.98 mmol/L, uric acid 428 umol/L.
ISO 14971:2019 and IEC 62304:2006 apply.
Release 10.15.7.2 build 20210930.1 (rev 4482)
The Mayo Clinic and the Karolinska Institute took part.
Guidance for Industry, May 2018, page 12, section 5.3.1.4
"""
