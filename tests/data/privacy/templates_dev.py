"""Texts of the half that recognisers are developed on. ``{slot}`` is an identifier; ``<slot>`` is filled and is none."""

ZH = r"""
姓名：{name} 性别：<sex> 年龄：<age>岁 住院号：{mrn}
患者{name}，<sex>，<age>岁，因“<complaint>”于2024年3月5日入院，住院号{mrn}，床号12。
患者姓名：{name}；身份证号：{id}；联系电话：{mobile}；家庭住址：{address}。
身份证号码 {id}，出生日期 {birth}，民族 汉。
公民身份号码：{id}
证件类型：居民身份证 证件号码：{id}
患者身份证{id}，已核对。
联系人：{name}（夫妻），电话：{mobile}
家属{name}签字，电话{mobile}。
主治医师：{name} 住院医师：{name} 记录时间：2024-05-06 10:20
签名：{name}
现住址：{address} 邮编：{postcode}
户口地址：{address}
住址:{address}，联系电话:{landline}
门诊号：{mrn} 就诊日期：2023-11-02 科室：心内科 医师：{name}
病案号: {mrn} 入院科室: 呼吸内科
医保卡号：{insurance} 参保类型：职工医保
医保编号{insurance}，结算日期2024-01-20，统筹支付1,234.50元。
社会保障卡号：{insurance}
社保号：{insurance}；参保人：{name}
银行卡号：{bank}，开户行：中国工商银行
请将报销款打到{bank}，户名{name}，谢谢。
护照号：{passport_cn}，国籍：中国
护照号码 {passport_foreign}，国籍 美国，姓名 {name_en}
港澳通行证号码：{permit}
台胞证号 {permit}，姓名{name}
港澳居民来往内地通行证：{permit}
香港身份证 {hkid}
出生日期：{birth}
{birth}出生，足月顺产。
患者生于{birth}，否认药物过敏史。
患者，男，{age90}，高血压病史30年，长期口服氨氯地平5 mg每日1次。
高龄患者{age90}，肌酐清除率 28 mL/min。
车牌号：{plate}，肇事车辆已登记。
120急救车{plate}送入我院。
邮箱：{email}
请把检查结果发到 {email}，谢谢医生。
登录IP：{ip} 用户：admin 操作：查询病历
2024-06-01 12:00:03 INFO query patient from {ip} ok
检查影像链接：{url_secret}
微信号：{wechat}，可添加随访。
QQ：{qq}
张医生你好，我是{name}，电话{mobile}，想问下化验单什么时候出？
我妈叫{name}，身份证{id}，能帮忙挂个号吗
您好，{honour}，您的复诊预约已确认，请携带身份证。
尊敬的{honour}：您于2024年2月1日在我院就诊的费用为356.20元。
收件人：{name}，{mobile}，{address}
姓名 | 身份证号 | 手机 | 诊断\n{name} | {id} | {mobile} | 2型糖尿病\n{name} | {id} | {mobile} | 高血压
住院号,姓名,出生日期,血钾(mmol/L)\n{mrn},{name},{birth},4.1\n{mrn},{name},{birth},3.8
检验报告单\n姓名：{name}  性别：<sex>  年龄：<age>岁  样本号：{specimen}  门诊号：{mrn}\nALT 35 U/L (9-50)  AST 28 U/L (15-40)  肌酐 78 μmol/L (57-97)\n送检医师：{name}  检验者：{name}  审核者：{name}
条码号：{specimen} 采样时间：2024-04-01 07:30
出院小结：{name}，住院号{mrn}，入院诊断：社区获得性肺炎。出院带药：莫西沙星0.4 g 每日1次×5天。随访电话{landline}。
转诊单：兹有患者{name}（身份证号{id}）转往上级医院，联系医生{name}，电话{mobile}。
知情同意书 受试者签名：{name} 日期：2024年3月1日 研究者签名：{name}
不良反应报告表 患者姓名：{name} 性别 <sex> 出生日期 {birth} 联系方式 {mobile} 原患疾病 乙型肝炎 怀疑药品 国药准字H20051234
报告人：{name} 职业：药师 电子邮箱：{email} 联系电话：{landline}
军官证号：{officer}
驾驶证号：{id}，车架号：{vin}
紧急联系人{name}（女儿）{mobile}
患者之子{name}陪同，诉患者近1周食欲差。
查房记录：{name}主任医师查房后指示：继续低分子肝素4000 IU q12h。
护士{name}于08:30执行医嘱。
{"name":"{name}","idcard":"{id}","phone":"{mobile}"}
<patient><name>{name}</name><id>{id}</id></patient>
工号：{staff} 操作员：{name}
就诊卡号 {mrn}，挂号费 12 元
新生儿出生医学证明编号：{birthcert}，母亲{name}。
电话随访：{mobile}，患者诉无不适，血压132/84 mmHg。
病人{name}的联系方式是{mobile}，住{address}。
受试者编号 S01-023，姓名缩写 WXM，身份证 {id}。
器械序列号：{serial}（植入式心脏起搏器）
本人{name}，身份证号{id}，自愿参加本研究。
{name}，男，1955年生，退休教师，住{address}。
委托人：{name} 身份证：{id} 与患者关系：父子
IBAN：{iban}，收款人 {name_en}
外籍患者电话 {phone_intl}，邮箱 {email}
学生证/学号：{staff}
固定电话{landline}，手机{mobile}，两个都可以打。
MAC地址 {mac} 的终端于 {ip} 登录
影像号：{mrn} 检查号：{mrn} 检查部位：胸部CT
"""

