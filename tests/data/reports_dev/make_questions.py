#!/usr/bin/env python3
"""Write questions.json and check it against clean/ (and text/, if made).

python3 make_questions.py
"""

import json, pathlib, re, sys

HERE = pathlib.Path(__file__).resolve().parent
G, R, H, T, V = (
    "dev_genai_biopharma.txt",
    "dev_rare_disease_access.txt",
    "dev_hospital_it_emr.txt",
    "dev_tcm_industry.txt",
    "dev_rws_pv.txt",
)
Q = []


def a(id, doc, lang, question, accept, evidence, style, tags="", all=None):
    Q.append(
        {
            "id": id,
            "question": question,
            "language": lang,
            "document": doc,
            "answerable": True,
            "accept": accept,
            **({"accept_all": all} if all else {}),
            "evidence": evidence,
            "style": style,
            "tags": tags.split(),
            "note": "",
        }
    )


# tags: p = paraphrase, few words shared; s = subject only in a previous sentence or heading;
#       t = the answer is (also) in a flattened table; c = confusable near-duplicates in the report
a(
    "g01",
    G,
    "zh",
    "到2024年三季度末，我国对外推出的医疗卫生领域大模型总数是多少？",
    ["97个"],
    "国内公开发布的医药健康类大模型共有97个",
    "how many",
    "p c",
)
a(
    "g02",
    G,
    "zh",
    "2023年国内医药健康生成式人工智能的市场规模实际是多少？",
    ["26.4亿元"],
    "国内医药健康生成式人工智能市场规模为26.4亿元人民币",
    "how much",
    "c",
)
a("g03", G, "zh", "博闻智药的C轮融资是谁领投的？", ["东岳资本"], "博闻智药完成由东岳资本领投的C轮融资", "who")
a(
    "g04",
    G,
    "zh",
    "云岐医言2.0的参数规模有多大？",
    ["720亿"],
    "参数规模扩大到720亿，并首次支持检验单与影像报告",
    "how many",
    "s t c",
)
a(
    "g05",
    G,
    "en",
    "When was the molecule design model 博闻·洛书 (Bowen Luoshu) launched?",
    ["2023年9月"],
    "2023年9月上线，参数规模为380亿",
    "when",
    "t c",
)
a(
    "g06",
    G,
    "zh",
    "星桥观微写出来的胸部CT初稿，有多大比例不用改就被医生采用？",
    ["72.8%"],
    "胸部CT报告初稿的一次采纳率为72.8%",
    "what percentage",
    "p s c",
)
a(
    "g07",
    G,
    "zh",
    "云岐科技为什么不向患者收钱？",
    ["放大合规压力"],
    "直接面向患者会放大合规压力，也会与合作医院的线上门诊形成竞争",
    "why",
    "p s",
)
a(
    "g08",
    G,
    "zh",
    "恒湾医药和云岐科技合作做的病人入组匹配工具叫什么？",
    ["引航"],
    "这套系统名为“引航”，由恒湾医药与云岐科技共同开发",
    "what is the name of",
    "p s",
)
a(
    "g09",
    G,
    "zh",
    "江浦市的管理指引对模型上线前的试跑时间和日志保存年限有什么要求？",
    ["不少于三个月的影子运行"],
    "上线前完成不少于三个月的影子运行，并对每次输出留存日志不少于五年",
    "what requirement",
    "p",
    ["不少于五年"],
)
a(
    "g10",
    G,
    "en",
    "What does RAG stand for in the report?",
    ["Retrieval-AugmentedGeneration"],
    "检索增强生成（Retrieval-Augmented Generation，以下简称RAG）",
    "what does X stand for",
)
a(
    "g11",
    G,
    "en",
    "What share of the surveyed drug companies named lack of high-quality proprietary data as their main difficulty?",
    ["61.3%"],
    "接受调查的药企中有61.3%把高质量专有数据不足列为首要困难",
    "what percentage",
    "c",
)
a(
    "g12",
    G,
    "zh",
    "知屿的三级危机干预机制分别是什么？",
    ["一级由模型识别并给予安抚话术"],
    "一级由模型识别并给予安抚话术，二级转接值班心理咨询师",
    "what are the stages",
    "",
    ["二级转接值班心理咨询师"],
)

