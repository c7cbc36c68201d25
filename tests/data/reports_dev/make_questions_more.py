#!/usr/bin/env python3
"""Write questions_more.json (90 answerable, 110 unanswerable) and check it as make_questions.py does.

python3 make_questions_more.py
"""

import json, pathlib, re, sys
from collections import Counter

HERE = pathlib.Path(__file__).resolve().parent
DOC = {
    "g": "dev_genai_biopharma.txt",
    "r": "dev_rare_disease_access.txt",
    "h": "dev_hospital_it_emr.txt",
    "t": "dev_tcm_industry.txt",
    "v": "dev_rws_pv.txt",
}
# id, language, question, accept (more, after |, must be present too), evidence, style, tags
# tags: p = paraphrase; s = subject only in a previous sentence or heading; t = table; l = list; c = confusable
A = """
g13 # zh # 真正在医院里跑够半年的医药大模型一共几个？ # 仅有29个 # 真正进入医院生产系统并连续运行超过六个月的仅有29个 # how many # p
g14 # zh # 参数量达到多少的医药大模型才被本报告计入统计？ # 70亿以上 # 本报告把参数量在70亿以上的模型计入统计 # what requirement #
g15 # en # How many questions does the 岐问 test bank contain? # 8640道 # 题库名为“岐问”，共收录8640道题目 # how many #
g16 # zh # 面向医疗机构的问卷有效率是多少？ # 87.2% # 医疗机构\t1200\t1046\t87.2% # what percentage # t c
g17 # zh # 再过几年，到2028年，全世界医疗领域的生成式AI生意估计能做到多大？ # 171亿美元 # 到2028年有望增至171亿美元 # how much # p s c
g18 # zh # 成渝一带为什么涨得最猛？ # 统一采购了基层辅助诊疗服务 # 原因在于当地卫生主管部门统一采购了基层辅助诊疗服务 # why # p s
g19 # en # How much money did 星桥医疗 raise in its Series B round? # 6.8亿元 # 星桥医疗也完成了B轮融资，金额为6.8亿元 # how much # c
g20 # zh # 云岐医言2.0在“岐问”中医门类上的准确率是多少？ # 71.9% # 但在中医门类上只有71.9%，明显落后于其他门类 # what percentage # s c
g21 # zh # 博闻智药与奥伦医药的合作协议首付款是多少？ # 3200万美元 # 首付款为3200万美元，里程碑付款总额最高可达6.1亿美元 # how much # s
g22 # en # Which institution released the open-source model 格物 in May 2024? # 西梁大学智能医学中心 # 西梁大学智能医学中心2024年5月开源的“西梁·格物” # who #
g23 # zh # 华澍把多年的老实验本整理干净，派了多少人、花了多久？ # 六十多名|十四个月 # 前后共动用了六十多名化学专业人员，耗时十四个月 # how many / how long # p s
g24 # zh # 蓝芷核酸用来优化序列的自研模型叫什么名字？ # 双螺 # 使用自研模型“双螺”优化非翻译区序列 # what is the name of #
g25 # zh # 琅川省药品审评查验中心的“明鉴”系统从什么时候开始试运行？ # 2024年3月 # 琅川省药品审评查验中心2024年3月起试运行的“明鉴”系统 # when #
g26 # en # How long does the first draft of a clinical study report take at 恒湾医药 once the writing assistant is used? # 14个工作日 # 一份临床研究报告的初稿撰写时间由平均32个工作日减少到14个工作日 # how long # c
g27 # zh # 松陵县人民医院后来为何换成别在衣领上的收音设备？ # 语音识别的字错率 # 语音识别的字错率最高时达到14%，项目组不得不改用领夹式麦克风 # why # p s
g28 # zh # 爷爷奶奶带孩子看病时，诊前问卷为什么多半填不完？ # 方言识别不佳和字体过小 # 主要原因是方言识别不佳和字体过小 # why # p s
g29 # en # What wording must appear on model-generated patient information under the 江浦 guideline? # 由人工智能辅助生成，经医务人员审核 # 必须在显著位置标注“由人工智能辅助生成，经医务人员审核”字样 # what requirement # s
g30 # zh # 奥伦把模型放在国内单独跑，一年要多掏多少钱？ # 1100万元 # 为此每年增加约1100万元的运维支出 # how much # p s
r13 # zh # 两批罕见病目录一共收录了多少种疾病？ # 207种 # 在两批目录收录的207种疾病中 # how many # c
r14 # en # What share of surveyed families suffered catastrophic health expenditure? # 26.5% # 但仍有26.5%的家庭发生灾难性卫生支出 # what percentage #
r15 # zh # 看病自掏腰包占到家里收入几成，就会被判定为灾难性支出？ # 达到或者超过40% # 家庭自付医疗费用占家庭可支配收入的比例达到或者超过40%的标准 # what requirement # p
r16 # zh # 珂维替尼片的上市许可持有人是哪家企业？ # 弘岳药业 # 珂维替尼片\t弘岳药业\tⅠ型神经纤维瘤病 # which company # t c
r17 # en # When was 赛普仑单抗 injection approved? # 2023年8月 # 赛普仑单抗注射液\t格林维尔制药\t全身型重症肌无力\t2023年8月 # when # t c
r18 # zh # 已经上班的病友，多数为什么瞒着老板？ # 被调岗或者不再续签合同 # 主要顾虑是被调岗或者不再续签合同 # why # p s
r19 # zh # 同曜基因的自然史队列前后随访了多长时间？ # 二十六个月 # 覆盖412名患儿的自然史队列，前后随访二十六个月 # how long # s
r20 # zh # 国内企业处于Ⅲ期临床的罕见病新药有多少个？ # Ⅲ期39个 # 其中Ⅰ期79个，Ⅱ期68个，Ⅲ期39个 # how many # l c
r21 # zh # 罕见病药品减按3%征收进口环节增值税是从什么时候开始的？ # 2019年3月 # 自2019年3月起，对首批21个罕见病药品减按3%征收进口环节增值税 # when #
r22 # en # What is the price of one bottle of 利司泊兰 oral solution? # 3780元 # 利司泊兰口服液2022年进入目录，每瓶价格为3780元 # how much # c
r23 # zh # 协作网里的医院不进罕见病药，头一条理由是什么，占多大比例？ # 47.1%|没有患者 # “没有患者”占47.1%，“药占比和次均费用考核压力”占28.6% # why / what percentage # p l s
r24 # zh # 买腾诺依沙可以不一次付清，头一笔交几成？ # 先支付三成 # 患者先支付三成，如果治疗后第二十四个月仍能保持独坐能力 # how much # p s
r25 # zh # 长大成人的庞贝病人里，有多少人偷偷少用药、拖着用？ # 31.8% # 调查中有31.8%的成人患者承认曾自行减少剂量或延长给药间隔 # what percentage # p
r26 # en # How many hospitals nationwide keep 依卡班肽 injection in stock? # 137家 # 虽然在2021年获批，但全国只有137家医院备货 # how many #
r27 # zh # 甲型血友病患者使用艾美珠以后，年化出血率的中位数降到多少？ # 1.2次 # 年化出血率的中位数由15.6次降到1.2次 # how many #
r28 # zh # 黎江给刚出生的娃娃查基因，查一个要花多少、谁来掏钱？ # 460元|由市财政和医院各承担一半 # 试点的成本为每名新生儿460元，由市财政和医院各承担一半 # how much # p s
r29 # en # In what ratio do the company, the patients and the charity fund share the premium of 和曦保险's 续航计划? # 5∶3∶2 # 保费由企业、患者与公益基金按5∶3∶2的比例分担 # how much #
r30 # zh # 法国新药从上市到纳入公共支付平均要多久？ # 17.4个月 # 法国（欧盟）\t2000\t患病率不高于万分之五\t10年\t17.4个月 # how long # t c
h13 # zh # 全国医院信息化年度调查共有多少家医院参与？ # 1873家 # 共有1873家医院参与，其中三级医院764家、二级医院1109家 # how many #
h14 # en # What does EMPI stand for? # EnterpriseMasterPatientIndex # 患者主索引（Enterprise Master Patient Index，缩写EMPI） # what does X stand for #
h15 # zh # 业务瘫了最长能容忍停多久，这用哪个指标来衡量？ # 恢复时间目标（RTO） # 恢复时间目标（RTO）指系统中断后恢复服务所允许的最长时间 # what is the name of # p c
h16 # zh # 三级医院电子病历平均级别最高的是哪个省，达到多少级？ # 越澜省的平均级别最高|4.88级 # 越澜省的平均级别最高，为4.88级 # where # c
h17 # zh # 2021年申报五级及以上评价的医院有多少家？ # 388 # 2021\t388\t84\t21.6%\t19 # how many # t c
h18 # zh # 想从五级爬到六级，一般要熬多久？ # 31个月 # 五级升六级平均历时31个月，四级升五级为22个月 # how long # p s c
h19 # en # Into how many automatically checkable rules did the First Affiliated Hospital of 嘉澜 University break the standard? # 1126条 # 把评价标准拆解为1126条可自动检测的规则 # how many #
h20 # zh # 睿桥县域一体化平台已覆盖多少个县？ # 291个县 # 已覆盖291个县，单个县的平均建设周期为7.5个月 # how many # s
h21 # zh # 康维达2023年为什么丢了一批老主顾？ # 本地化开发团队规模缩减 # 由于本地化开发团队规模缩减，该公司在2023年流失了11家客户 # why # p s
h22 # en # How many built-in rules does the quality control engine 禾木啄木鸟 have? # 3400条 # 其病历质控引擎“禾木啄木鸟”内置规则3400条 # how many # c
h23 # zh # 平江人民医院“以用定建”数据中台的首期投资是多少？ # 360万元 # 首期投资只有360万元，十四个月后自助分析报表的月均访问量却达到2.2万次 # how much #
h24 # zh # 提醒两种药不能同吃的弹窗，医生有多大比例直接无视？ # 88.9% # 其中药物相互作用类提示的忽略率为88.9% # what percentage # p s c
h25 # zh # 一家两千张床位的三级医院每年新增多少影像数据？ # 185TB # 每年新增影像数据约为185TB # how much #
h26 # en # In which month did 西坪市人民医院 merge its nursing assessment forms? # 2023年4月 # 西坪市人民医院在2023年4月对表单进行归并 # when #
h27 # zh # 北屿医院用室内定位以后，早上第一台刀按时开始的比例升到多少？ # 88% # 首台手术准点开台率由61%上升到88% # what percentage # p s
h28 # zh # 南禾县医共体平台每年的运维经费是多少？ # 480万元 # 该平台的运维经费每年约需480万元 # how much # s
h29 # en # Through which route did the attackers get into the internal network of 海陵市第二医院? # 检验设备供应商的远程维护账号 # 攻击者通过一家检验设备供应商的远程维护账号进入内网 # how # s
h30 # zh # 照联盟的合同范本，厂家想换项目经理得提前几天打招呼？ # 提前三十日书面通知 # 厂商更换项目经理须提前三十日书面通知并得到院方同意 # what requirement # p s
t13 # zh # 2023年中药饮片加工实现营业收入多少？ # 2445亿元 # 中药饮片加工实现2445亿元 # how much # c
t14 # en # What is the full name of GAP? # GoodAgriculturalPractice # 其全称为Good Agricultural Practice，涉及基地选址 # what does X stand for #
t15 # zh # 一年生意做到多大，才够得上“规上”的门槛？ # 2000万元及以上 # 是指年主营业务收入达到2000万元及以上的法人企业 # what requirement # p
t16 # zh # 华景本草集团收购回澜堂控股权花了多少钱？ # 68.5亿元 # 华景本草集团以68.5亿元收购西南地区老字号回澜堂的控股权 # how much #
t17 # zh # 2022年中药材及饮片出口多少亿美元？ # 13.1 # 中药材及饮片\t13.6\t13.1\t12.9 # how much # t c
t18 # en # Which province has the largest planting area of Chinese medicinal materials? # 云澜省以908万亩 # 云澜省以908万亩位居第一 # where # c
t19 # zh # 当归换到别省去种，阿魏酸平均只剩多少？ # 0.074% # 而外省引种样品平均只有0.074% # what percentage # p s c
t20 # zh # 截至2024年6月底，通过GAP延伸检查的企业有多少家？ # 43家企业 # 已有43家企业的67个品种通过延伸检查 # how many #
t21 # zh # 天沐养活川贝母花了几年，闯过了哪两关？ # 种子休眠和倒苗|历时十年 # 历时十年攻克了种子休眠和倒苗两道难关 # how long # p l
t22 # en # To what price per kilogram did angelica (当归) rise? # 215元 # 其中当归由年初的每公斤78元涨到215元 # how much # l c
t23 # zh # 药商通的药材质押贷款全年放了多少钱？ # 13.8亿元 # 全年发放贷款13.8亿元，不良率为0.9% # how much # s
t24 # zh # 当归新品种“岷归六号”是谁选育的？ # 陇川省农科机构 # 陇川省农科机构选育的“岷归六号”抗麻口病能力突出 # who #
t25 # zh # 造农业机械的厂家为什么不肯碰药材这一行？ # 品种多而单一品种面积小 # 丘陵坡地、药材根系深且易断、品种多而单一品种面积小 # why # p l s
t26 # en # What is the market share of 颐和颗粒 in formula granules? # 27.3% # 颐和颗粒的市场占有率为27.3%，位居第一 # what percentage # c
t27 # zh # 参蛤固本片是什么时候获批的？ # 2023年9月 # 它于2023年9月获批，是当年唯一把急性加重次数作为主要终点 # when # s c
t28 # zh # 同源堂的半夏白术天麻颗粒一盒卖多少钱、装几袋？ # 每盒96元|含12袋 # 该品种上市之后定价每盒96元，含12袋 # how much # s
t29 # en # How many workers on the shop floor were still needed once the smart plant at 西岭 was running? # 126人 # 一线操作人员由410人减少到126人 # how many # p s
t30 # zh # 开在国外的中医点里，哪一家打分最靠前，是谁跟谁合开的？ # 湄江中医药中心|黔岭省中医院 # 评估得分最高的是位于东南亚的湄江中医药中心 # which / who # p
v13 # zh # 靠日常诊疗数据闯关申报的品种，2023年最后成了几个？ # 最终6个获得批准 # 最终6个获得批准，2022年为4个，2021年为2个 # how many # p c
v14 # en # Which English term does the report abbreviate as PV? # Pharmacovigilance # 药物警戒（Pharmacovigilance，缩写PV） # what does X stand for #
v15 # zh # 药物警戒质量管理规范从哪一天起施行？ # 2021年12月1日 # 药物警戒质量管理规范自2021年12月1日起施行 # when #
v16 # zh # 新药试验里冒出没料到的要命反应，申办方头一次得知后几天内必须上报？ # 首次获知后7日内报告 # 非预期严重不良反应应当在首次获知后7日内报告 # what requirement # p c
v17 # en # How many sentinel monitoring hospitals had been set up by the end of the year? # 523家 # 共建成监测哨点医院523家 # how many # c
v18 # zh # 2021年每百万人口报告数是多少？ # 1392 # 每百万人口报告数\t1392\t1435\t1716 # how many # t c
v19 # zh # 口服甲氨蝶呤最常见是怎么用错的？ # 把每周一次误作每日一次 # 后者最典型的错误是把每周一次误作每日一次 # how # p s
v20 # zh # 齐川省四家医院出问题的那批造影剂一共封存了多少瓶？ # 2.3万瓶 # 后续检验证实细菌内毒素超标，共封存2.3万瓶 # how many #
v21 # zh # 信号检测系统“听澜”最早是哪年哪月上线的？ # 2020年11月 # “听澜”系统于2020年11月上线 # when # c
v22 # en # Which company is the holder of the glucose-lowering drug 格列洛嗪? # 泽康医药 # 另一个受到关注的是泽康医药的降糖药格列洛嗪片 # which company #
v23 # zh # 北岑那个骨肽针剂凭什么被叫停？ # 未能提供充分的疗效证据 # 由于在再评价中未能提供充分的疗效证据 # why # p s
v24 # zh # 西普明的致医护人员函寄给了多少名医生？ # 4.7万名医生 # 持有人在2022年9月向4.7万名医生寄送了致医护人员函 # how many #
v25 # en # When was 利妥帕肽 injection approved on the basis of real-world evidence? # 2023年11月 # 利妥帕肽注射液\t华澍制药\t新增适应证\t患者登记\t1028\t2023年11月 # when # t c
v26 # zh # 光看住院编码来认吃药伤肝，准头有多少？ # 37.3% # 药物性肝损伤则仅为37.3% # what percentage # p s c
v27 # zh # “镜像计划”里有多少项模拟与原试验在方向和显著性上都一致？ # 一致的有13项 # 在估计方向与统计显著性两方面均一致的有13项，达到65% # how many # s
v28 # zh # 江浦的药师帮老人家理一次药，医保贴多少钱？ # 每人次60元 # 关键是医保对药师整理给予每人次60元的支付 # how much # p s
v29 # en # For how long was 安曲制药 ordered to suspend sales of the products concerned? # 销售四个月 # 公司被责令暂停相关品种销售四个月 # how long # s
v30 # zh # 亚太药物流行病学协作网是由谁发起的？ # 日本、韩国、新加坡等国的机构 # 亚太药物流行病学协作网由中心与日本、韩国、新加坡等国的机构共同发起 # who #
"""
# category # document letter # language # question # subject (must be in the report) # patterns that must not occur, after ;;
U = r"""
price # g # zh # 云岐医言2.0按科室订阅，每个科室每年收多少钱？ # 按科室订阅 # 订阅[^。]*元
price # r # zh # 艾诺瑞赛注射液一支多少钱？ # 艾诺瑞赛 # 艾诺瑞赛[^。]*元
price # r # en # What does a year of treatment with 珂维替尼 tablets cost? # 珂维替尼 # 珂维替尼[^。]*元
price # h # zh # 衡泰云病历的软件售价是多少？ # 衡泰云病历 # 衡泰云病历[^。]*元
price # h # zh # 康维达的KV-Chart一套报价多少？ # KV-Chart # KV-Chart[^。]*元;;康维达[^。]*元
price # t # en # How much does a box of 参蛤固本 tablets cost? # 参蛤固本片 # 参蛤固本[^。]*元;;固本片[^。]*(定价|每盒)
price # v # zh # 人工角膜“澄目”一枚的价格是多少？ # 澄目 # 澄目[^。]*元
person # g # zh # 创办博闻智药的那支计算化学团队由谁带头？ # 计算化学团队 # 计算化学团队[^。]*(带头人|领衔|率领)
person # g # en # What is the name of the director of 平陵's regional imaging diagnosis centre? # 中心主任 # 中心主任[^。认]{1,6}(认为|表示|说)
person # r # zh # “识罕”基层医生培训项目的负责人叫什么名字？ # 识罕 # 识罕[^。]*(负责人|主持)
person # h # zh # 嘉澜大学附属第一医院的信息中心负责人是谁？ # 信息中心负责人 # 信息中心负责人[^介]
person # h # en # Who is the chief editor of this white paper on electronic medical record rating? # 四十二名 # 主编;;执笔;;编委
person # t # zh # 三日霜附子的炮制技艺传承人是哪一位？ # 炮制传承人 # 传承人[^指]
person # v # zh # “镜像计划”的项目负责人是谁？ # 镜像计划 # 项目负责人[^认解]
date # g # zh # 杏川堂的“问岐”是哪一年开始部署的？ # 问岐 # 问岐[^。]*20\d\d年;;20\d\d年[^。]*问岐;;杏川堂[^。]*20\d\d年
date # g # zh # 语安科技的“知屿”是什么时候推出的？ # 知屿 # 知屿[^。]*(上线|推出|发布);;语安科技[^。]*20\d\d年
date # r # en # In which year was 同曜基因 founded? # 同曜基因 # 同曜基因[^。]*(成立|创立|创办)
date # r # zh # 江浦市的“浦惠保”是哪一年首次推出的？ # 浦惠保 # 浦惠保[^。]*(推出|上线|问世)
date # h # zh # 睿桥信息成立于哪一年？ # 睿桥信息 # 睿桥信息[^。]*(成立|创立|创办)
date # t # zh # 颐和颗粒这家企业是哪年成立的？ # 颐和颗粒 # 颐和颗粒[^。]*(成立|创立|创办)
date # v # en # In which year was the 镜像计划 (trial emulation project) started? # 镜像计划 # 镜像计划[^。]*20\d\d年;;20\d\d年[^。]*镜像计划
headquarters # g # en # In which city is 语安科技 based? # 语安科技 # 语安科技[^。]*(位于|总部|设在)
headquarters # r # zh # 澜川生物的总部在哪座城市？ # 澜川生物 # 澜川生物[^。]*(位于|总部|设在)
headquarters # r # zh # 石门药业的备用生产线建在什么地方？ # 石门药业 # 石门药业[^。]*(位于|设在|建在|厂区)
headquarters # h # en # Where is 禾木数科 headquartered? # 禾木数科 # 禾木数科[^。]*(位于|总部|设在)
headquarters # h # zh # 衡泰软件的总部地址在哪里？ # 衡泰软件 # 衡泰软件[^。]*(位于|总部|设在)
headquarters # t # zh # 同源堂药业的总部设在哪个城市？ # 同源堂药业 # 同源堂药业[^。]*总部
headquarters # v # zh # 明澈光学是哪个城市的企业？ # 明澈光学 # 明澈光学[^。]*(位于|总部|设在|市)
number # g # zh # 星桥观微的医疗器械注册证编号是多少？ # 星桥观微 # 国械;;注册证编号;;注册证号
number # g # en # What is the trial registration number of the phase II study of BW-1103? # BW-1103 # NCT\d;;CTR\d;;ChiCTR
number # r # zh # 莫立格鲁胶囊的批准文号是什么？ # 莫立格鲁 # 国药准字;;莫立格鲁[^。]*文号
number # r # zh # 珂维替尼的化合物专利号是多少？ # 珂维替尼 # 专利号;;珂维替尼[^。]*专利
number # t # zh # 苓桂安神胶囊的药品批准文号是多少？ # 苓桂安神胶囊 # 苓桂安神[^。]*文号;;国药准字
number # t # zh # 丹芎滴丸国际多中心Ⅲ期试验的登记号是多少？ # 丹芎滴丸 # 丹芎滴丸[^。]*登记;;登记号
number # v # en # What is the device registration certificate number of the artificial cornea 澄目? # 澄目 # 澄目[^。]*(证号|编号|注册证)
contact # g # zh # 安禾健康平台的客服电话是多少？ # 安禾健康 # 客服电话;;客服热线;;\d{3,4}-\d{7,8};;400-
contact # r # zh # 萤火之家的联系邮箱是什么？ # 萤火之家 # 邮箱;;@
contact # r # en # What is the telephone number of 望舒罕见病政策研究中心? # 望舒罕见病政策研究中心 # 联系电话;;电话[:：]
contact # h # zh # 怎么打电话联系中衡医院信息化发展联盟，号码是多少？ # 中衡医院信息化发展联盟 # 联系电话;;电话[:：]
contact # t # en # What is the e-mail address of 岐黄产业经济研究所? # 岐黄产业经济研究所 # 邮箱;;@;;[Ee]-?mail
contact # v # zh # 恒湾医药医学信息热线的号码是多少？ # 医学信息热线 # 热线[^。]{0,6}\d
count # g # zh # 博闻智药目前有多少名员工？ # 博闻智药 # 博闻智药[^。]*(员工|雇员)
count # r # en # How many people work at 同曜基因? # 同曜基因 # 同曜基因[^。]*(员工|雇员)
count # r # zh # 目前国内有多少名患者正在使用艾诺瑞赛注射液？ # 艾诺瑞赛 # 艾诺瑞赛[^。]*(\d+名|\d+例|万人)
count # h # zh # 岚图智慧病历V9已经在多少家医院上线？ # 岚图智慧病历V9 # 岚图[^。]*\d家
count # h # zh # 岚图医信一共有多少研发人员？ # 岚图医信 # 岚图[^。]*(研发人员|员工)
count # t # zh # 天沐药业全公司有多少员工？ # 天沐药业 # 天沐药业[^。]*员工;;员工总数
count # v # en # How many employees does 明澈光学 have? # 明澈光学 # 明澈光学[^。]*(员工|雇员)
model # g # zh # 蓝芷核酸的“双螺”模型有多少参数？ # 双螺 # 双螺[^。]*参数
model # g # zh # 琅川省“明鉴”系统判断资料缺项的准确率有多高？ # 明鉴 # 明鉴[^。]*准确率
model # g # en # How many parameters does the fine-tuned model of 华澍制药's 青囊 platform have? # 青囊 # 青囊[^。]*参数;;华澍[^。]*参数
model # g # en # What was the total accuracy of 西梁·格物 on the whole 岐问 test? # 西梁·格物 # 格物[^。]*总准确率
model # h # zh # 嘉澜一院生成出院小结所用的大模型参数规模是多大？ # 出院小结自动生成 # 嘉澜[^。]*参数;;出院小结[^。]*参数
model # v # zh # 恒湾医药“望溪”背后的语言模型有多少参数？ # 望溪 # 望溪[^。]*参数
past_year # g # zh # 2020年国内医药健康生成式人工智能的市场规模是多少？ # 国内医药健康生成式人工智能市场规模 # 2020年[^。]*市场规模
past_year # g # en # How many financing deals were made in this field in China in 2021? # 融资事件84起 # 2021年[^。]*融资;;融资[^。]*2021年
past_year # r # zh # 2020年国内批准了多少个罕见病药物？ # 23个罕见病药物获批上市 # 2020年[^。]*罕见病药物[^。]*获批;;2020年(为|获批)\d+个
past_year # h # zh # 2020年度有多少家医院申报五级及以上评价？ # 2021年度申报388家 # 2020年度;;2020\t
past_year # t # zh # 2018年中药工业的营业收入是多少？ # 中药工业营业收入 # 营业收入[^。]*2018年为;;2018年为\d;;2018年[^。以]*营业收入
past_year # t # en # What was the export value of plant extracts in 2020? # 植物提取物 # 2020年[^。]*(植物提取物|出口额)
past_year # v # zh # 2020年全国监测网络收到多少份药品不良反应报告？ # 药品不良反应监测网络 # 2020年[^。]*万份
forecast # g # zh # 预计2026年国内医药健康生成式人工智能市场规模有多大？ # 国内医药健康生成式人工智能市场规模 # 2026年[^。]*(市场规模|市场收入);;市场规模[^。]*2026年
forecast # g # en # How many medical large models are expected to exist in China in 2027? # 国内公开发布的医药健康类大模型 # 2027年[^。]*大模型
forecast # r # zh # 研究中心预计2025年的药物可及性指数会达到多少分？ # 药物可及性指数 # 2025年[^。]*(指数|ODAI)
forecast # r # en # How many rare disease drugs are forecast to be on the national reimbursement list by 2026? # 71个罕见病药物 # 2026年[^。]*(罕见病|目录内)
forecast # h # zh # 联盟预测2026年国内电子病历系统的市场规模是多少？ # 国内电子病历系统市场规模 # 2026年[^。]*电子病历;;2026年为
forecast # t # zh # 研究所预测2030年中药工业营业收入会是多少？ # 预计2024年全年营业收入为7930亿元 # 2030年
forecast # v # zh # 预计2025年全国会收到多少份不良反应报告？ # 药品不良反应监测网络 # 2025年[^。]*(万份|不良反应)
sample # g # zh # 星桥观微那次五家医院的前瞻性评价一共纳入了多少份检查？ # 前瞻性评价 # 前瞻性评价[^。]*(纳入|例|万份)
sample # h # zh # 西坪市人民医院护士入院评估用时缩短，是统计了多少份评估得出的？ # 西坪市人民医院 # 西坪市人民医院[^。]*(\d+份|\d+例|样本)
sample # r # zh # 莫立格鲁胶囊三个月药物切换研究的样本量是多少？ # 药物切换研究 # 切换研究[^。]*(入组|纳入|\d+例|\d+名)
sample # r # en # How many participants were enrolled in the phase III trial of 艾诺瑞赛 injection? # 艾诺瑞赛 # 艾诺瑞赛[^。]*(入组|纳入);;在Ⅲ期试验中[^。]*(\d+例|\d+名)
sample # r # zh # 赛普仑单抗的关键性试验有多少名受试者？ # 赛普仑单抗 # 接受该药治疗的患者[^。]*(\d+名|\d+例);;赛普仑[^。]*(入组|纳入了?\d)
sample # v # zh # 发现HLA-B*35:01与何首乌肝损伤有关的那项研究纳入了多少人？ # HLA-B*35:01 # 何首乌[^。]*(纳入了?\d|\d+名|\d+例);;樟城中医药大学[^。]*(\d+名|\d+例)
sample # v # zh # 格列洛嗪片那项回顾性队列研究的样本量有多大？ # 格列洛嗪 # 回顾性队列研究[^。]*(纳入|样本|\d+名)
duration # r # zh # 腾诺依沙注射液的有效期有多长？ # 腾诺依沙注射液 # 腾诺依沙[^。]*有效期;;保质期
duration # r # en # How long is the shelf life of 利司泊兰 oral solution? # 利司泊兰 # 利司泊兰[^。]*(有效期|保存|开封);;保质期
duration # t # zh # 半夏白术天麻颗粒的保质期多长？ # 半夏白术天麻颗粒 # 保质期;;天麻颗粒[^。]*有效期
duration # t # zh # 天沐药业西岭工厂从动工到建成用了多长时间？ # 西岭工厂 # 西岭[^。]*(历时|工期|动工|开工)
duration # h # zh # 一家医院上线衡泰云病历平均要多长时间？ # 衡泰云病历 # 衡泰云病历[^。]*(周期|个月|天)
duration # v # zh # “听澜”第三版的升级开发前后花了多长时间？ # 听澜 # 第三版[^。]*(历时|耗时|开发)
maker # g # zh # 江浦市第一人民医院的导诊助手“小浦”是哪家公司开发的？ # 小浦 # 小浦[^。]*(公司|开发|研发|提供)
maker # g # en # Who developed the 明鉴 system used by 琅川省's drug review centre? # 明鉴 # 明鉴[^。]*(开发|研发|承建|公司)
maker # g # zh # 康澜大药房门店的用药咨询屏由谁研发？ # 用药咨询屏 # 用药咨询屏[^。]*(开发|研发|提供);;康澜[^。]*(开发|研发)
maker # h # zh # 平江人民医院的静脉用药闭环系统由哪家厂商承建？ # 平江人民医院 # 平江人民医院[^。]*(承建|厂商|软件公司)
maker # t # zh # 线上药材平台“药商通”由哪家公司运营？ # 药商通 # 药商通[^。]*(公司|运营|旗下)
maker # v # en # Which software vendor built the 晴川 active surveillance platform? # 晴川 # 晴川[^。]*(承建|开发|软件)
reason # g # zh # 南屏市中心医院为什么选心内科和骨科来试用护理交班摘要？ # 南屏市中心医院 # 心内科和骨科[^。]*(因为|由于|原因)
reason # g # zh # 星桥医疗为什么不公开星桥观微的模型规模？ # 公司未披露模型规模 # 未披露模型规模[^。]*(因为|由于|出于|考虑)
reason # g # en # Why did 恒湾医药 pick 云岐科技 as its partner for the 引航 system? # 引航 # 引航[^。]*(因为|由于|看中|原因)
reason # r # en # Why has 莫立格鲁 not been included in the national reimbursement list? # 该药尚未纳入国家目录 # 尚未纳入国家目录[^。]*(因为|由于|原因);;莫立格鲁[^。]*(因为|由于)
reason # h # zh # 齐川省三级医院的平均级别近两年为什么提升得最快？ # 齐川省近两年提升最快 # 齐川省近两年[^。]*(因为|由于|得益|原因)
reason # t # zh # 2023年保健品出口额为什么比上年增长？ # 保健品 # 保健品[^。]*(因为|由于|得益|原因)
reason # v # zh # 恒湾医药为什么让首席医学官来当药品安全委员会主任？ # 首席医学官 # 首席医学官[^。]*(因为|由于|原因)
abbreviation # g # zh # 候选药代号BW-1103里的BW是什么的缩写？ # BW-1103 # BW[^。-]*缩写
abbreviation # h # zh # 接口标准FHIR的英文全称是什么？ # FHIR # FastHealthcare;;FHIR[^。]*(全称|缩写)
abbreviation # h # en # What does HL7 stand for? # HL7 # HealthLevel;;HL7[^。]*(全称|缩写)
abbreviation # t # zh # ACR20应答率中的ACR全称是什么？ # ACR20 # AmericanCollege;;ACR20?[^。]*(全称|缩写);;风湿病学会
abbreviation # v # zh # HLA-B*35:01里的HLA全称是什么？ # HLA-B # [Ll]eukocyte;;白细胞抗原
abbreviation # v # en # What is the full name behind E2B in the E2B (R3) format? # E2B # E2B[^。]*(全称|缩写);;Efficacy
off # - # zh # 李白的《静夜思》写的是什么季节？ # - # 李白|静夜思
off # - # zh # 自行车的链条掉了怎么装回去？ # - # 自行车
off # - # zh # 2008年奥运会在哪座城市举办？ # - # 奥运
off # - # zh # 从上海坐高铁到杭州要多久？ # - # 上海;;杭州;;高铁
off # - # zh # 怎么给猫咪剪指甲？ # - # 猫
off # - # zh # 光在真空中的速度是多少？ # - # 光速|真空中
off # - # zh # 手机忘记锁屏密码怎么办？ # - # 锁屏
off # - # zh # 《红楼梦》的作者是谁？ # - # 红楼梦
off # - # en # What is the capital of Australia? # - # 堪培拉|Canberra
off # - # en # How do I bake a sourdough loaf? # - # 面包|酸面团|sourdough
"""


