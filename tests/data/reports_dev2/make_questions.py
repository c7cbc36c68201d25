#!/usr/bin/env python3
"""Write questions.json of this folder and of ../reports_blind, and check them against clean/.

python3 make_questions.py

A line of TABLE: kind | question | accept / accept | why. ``+`` answerable, ``-`` not; a second sign ``e`` is English.
"""

import json
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
BLIND = HERE.parent / "reports_blind"

TABLE = {
    "dev2_company_annual.txt": """
+ | 澄江生物是哪一年上市的？ | 2015年在深港交易所主板上市
+ | 公司现在搞研发的有多少人？ | 研发人员742人
+ | 2024年研发花的钱占收入的多大比例？ | 占营业收入的13.7%
+ | 2022年的净利润是多少亿元？ | 8.11
+ | 澄江生物的现任董事长是谁？ | 沈砚秋
+ | 产浆最多的是哪个县的浆站？ | 麻岭县
+ | 澄安宁每升血浆能收多少克？ | 4.6克
+ | 带必安两针之间要隔多久？ | 间隔2个月
+ | 带状疱疹疫苗二期车间花了多少钱建？ | 总投资6.9亿元
+ | 狂犬病疫苗改四针以后，多少人打完了全程？ | 91.7%
+ | CJ-305的最大耐受剂量是多少？ | 2.4 mg/kg
+ | 白沙基地为什么停产？ | 冷却水管道破裂
+ | 给云溪县捐的东西值多少钱？ | 1,500万元
+e | How many research centres took part in the phase III trial of CJ-201? | 52家研究中心
+e | What is the half-life of CJ-118? | 40小时
+e | Who is the chief scientist of 澄江生物? | 顾明珂
+e | From which company did 澄江生物 obtain the rights to a bispecific platform in October 2024? | 乐芮生物
- | CJ-201的Ⅲ期试验入组了多少名受试者？ | centres and date only
- | 澄安宁每瓶的售价是多少？ | bottles, hospitals, yield only
- | 带必安的保护效力试验是由谁牵头的？ | no investigator
- | 宁溪基地二期车间是从什么时候开始动工的？ | start of production only
- | 公司董事长沈砚秋的年薪是多少？ | never given
- | 公司的独立董事分别叫什么名字？ | only three
- | 麻岭县浆站有多少名献浆员？ | tonnes only
- | 白蛋白产品2024年的收入是多少？ | batches only
- | CJ-305的Ⅰ期研究在多少家医院开展？ | patients only
- | CJ-118的Ⅲ期临床试验什么时候开始？ | never given
- | 公司与华澍大学共建的联合实验室一共投入多少经费？ | five years, papers only
- | “澄鉴”系统是哪家软件公司开发的？ | never given
- | 澄安宁的批准文号是什么？ | month of approval only
- | 2021年公司的营业收入是多少？ | 2022 to 2024 only
-e | How many people work at the subsidiary in 赫尔辛堡? | its existence only
-e | What is the price of one dose of 带必安? | income and doses only
-e | What adverse reaction was most common in the phase III trial of 带必安? | efficacy only
-e | How many employees work in quality control at 澄江生物? | other groups only
""",
    "dev2_clinical_study.txt": """
+ | 瑞舒他滨是哪家药企开发的？ | 恒曦药业
+ | AURORA-3的组长单位是哪里？ | 东岭医科大学附属第二医院
+ | 一共筛选了多少人？ | 共筛选741例
+ | 分到安慰剂的有多少例？ | 安慰剂组166例
+ | 第一个病人是哪天入组的？ | 2021年4月12日
+ | 静息心率低于多少不能参加？ | 低于每分钟50次
+ | 第一次吃药后要在医院观察多长时间？ | 在院观察6小时
+ | 泼尼松每天最多用多少？ | 上限为每日20 mg
+ | 第12周瑞舒他滨组达到黏膜愈合的比例是多少？ | 18.7%
+ | 用过生物制剂的人第12周临床缓解率有多高？ | 18.4%
+ | 出现带状疱疹的有几例？ | 带状疱疹发生5例
+ | 为什么要采用剂量递增？ | 减轻首剂心动过缓
+ | 数据管理用的是什么电子系统？ | 方洲
+ | 因为不良反应退出的安慰剂受试者有几例？ | 安慰剂组有9例
+e | What was the clinical remission rate with ruishutabin 2 mg at week 12 in AURORA-2? | 27.5%
+e | How much did the IBDQ score improve in the placebo group at week 12? | 25.1分
+e | How long must women of childbearing age continue contraception after stopping the drug? | 避孕7天
+e | How many centres are planned for AURORA-CD? | 20家中心
- | AURORA-2一共入组了多少例受试者？ | rates only
- | AURORA-3的主要研究者是谁？ | lead hospital only
- | AURORA-3的临床试验登记号是多少？ | never given
- | 瑞舒他滨片的定价是多少？ | never given
- | 瑞舒他滨的消除半衰期是多长？ | never given
- | 瑞舒他滨的有效期是几年？ | never given
- | 恒曦药业的总部在哪个城市？ | never given
- | AURORA-CD计划入组多少例受试者？ | centres only
- | 肾功能不全患者用瑞舒他滨的剂量是多少？ | never given
- | 第52周时瑞舒他滨组IBDQ评分提高了多少？ | week 12 only
- | 独立数据监查委员会的主席是谁？ | five members only
- | 研究用药由哪家工厂生产？ | never given
- | 瑞舒他滨组第12周的C反应蛋白下降了多少？ | calprotectin only
- | AURORA-3一共花费了多少钱？ | never given
-e | What is the chemical molecular weight of ruishutabin (瑞舒他滨)? | never given
-e | In what year was 恒曦药业 founded? | never given
-e | How many sites took part in AURORA-2? | never given
-e | What was the incidence of vomiting in the placebo group? | nausea only
""",
    "dev2_health_survey.txt": """
+ | 这一轮监测实际查了多少人？ | 实际调查14,832人
+ | 上一轮是哪年做的？ | 上一轮监测完成于2018年
+ | 膳食调查是用什么方法做的？ | 连续三天24小时回顾法
+ | 调查员培训了几天？ | 为期四天的培训
+ | 农村的高血压患病率是多少？ | 农村33.5%
+ | 血压高却不吃药，最多人说的理由是什么？ | 没有不舒服的感觉
+ | 血脂异常的知晓率是多少？ | 血脂异常的知晓率只有16.5% / 16.5
+ | 糖尿病人里近一年查过眼底的占多少？ | 19.2%
+ | “糖友驿站”是哪个县搞的？ | 白石县
+ | 男性平均腰围多少？ | 男性为85.7厘米
+ | 每人每天吃多少盐？ | 9.6克
+ | 南溪县把学生餐的盐降了多少？ | 降低了22%
+ | 烟民平均一天抽几支？ | 16.2支
+ | 在公共场所违规吸烟，个人最多罚多少？ | 200元
+e | What percentage of women aged 35 to 64 had been screened for cervical cancer? | 49.8%
+e | How many township health centres have a portable spirometer? | 437个
+e | What is the control rate of diabetes? | 15.8
+e | When is the next round of the survey planned? | 下一轮监测计划于2028年
- | 本轮监测总共花了多少经费？ | source of money only
- | 监测项目的负责人是谁？ | never given
- | 2018年的糖尿病患病率是多少？ | hypertension of 2018 only
- | 这轮监测有多少人抽了血？ | other counts only
- | 岭中省居民的痛风患病率是多少？ | never given
- | “糖友驿站”每年要花多少钱？ | stations and visits only
- | 白石县有多少名糖尿病患者？ | stations only
- | 便携式肺功能仪每台采购价多少？ | bought by the province only
- | 便携式肺功能仪是哪家厂商的？ | maintained by the maker only
- | 南溪县学校减盐行动覆盖了多少所学校？ | 22% in three years only
- | 岭中省公共场所控烟以来一共罚了多少人？ | maximum fine only
- | 石泉市两步筛查一共筛查了多少人？ | compliance and cost only
- | 女性的高脂血症患病率是多少？ | total only
- | 18岁以下儿童的肥胖率是多少？ | adults only
- | 电子血压计用的是什么型号？ | kind only
-e | What is the prevalence of hypertension in people aged 80 and over? | 65 and over only
-e | What was the smoking rate in 2018? | one round only
-e | What is the phone number for applying for the survey data? | months only
""",
    "dev2_device_recall.txt": """
+ | 2024年一级召回有几起？ | 一级召回18起
+ | 排在召回原因第一位的是什么？ | 软件问题
+ | 有源器械中哪种报告最多？ | 病人监护仪
+ | RT-500总共召回了多少台？ | 6,840台
+ | RT-500的升级软件是哪一版？ | V3.2.4
+ | 瑞泰医疗被罚了多少钱？ | 罚款84万元
+ | 稳行假体的五年翻修率是多少？ | 9.7%
+ | 血糖试纸读数偏低是什么造成的？ | 擅自更改了分子筛配方
+ | 明锐影像召回的核磁共振花多长时间整改完？ | 用时五个月
+ | 国内在用的腔镜手术机器人有多少台？ | 486台
+ | 灵臂是谁家生产的？ | 沧澜智能
+ | 第三类器械什么时候开始用唯一标识的？ | 第三类产品已经在2022年实施
+ | 导致死亡的事件要几天之内上报？ | 7日内报告
+ | 供应商改关键工艺要提前多久通知？ | 提前90天
+e | How many hospitals had the affected RT-500 pumps? | 513家医院
+e | How many cases of vascular embolism were linked to hyaluronic acid injections? | 47例
+e | What does UDI stand for? | Unique Device Identification
+e | What is the accuracy of the event classification tool developed with 海蓝大学? | 88.9%
- | RT-500输液泵的售价是多少？ | units only
- | RT-500的注册证编号是什么？ | year of registration only
- | RT-500召回中有多少名患者死亡？ | one hypertension only
- | 瑞泰医疗的总部在哪里？ | factory only
- | 瑞泰医疗的法定代表人是谁？ | never given
- | “稳行”髋关节假体是哪一年获批上市的？ | production dates only
- | “稳行”假体在多少家医院使用过？ | sets only
- | 每次血清钴、铬离子检测的费用是多少？ | paid by company only
- | 蓝序科技的干燥剂供应商叫什么名字？ | never given
- | 蓝序科技因为试纸问题被罚款多少？ | never given
- | 召回的“知糖”试纸一共导致多少起不良事件？ | boxes only
- | 移动C形臂召回共涉及多少家医院？ | 328 units only
- | “器安”平台是哪一年建成的？ | results only
- | 国产手术机器人“灵臂”一台多少钱？ | share only
- | 2024年呼吸机被召回了多少台？ | reports only
- | 研究中心的联系电话是多少？ | never given
-e | Who invented the 灵臂 surgical robot? | maker only
-e | How many recalls were announced in 2020? | 2023 and 2024 only
-e | In which country was the mobile C-arm of 森尔医疗 made? | never given
-e | How many hospitals use the 灵臂 robot? | share only
""",
}
BLIND_TABLE = {
    "blind_hospital_yearbook.txt": """
+ | 云屏市中心医院的前身叫什么？ | 仁济堂施医院
+ | 现任院长是谁？ | 孟远舟任院长
+ | 东城院区什么时候开始用的？ | 2019年10月启用
+ | 2023年互联网诊疗做了多少人次？ | 互联网诊疗9.8万人次
+ | 住院病人平均住几天？ | 6.4天
+ | 东城院区的CMI是多少？ | 1.12
+ | TAVR手术的成功率多高？ | 98.9%
+ | 心梗病人从进门到球囊扩张要多少分钟？ | 62分钟
+ | 安宁疗护病房有多少张床？ | 设床位16张
+ | 胃癌根治术后五年生存率是多少？ | 胃癌为52.4%
+ | 可降解左心耳封堵器转让给了谁？ | 转让给蓝舟医疗
+ | 系统非计划停机的原因是什么？ | 存储阵列控制器故障
+ | 医院的布草床单由哪家公司洗？ | 洁盾
+ | 援东非的医生在外面待了多久？ | 在外工作18个月
+e | How many patients has the RHYTHM-CHINA registry enrolled? | 11,240例
+e | What was the epidural (painless delivery) rate among first-time mothers? | 72.6%
+e | How many pharmacists work in the pharmacy department? | 药师148名
+e | How many donors contributed to the biobank? | 7.9万名捐献者
- | 心血管中心的主任是谁？ | beds and volumes only
- | 一台TAVR手术的费用是多少？ | number and success only
- | “锐光”直线加速器是花多少钱买的？ | date and volume only
- | “锐光”直线加速器是哪家公司生产的？ | never given
- | 安宁疗护病房有多少名护士？ | beds and volunteers only
- | RHYTHM-CHINA登记研究是哪一年启动的？ | patients and hospitals only
- | 肝癌根治术后的5年生存率是多少？ | lung and stomach only
- | 试管婴儿做一个周期要花多少钱？ | rate only
- | “小屏”导诊机器人是由哪家企业研发的？ | numbers only
- | 立体停车库的建设总投资是多少？ | spaces only
- | 松岭县人民医院有多少张床位？ | experts and techniques only
- | 第17批援东非医疗队的队长是谁？ | nine members only
- | “洁盾”公司的洗涤合同金额是多少？ | length only
- | 2021年医院的门急诊总量是多少？ | 2023 only
- | 暴雨给医院造成了多少经济损失？ | patients moved only
-e | What is the telephone number of the hospital? | never given
-e | How many heart transplants were performed in 2023? | never given
-e | What is the name of the head of the nursing department? | never given
""",
    "blind_pipeline_rd.txt": """
+ | 收录的细胞治疗项目有多少个？ | 细胞治疗405个
+ | 小核酸做得最多的是哪个靶点？ | 项目最多的靶点是PCSK9
+ | siRNA一般有多长？ | 21至23个核苷酸
+ | 湘云核药是哪年成立的？ | 成立于2016年
+ | XY-101多久打一次？ | 每半年皮下注射一次 / 6个月
+ | SUMMIT-1入组了多少患者？ | 612例
+ | XY-207的海外权益卖给了谁？ | 格兰维药业
+ | 启微生物C轮是谁领投的？ | 远帆资本领投
+ | QW-33给药后三个月收缩压降多少？ | 12.3 mmHg
+ | 凯奥赛一针多少钱？ | 每针118万元
+ | GS-19治了多少例狼疮病人？ | 治疗21例
+ | BC-UCAR7为什么停止入组？ | 以调整清淋方案
+ | 安若朗复苏后几小时内要输完？ | 3小时内输完
+ | 2028年国内细胞治疗的市场规模预计多大？ | 细胞治疗为240亿元
+e | How many employees does 湘云核药 have? | 员工430人
+e | What was the complete remission rate of BC-UCAR7? | 81.0%
+e | Where is the headquarters of 晨曦编辑? | 沪滨
+e | How many out-licensing deals were made in the first ten months of 2024? | 29笔
- | 湘云核药的创始人是谁？ | year, place, staff only
- | XY-101的预期上市价格是多少？ | never given
- | SUMMIT-1研究在多少家医院进行？ | patients only
- | XY-207的Ⅱ期研究入组了多少例患者？ | rate only
- | 启微生物是哪一年成立的？ | round of 2024 only
- | 诺恩基因的总部位于哪个城市？ | never given
- | NE-08每次的给药剂量是多少毫克？ | number of patients only
- | LH-12的Ⅱ期研究入组了多少人？ | table row only
- | “普瑞赛”是哪家公司的产品？ | price and year only
- | “安若朗”一个疗程多少钱？ | approval only
- | 铂维生物的董事长叫什么？ | never given
- | GS-19的研究在哪家医院开展？ | never given
- | BC-UCAR7一共治疗了多少例患者？ | rates only
- | CX-TTR的Ⅲ期试验什么时候启动？ | never given
- | “衡录”数据库一年的订阅费是多少？ | number of subscribers only
-e | How many patients were enrolled in the QW-33 phase II trial? | never given
-e | Who wrote this pipeline report? Give the name of its chief editor. | six analysts only
-e | What is the clinical trial registration number of ME-TIL? | never given
""",
}
OFF_SUBJECT = """
- | 周末去黄山爬山要带什么装备？ | off subject
- | 二手房过户需要交哪些税？ | off subject
-e | Which team won the NBA finals in 2016? | off subject
-e | How do I change a flat tyre on a bicycle? | off subject
"""