a(
    "r01",
    R,
    "zh",
    "到2023年底，还有多少种罕见病国外能治、国内却没有药？",
    ["25种"],
    "全球有药而国内无药的，由2022年底的33种减少到25种",
    "how many",
    "p c",
)
a(
    "r02",
    R,
    "zh",
    "2023年医保目录调整中，罕见病药物谈判的成功率是多少？",
    ["71.4%"],
    "最终15个谈判成功，成功率为71.4%，平均降价幅度为54.6%",
    "what percentage",
    "c",
)
a(
    "r03",
    R,
    "en",
    "What does the abbreviation ODAI mean?",
    ["OrphanDrugAccessIndex"],
    "药物可及性指数（Orphan Drug Access Index，缩写为ODAI）",
    "what does X stand for",
)
a(
    "r04",
    R,
    "zh",
    "腾诺依沙注射液怎么用药，要打几次？",
    ["静脉输注一次"],
    "腾诺依沙注射液属于基因治疗，只需静脉输注一次",
    "how",
    "p c",
)
a(
    "r05",
    R,
    "zh",
    "哪种罕见病确诊拖得最久，平均要多少年？",
    ["11.3年"],
    "延迟最长的是法布雷病，平均为11.3年",
    "which / how long",
    "p c",
    ["法布雷病"],
)
a(
    "r06",
    R,
    "zh",
    "吃莫立格鲁胶囊代替输液以后，血象仍然平稳的病人占多大比例？",
    ["93.5%"],
    "由输注改为口服的患者有93.5%保持了血红蛋白与血小板的稳定",
    "what percentage",
    "p s",
)
a(
    "r07",
    R,
    "en",
    "Which province represents the special-fund model, in which a patient pays at most 100,000 yuan a year?",
    ["岚江省"],
    "一是专项基金模式，以岚江省为代表",
    "where",
    "c",
    ["10万元"],
)
a(
    "r08",
    R,
    "zh",
    "德国新药进入公共支付为什么最快？",
    ["药品一上市即可报销"],
    "是因为药品一上市即可报销，价格则在其后的评估期内再行确定",
    "why",
)
a(
    "r09",
    R,
    "zh",
    "青霉胺片那次全国断货一共拖了多少天？",
    ["118天"],
    "青霉胺片因原料药企业搬迁而全国性缺货，持续118天",
    "how long",
    "p",
)
a(
    "r10",
    R,
    "zh",
    "腾诺依沙的关键性试验入组了多少名患儿？",
    ["38名患儿"],
    "其关键性试验仅入组了38名患儿便获得批准",
    "how many",
    "s c",
)
a(
    "r11",
    R,
    "en",
    "By what percentage did 艾诺瑞赛 injection cut the mean monthly number of attacks compared with placebo?",
    ["86.9%"],
    "与安慰剂相比，它使月均发作次数减少了86.9%",
    "what percentage",
    "s c",
)
a(
    "r12",
    R,
    "zh",
    "独家罕见病药如果打算不再生产，厂家应当提前多久告知主管部门？",
    ["提前十二个月"],
    "至少提前十二个月向主管部门报告",
    "what requirement",
    "p",
)