EN = r"""
Patient: {name} DOB: {birth} MRN: {mrn}
Patient Name: {name_rev}    Date of Birth: {birth}    Sex: F
{title_name} was admitted on 5 March 2024 with chest pain. MRN {mrn}.
MRN# {mrn}; Account No. {account}; Visit 2024-03-04
Medical record number {mrn}
SSN: {ssn}
Her social security number is {ssn} and her phone is {phone_us}.
Contact: {name}, {phone_us}, {email}
Please call {title_name} at {phone_us} to confirm.
Address: {address}
She lives at {address} with her daughter.
NHS number: {nhs}  Surgery: Riverside Practice
NHS No {nhs}, GP {title_name}
Passport No. {passport_foreign}, nationality: Canadian
Passport number: {passport_cn} (China)
Credit card {credit} exp 09/27
Card number: {credit}, please refund.
Wire to IBAN {iban}
IBAN: {iban} BIC DEUTDEFF
A {age90} man with hypertension presented with syncope.
The patient, aged {age_num}, takes warfarin 2.5 mg daily.
{age90} female, CrCl 22 mL/min, started on apixaban 2.5 mg BID.
Login from {ip} at 10:32:11 UTC
Server log: user=jdoe ip={ip} status=200
See images at {url_secret}
Email me at {email} please
Mobile: {phone_intl}
Tel: {phone_intl} Fax: {phone_intl}
Phone (home): {phone_us}; phone (work): {phone_us}
Driver's license: {licence} State: CA
Health plan beneficiary number: {beneficiary}
Medicare ID {mbi}, Part D active
Policy number {beneficiary}; group 4432
Member ID: {beneficiary}
VIN {vin}, plate noted by police
Device serial number: {serial} (dual chamber pacemaker)
Dear {title_name}, your test results are attached.
Dear Dr. {last}, thank you for referring {title_name} (DOB {birth}).
Signed: {name}, MD
Attending physician: {name}
Dictated by: Dr. {name}
Emergency contact: {name} (wife) {phone_us}
Name | DOB | MRN | K (mmol/L)\n{name} | {birth} | {mrn} | 4.2\n{name} | {birth} | {mrn} | 3.9
name,phone,email\n{name},{phone_us},{email}\n{name},{phone_us},{email}
{"patient": {"name": "{name}", "mrn": "{mrn}", "ssn": "{ssn}"}}
Laboratory report. Patient: {name}. Accession No.: {specimen}. Collected 2024-04-01. Creatinine 0.9 mg/dL, ALT 31 U/L.
Discharge summary\nPatient: {name}\nMRN: {mrn}\nDOB: {birth}\nDiagnosis: community-acquired pneumonia. Discharged on levofloxacin 750 mg daily for 5 days. Follow-up: {phone_us}.
My name is {name} and I was born on {birth}.
Hi, this is {name}, my number is {phone_us}. Can I reschedule?
Next of kin: {name}, {address}, tel {phone_intl}
Reporter: {name}, pharmacist, {email}, {phone_us}
Subject 01-023 signed consent; investigator {title_name}.
Mr. {last}'s wife reported dizziness; call her on {phone_us}.
MAC address {mac}, host {ip}
Chinese national, ID card {id}, tel {mobile}
Hospital number {mrn}; ward 7B
Bank account {account}, sort code 20-00-00
Insured: {name}, SSN {ssn}, plan {beneficiary}
Author correspondence from patient: {email}
Ship to: {name}, {address}
born {birth}, male, twin A
Patient ID: {mrn} | Specimen ID: {specimen}
"""