def rows(document, table, start):
    """Questions of one table; ids count on from ``start``."""
    clean = None
    if document:
        folder = BLIND if document.startswith("blind") else HERE
        clean = squeeze((folder / "clean" / document).read_text("utf-8"))
    for at, line in enumerate(filter(None, map(str.strip, table.splitlines())), start=start):
        sign, question, rest = [part.strip() for part in line.split(" | ", 2)]
        answerable = sign.startswith("+")
        accept = [squeeze(a) for a in rest.split(" / ")] if answerable else []
        for a in accept:
            if clean is not None and a not in clean:
                raise SystemExit(f"{document}: {a} is not in the report")
        yield {
            "id": f"{'b' if document and document.startswith('blind') else 'n'}{at:03d}",
            "question": question,
            "language": "en" if sign.endswith("e") else "zh",
            "document": document,
            "answerable": answerable,
            "accept": accept,
            "note": "" if answerable else rest,
        }


def squeeze(text):
    return "".join(text.split())


def write(folder, table, off=""):
    out = []
    for document, lines in table.items():
        out += rows(document, lines, len(out) + 1)
    out += rows(None, off, len(out) + 1)
    (folder / "questions.json").write_text(json.dumps(out, ensure_ascii=False, indent=1) + "\n", "utf-8")
    yes = sum(q["answerable"] for q in out)
    print(folder.name, len(out), "questions,", yes, "answerable,", sum(q["language"] == "en" for q in out), "in English")


if __name__ == "__main__":
    write(HERE, TABLE, OFF_SUBJECT)
    write(BLIND, BLIND_TABLE)