a(
    "h01",
    H,
    "zh",
    "2023年度申报五级及以上评价的医院，最后有多少家过关？",
    ["97家"],
    "经形式审查、数据质量评估、文审与现场查验，最终有97家通过",
    "how many",
    "t c",
)
a(
    "h02",
    H,
    "zh",
    "参评医院还没到文审就出局，头号原因是什么？",
    ["整合性不达标"],
    "因数据整合性不达标的占44.2%，一致性不达标的占23.8%",
    "why",
    "p c",
)
a(
    "h03",
    H,
    "en",
    "What does CDSS stand for?",
    ["ClinicalDecisionSupportSystem"],
    "临床决策支持系统（Clinical Decision Support System，缩写CDSS）",
    "what does X stand for",
)
a(
    "h04",
    H,
    "zh",
    "嘉澜大学附属第一医院是哪年哪月拿到八级的？",
    ["2023年12月"],
    "是全国仅有的两家八级医院之一，于2023年12月通过评价",
    "when",
    "c",
)
a(
    "h05",
    H,
    "zh",
    "岚图智慧病历V9是哪一年发布的？",
    ["2022年发布"],
    "岚图医信的主力产品“岚图智慧病历V9”2022年发布",
    "when",
    "c",
)
a(
    "h06",
    H,
    "en",
    "Which vendor had the largest share of the domestic electronic medical record market in 2023?",
    ["衡泰软件以16.4%"],
    "衡泰软件以16.4%居首，岚图医信占12.7%",
    "which company",
    "c",
)
a(
    "h07",
    H,
    "zh",
    "东禾医科大学第三附属医院整顿弹窗提示之后，医生肯听提示的比例升到多少？",
    ["54.1%"],
    "医生采纳率则从18.6%升至54.1%",
    "what percentage",
    "p s c",
)
a(
    "h08",
    H,
    "zh",
    "平江人民医院改造静脉用药流程以后，每万床日的给药差错降到多少？",
    ["0.9例"],
    "给药错误由每万床日3.1例降为0.9例",
    "how many",
    "s",
)
a(
    "h09",
    H,
    "zh",
    "六级评价对数据质量各维度得分率的要求是多少？",
    ["0.85"],
    "五级评价要求各维度的得分率不低于0.8，六级要求不低于0.85",
    "what requirement",
    "c",
)
a(
    "h10",
    H,
    "en",
    "How many hours was 嘉平中医院 offline while it switched to a domestic database?",
    ["停机7小时"],
    "切换于2024年1月的一个周末进行，停机7小时",
    "how long",
    "p",
)
a(
    "h11",
    H,
    "zh",
    "大多数医院对公有云敬而远之，主要担心什么？",
    ["影像数据回传的带宽成本"],
    "最主要的顾虑不是价格，而是影像数据回传的带宽成本",
    "why",
    "p",
)
a(
    "h12",
    H,
    "zh",
    "分级评价的政策演进分为哪几个阶段？",
    ["2011年至2017年为起步阶段"],
    "2011年至2017年为起步阶段，以试点和自愿申报为主",
    "what are the stages",
    "",
    ["提质阶段"],
)

a(
    "t01",
    T,
    "zh",
    "2023年规模以上中药工业企业的营业收入实际达到多少？",
    ["7862亿元"],
    "全国规模以上中药工业企业实现营业收入7862亿元",
    "how much",
    "c",
)
a(
    "t02",
    T,
    "zh",
    "百亿中药企业里，哪一家最舍得在科研上花钱（占收入比例最高）？",
    ["研发强度最高的是岳麓山制药"],
    "研发强度最高的是岳麓山制药，达到8.6%",
    "which company",
    "p c",
)
a(
    "t03",
    T,
    "en",
    "How many new traditional Chinese medicines were approved in 2023?",
    ["新药为12个"],
    "2023年批准上市的中药新药为12个，2022年为10个",
    "how many",
    "c",
)
a(
    "t04",
    T,
    "zh",
    "2022年植物提取物的出口额是多少亿美元？",
    ["35.3"],
    "植物提取物\t30.3\t35.3\t32.6",
    "how much",
    "t c",
)
a(
    "t05",
    T,
    "zh",
    "人工培养的牛黄2023年产了多少吨？",
    ["4.8吨"],
    "后者2023年的产量为4.8吨，而同期天然牛黄的进口量只有310公斤",
    "how much",
    "p c",
)
a(
    "t06",
    T,
    "en",
    "What was the average price cut in the first centralised procurement of formula granules (配方颗粒)?",
    ["50.8%"],
    "首次开展配方颗粒集中采购，200个品种的平均降幅为50.8%",
    "what percentage",
    "c",
)
a(
    "t07",
    T,
    "zh",
    "天沐药业西岭工厂是什么时候投产的？",
    ["2022年8月投产"],
    "该工厂总投资16.8亿元，2022年8月投产",
    "when",
    "s",
)
a(
    "t08",
    T,
    "zh",
    "服用参蛤固本片的患者，一年里病情突然变重的次数比安慰剂组少了多少？",
    ["29.6%"],
    "安慰剂组为1.52次，下降了29.6%",
    "what percentage",
    "p s c",
)
a(
    "t09",
    T,
    "zh",
    "配方颗粒2022年的市场为什么一下子缩水？",
    ["国家标准不足"],
    "2022年因为国家标准不足、大量品种无法跨省销售而下降到168亿元",
    "why",
    "p",
)
a(
    "t10",
    T,
    "zh",
    "三日霜附子要经过哪几道工序？",
    ["浸、漂、煮、蒸、晒、烘"],
    "樟城的“三日霜附子”需要经过浸、漂、煮、蒸、晒、烘六道工序",
    "what are the stages",
)
a(
    "t11",
    T,
    "en",
    "Where did 岳麓山制药 build its decoction centre?",
    ["在星城建设"],
    "岳麓山制药在星城建设的煎药中心日处理能力达到2.4万剂",
    "where",
)
a(
    "t12",
    T,
    "zh",
    "2023年哪一款中成药卖得最好？",
    ["稳心通脉丸"],
    "销售额最高的是岳麓山制药的稳心通脉丸，全年为61.8亿元",
    "which drug",
    "p c",
)