NEGATIVE_ZH = r"""
口服，一次100 mg，一日3次，餐后服用；肾功能不全者（肌酐清除率<30 mL/min）减量至50 mg。
批准文号：国药准字H20051234 执行标准：YBH01232019
批准文号 国药准字Z11020001；生产批号 20210304；有效期至 2025年12月
国械注准20193220001，注册人名称见标签。
《中华人民共和国药品管理法》2019年8月26日第十三届全国人民代表大会常务委员会第十二次会议第二次修订
国药监药注〔2020〕12号 关于发布药物临床试验质量管理规范的公告（2020年第57号）
根据《麻醉药品和精神药品管理条例》第三十八条，处方保存3年备查。
试验注册号：ChiCTR2000031234；CTR20191234；NCT04280705
王建国, 李明, 张晓东. 新型口服抗凝药的应用进展[J]. 中华心血管病杂志, 2020, 48(3): 210-215.
[12] 刘芳, 陈志强, 等. 老年高血压的管理. 中国循环杂志, 2019, 34(8): 729-733. DOI: 10.3969/j.issn.1000-3614.2019.08.001
马应龙麝香痔疮膏，每日2次，外用。
王氏保赤丸、云南白药胶囊、白加黑片均为市售非处方药。
张仲景《伤寒论》载桂枝汤方，桂枝三两，芍药三两，甘草二两。
李时珍《本草纲目》记载黄芩苦寒。
帕金森病患者应用左旋多巴，起始剂量125 mg，每日3次。
本品在20℃以下密封保存，有效期24个月。
血常规：WBC 6.52×10^9/L，Hb 132 g/L，PLT 215×10^9/L；血糖 5.6 mmol/L。
eGFR 45～59 mL/min/1.73 m²者推荐剂量为30 mg，每日一次。
本研究纳入 1,248 例患者，平均年龄 63.5±9.8 岁，年龄范围18～89岁。
年龄≥90岁的患者数据有限，应慎用。
结果：HR 0.76（95% CI 0.62–0.93，P=0.008），中位随访 3.2 年。
CAS号：50-78-2；分子式 C9H8O4；分子量 180.16
ICD-10编码：E11.901；手术编码 36.0601
ISBN 978-7-117-12345-6；ISSN 0253-3758
软件版本 3.10.2.14，更新日期 2024-06-01
数据库版本号：MedDRA 26.1；WHO-ATC C09AA05
中山医院、协和医院、华西医院等12家中心参与本试验。
本公告自2020年7月1日起施行。
2018年9月21日国家药品监督管理局发布修订公告。
给药方案：第1～21天口服，停药7天，28天为一周期。
进口药品注册证号 H20150123，分包装批准文号 国药准字J20160045
批号：B20230817-02，生产日期：2023年08月17日，失效日期：2026年08月16日
【生产企业】企业名称：某某制药有限公司 生产地址：江苏省连云港市经济技术开发区昆仑山路7号 邮政编码：222047 电话号码：0518-81220000
上市许可持有人：某某药业股份有限公司，注册地址：河北省石家庄市高新区长江大道88号
全国药品不良反应监测热线 12331；公司热线 400-820-8820
体重 72.5 kg，身高 168 cm，BMI 25.7，血压 138/86 mmHg，心率 78 次/分。
应于用药后 6、12、24、48 h 采血测定血药浓度。
文件编号：SOP-PV-012 版本：3.0 生效日期：2024-01-15
高血压患者应限盐（<5 g/日），方案见表3。
黄连、黄芩、黄柏各9 g，金银花15 g，白术12 g，水煎服。
任何严重不良事件须在24小时内报告。
国家药监局 2023年第14号通告；GB/T 45438-2025
样本量计算：两组各需 214 例，α=0.05，β=0.20。
联合国艾滋病规划署“95-95-95”目标。
Cox回归、Kaplan-Meier法和Fisher确切概率法用于统计分析。
本品每片含氨氯地平5 mg，规格：5 mg×28片/盒，包装：铝塑。
商品条码 6923703600012，药品本位码 86900001000012
电子监管码 81234567890123456789
"""