def flat(s):
    return re.sub(r"\s", "", s)


def rows(block):
    for line in block.strip().splitlines():
        yield [x.strip() for x in line.split(" #")]


def main():
    bad = 0

    def say(*x):
        nonlocal bad
        bad += 1
        print(*x)

    clean = {p.name: p.read_text("utf-8") for p in sorted((HERE / "clean").glob("*.txt"))}
    encs = {DOC["r"]: "gb18030", DOC["h"]: "utf-16"}
    text = {
        p.name: flat(p.read_bytes().decode(encs.get(p.name, "utf-8")))
        for p in sorted((HERE / "text").glob("*.txt"))
    }
    every = flat("".join(clean.values()))
    old = json.loads((HERE / "questions.json").read_text("utf-8"))
    Q, cats = [], Counter()
    for id, lang, q, acc, ev, style, tags in rows(A):
        doc, tags, ev = DOC[id[0]], tags.split(), ev.replace("\\t", "\t")
        first, *rest = acc.split("|")
        for s in [first, *rest]:
            if s != flat(s) or s not in flat(clean[doc]) or (text and s not in text[doc]):
                say("ACCEPT", id, s)
        if flat(clean[doc]).count(first) > 3:
            print("often:", id, first)
        if ev not in clean[doc] or not 12 <= len(ev) <= 60 or first not in flat(ev):
            say("EVIDENCE", id, len(ev), ev)
        note = ("in the evidence the subject is not named; " if "s" in tags else "") + style
        Q.append(
            dict(id=id, question=q, language=lang, document=doc, answerable=True, accept=[first])
            | ({"accept_all": rest} if rest else {})
            | dict(evidence=ev, style=style, tags=tags, note=note)
        )
    n = 25
    for cat, d, lang, q, subject, absent in rows(U):
        doc = DOC.get(d)
        if doc and subject not in clean[doc]:
            say("SUBJECT", q, subject)
        for rx in absent.split(";;"):
            if hit := re.search(rx, every):
                say("GIVEN?", q, rx, every[max(0, hit.start() - 20) : hit.end() + 20])
        cats[cat] += 1
        Q.append(
            dict(id=f"u{n}", question=q, language=lang, document=doc, answerable=False, accept=[])
            | dict(evidence="", style="unanswerable", tags=[] if doc else ["off_subject"])
            | dict(note="off subject" if not doc else f"{cat}: the subject is described, this is not given")
        )
        n += 1
    for k in "id", "question":
        dup = [x for x, c in Counter(q[k] for q in old + Q).items() if c > 1]
        if dup:
            say("DUPLICATE", dup)
    (HERE / "questions_more.json").write_text(json.dumps(Q, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for ok in True, False:
        x = [q for q in Q if q["answerable"] == ok]
        print(
            "answerable" if ok else "unanswerable", len(x), "en", sum(q["language"] == "en" for q in x),
            dict(Counter((q["document"] or "none")[4:8] for q in x)),
            dict(Counter(t for q in x for t in q["tags"])),
        )
    print("en by report", Counter(q["document"] for q in Q if q["answerable"] and q["language"] == "en"))
    print(dict(cats), "problems:", bad)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