a(
    "v01",
    V,
    "zh",
    "2023年全国监测网络收到的不良反应报告一共多少份？",
    ["241.9万份"],
    "《药品不良反应/事件报告表》241.9万份",
    "how many",
    "c",
)
a(
    "v02",
    V,
    "en",
    "What does ROR stand for in signal detection?",
    ["ReportingOddsRatio"],
    "报告比值比（Reporting Odds Ratio，缩写ROR）",
    "what does X stand for",
)
a(
    "v03",
    V,
    "zh",
    "听澜第三版对以往已确认信号的找回能力达到百分之多少？",
    ["88.5%"],
    "回溯检出率由64.1%提高到88.5%，平均提前发现时间为4.3个月",
    "what percentage",
    "p c",
)
a(
    "v04",
    V,
    "zh",
    "服用格列洛嗪片的人群，急性胰腺炎的发生率是多少？",
    ["1.94例"],
    "其发生率为每千人年1.94例，对照药物为每千人年0.86例",
    "how many",
    "s c",
)
a(
    "v05",
    V,
    "zh",
    "担任药物警戒负责人，至少要有几年从业经验？",
    ["三年以上的相关工作经历"],
    "并具有三年以上的相关工作经历",
    "what requirement",
    "p",
)
a(
    "v06",
    V,
    "en",
    "Within how many days must a serious adverse reaction be reported in an individual case report after it becomes known?",
    ["不迟于15日"],
    "严重不良反应自严重性被发现或获知之日起不迟于15日报告",
    "what requirement",
    "c",
)
a(
    "v07",
    V,
    "zh",
    "人工角膜澄目最早是在什么地方用上的？",
    ["在先行区首次使用"],
    "人工角膜“澄目”2020年10月在先行区首次使用",
    "where",
    "p s",
)
a(
    "v08",
    V,
    "zh",
    "恩那西尼片获批所依据的样本量是多少？",
    ["436"],
    "恩那西尼片\t恒湾医药\t新增适应证\t多中心病历\t436",
    "how many",
    "t c",
    ["恩那西尼片"],
)
a(
    "v09",
    V,
    "zh",
    "到2023年底，晴川平台已经接入多少家医院？",
    ["146家"],
    "截至2023年底，平台接入医院146家，覆盖患者1.38亿人",
    "how many",
    "s c",
)
a(
    "v10",
    V,
    "zh",
    "安曲制药那么多投诉为什么没有传到药物警戒部门？",
    ["客服系统与安全数据库没有接口"],
    "追溯的结果表明，客服系统与安全数据库没有接口",
    "why",
    "p s",
)
a(
    "v11",
    V,
    "en",
    "What is the name of 恒湾医药's in-house system that processes non-serious reports end to end without human intervention?",
    ["望溪"],
    "恒湾医药的内部系统“望溪”对非严重报告实现了无人工干预",
    "what is the name of",
)
a(
    "v12",
    V,
    "zh",
    "用检查点抑制剂后心脏出问题的患者，死亡的比例有多高？",
    ["31.6%"],
    "免疫性心肌炎1132例，病死率为31.6%",
    "what percentage",
    "p c",
)