NEGATIVE_EN = r"""
Take 100 mg by mouth twice daily; reduce to 50 mg if creatinine clearance is below 30 mL/min.
Smith J, Doe A, Brown K, et al. Apixaban in atrial fibrillation. N Engl J Med 2020;382:1213-24. doi:10.1056/NEJMoa1911303
Registered at ClinicalTrials.gov (NCT04280705), EudraCT 2019-001234-12 and ISRCTN12345678.
PMID: 31535829; PMCID: PMC7055943
The hazard ratio was 0.76 (95% CI, 0.62 to 0.93; P=0.008) over a median of 3.2 years.
Parkinson's disease, Hodgkin lymphoma and Cushing syndrome are excluded.
Revised: 06/2023. NDC 0003-0894-21. Reference ID: 4567890
Patients aged 18 to 89 years were eligible; mean age was 63.5 (SD 9.8) years.
Data in patients aged 90 years or older are limited.
Kaplan-Meier estimates and Cox models were used; the Child-Pugh class was B.
Version 3.10.2.14 of the software was released on 1 June 2024.
ICD-10 E11.9; LOINC 2345-7; ATC C09AA05; CAS 50-78-2
21 CFR 312.32 requires IND safety reports within 15 days.
Published: March 12, 2021. Accepted: 03/02/2021.
Store at 20-25 C (68-77 F); discard after 28 days. Lot B20230817-02, Exp 08/2026.
Doses of 2.5, 5 and 10 mg; tablets of 5 mg x 28.
EGFR L858R, BRAF V600E and KRAS G12C were tested; NM_005228.5:c.2573T>G.
ISBN 978-0-323-35317-5, ISSN 0028-4793
Table 2. Serum potassium 4.1 (0.4) vs 4.0 (0.5) mmol/L, n=214 per arm.
Pursuant to Directive 2001/83/EC and Regulation (EU) No 536/2014.
Sampling at 0.5, 1, 2, 4, 8, 12 and 24 h after dosing; AUC0-24 1234.5 ng.h/mL.
Williams et al. reported a recurrence rate of 4.3%; Taylor and colleagues found none.
In the RE-LY trial 18,113 patients were randomised to 110 mg or 150 mg.
Serial measurements of troponin: 12, 340, 1250 ng/L.
The Food, Drug, and Cosmetic Act of 1938 was amended in 1962.
SOP-PV-012 v3.0 effective 2024-01-15, supersedes v2.1.
Johnson & Johnson and Eli Lilly supplied study drug.
Call Poison Control at 1-800-222-1222 in case of overdose.
To report suspected adverse reactions, contact FDA at 1-800-FDA-1088 or www.fda.gov/medwatch.
GTIN 00300030894219, product code 1234567890
"""