def u(id, doc, lang, question, note, absent):
    Q.append(
        {
            "id": id,
            "question": question,
            "language": lang,
            "document": doc,
            "answerable": False,
            "accept": [],
            "evidence": "",
            "style": "unanswerable",
            "tags": [] if doc else ["off_subject"],
            "note": note,
            "absent_regex": absent,
        }
    )


u(
    "u01",
    G,
    "zh",
    "病理报告助手镜微的参数规模是多少？",
    "described at length; parameter count of other models is given",
    [r"镜微[^。]*参数", r"助手[^。]*参数规模"],
)
u(
    "u02",
    G,
    "zh",
    "云岐科技的创始人叫什么名字？",
    "founding year and staff are given, no person",
    [r"创始人", r"云岐科技[^。]*(创办人|董事长|首席执行官)"],
)
u(
    "u03",
    G,
    "zh",
    "泽康数科的总部设在哪个城市？",
    "origin and year given, no place",
    [r"总部(位于|设在)", r"泽康数科[^。]*(位于|总部)"],
)
u(
    "u04",
    G,
    "en",
    "What is the forecast for the global generative AI market in medicine and health in 2030?",
    "2024 and 2028 forecasts only",
    [r"2030年"],
)
u(
    "u05",
    G,
    "zh",
    "BW-1103的Ⅱ期临床试验计划入组多少名受试者？",
    "indication and start date only",
    [r"BW-1103[^。]*(入组|受试者|例患者)"],
)
u(
    "u06",
    R,
    "zh",
    "赛普仑单抗注射液每支的价格是多少？",
    "prices of nusinersen-like and risdiplam-like drugs are given",
    [r"赛普仑[^。]*元"],
)
u("u07", R, "zh", "腾诺依沙注射液的临床试验登记号是什么？", "never given", [r"登记号", r"CTR\d", r"NCT\d"])
u(
    "u08",
    R,
    "zh",
    "萤火之家的发起人姓名是什么？",
    "year and family members only",
    [r"萤火之家[^。]*(名叫|先生|女士)", r"发起人"],
)
u(
    "u09",
    R,
    "en",
    "How much does a year of treatment with 莫立格鲁 capsules cost?",
    "dose and results given, no price",
    [r"莫立格鲁[^。]*元", r"该药[^。]*年治疗费用"],
)
u(
    "u10",
    R,
    "zh",
    "岚江省罕见病专项基金2023年一共支出了多少钱？",
    "levy per head and cap only",
    [r"(岚江省|专项基金)[^。]*(支出|拨付)[^。]*亿元"],
)
u("u11", H, "zh", "海陵市第二医院遭受勒索攻击后支付了多少赎金？", "attack and measures only", [r"赎金"])
u(
    "u12",
    H,
    "en",
    "In which city is the headquarters of 康维达, the maker of KV-Chart?",
    "never given",
    [r"康维达[^。]*(总部|位于)", r"总部(位于|设在)"],
)
u(
    "u13",
    H,
    "zh",
    "禾木啄木鸟质控引擎是哪一年推出的？",
    "company entered in 2018; product year never given",
    [r"禾木啄木鸟”?(于)?20\d\d年", r"20\d\d年[^，。]*禾木啄木鸟"],
)
u(
    "u14",
    T,
    "zh",
    "清络通痹颗粒每盒卖多少钱？",
    "price is given for another product",
    [r"清络通痹[^。]*(每盒|定价)", r"清络通痹颗粒[^。]*元"],
)
u(
    "u15",
    T,
    "en",
    "Who is the chairman of 天沐药业?",
    "no person is named",
    [r"董事长", r"天沐药业[^。]*(总裁|总经理)"],
)
u("u16", T, "zh", "药商通平台是哪一年上线的？", "business figures only", [r"药商通[^。]*(上线|成立|创办)"])
u(
    "u17",
    V,
    "zh",
    "格列洛嗪片的医保支付价是多少？",
    "safety data only",
    [r"格列洛嗪[^。]*元", r"该药[^。]*(价格|支付价)"],
)
u(
    "u18",
    V,
    "en",
    "What is the registration number of the 恒心登记 heart failure registry?",
    "never given",
    [r"注册号", r"登记号", r"恒心登记[^。]*编号"],
)
u(
    "u19",
    V,
    "zh",
    "听澜信号检测系统是由哪家公司开发的？",
    "versions and results only",
    [r"听澜”?[^。]*(公司|开发商|承建)"],
)
u("u20", None, "zh", "2022年世界杯足球赛的冠军是哪支球队？", "off subject", [r"世界杯", r"足球"])
u("u21", None, "zh", "北京明天会下雨吗？", "off subject", [r"下雨", r"北京"])
u("u22", None, "en", "Who wrote the play Hamlet?", "off subject", [r"Hamlet|哈姆雷特|莎士比亚"])
u("u23", None, "zh", "红烧肉怎么做才不油腻？", "off subject", [r"红烧肉"])
u("u24", None, "zh", "珠穆朗玛峰的海拔是多少米？", "off subject", [r"珠穆朗玛"])


def flat(s):
    return re.sub(r"\s", "", s)


def main():
    bad = 0
    clean = {p.name: p.read_text("utf-8") for p in sorted((HERE / "clean").glob("*.txt"))}
    encs = {R: "gb18030", H: "utf-16"}
    text = {
        p.name: p.read_bytes().decode(encs.get(p.name, "utf-8"))
        for p in sorted((HERE / "text").glob("*.txt"))
    }
    every = flat("".join(clean.values()))
    assert len({q["id"] for q in Q}) == len(Q)
    for q in Q:
        if q["answerable"]:
            c, d = flat(clean[q["document"]]), flat(text.get(q["document"], ""))
            for s in q["accept"] + (q.get("accept_all") or []):
                n, m = c.count(s), d.count(s)
                if s != flat(s) or n == 0 or (text and m == 0):
                    print("ACCEPT", q["id"], s, n, m)
                    bad += 1
                elif n > 2 and s in q["accept"]:
                    print("often:", q["id"], s, n)
            e = q["evidence"]
            ok = e in clean[q["document"]] and 12 <= len(e) <= 60
            if not ok:
                print("EVIDENCE", q["id"], len(e), e in clean[q["document"]])
                bad += 1
            if not any(s in flat(e) for s in q["accept"]):
                print("EVIDENCE lacks accept", q["id"])
                bad += 1
            q["evidence"] = e
            q["note"] = (
                q["note"]
                or {True: "in the evidence the subject is not named; "}.get("s" in q["tags"], "") + q["style"]
            )
        else:
            for rx in q.pop("absent_regex"):
                hit = re.search(rx, every)
                if hit:
                    print("GIVEN?", q["id"], rx, every[max(0, hit.start() - 20) : hit.end() + 20])
                    bad += 1
    (HERE / "questions.json").write_text(json.dumps(Q, ensure_ascii=False, indent=1) + "\n", "utf-8")
    an = [q for q in Q if q["answerable"]]
    un = [q for q in Q if not q["answerable"]]
    print(
        len(an),
        "answerable,",
        sum(q["language"] == "en" for q in an),
        "en;",
        len(un),
        "unanswerable,",
        sum(q["language"] == "en" for q in un),
        "en,",
        sum(q["document"] is None for q in un),
        "off subject;",
        {k: sum(k in q["tags"] for q in an) for k in "pstc"},
        "problems:",
        bad,
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
