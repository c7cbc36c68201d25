"""Words of advice that tell nothing of what is advised, and words of titles that tell the kind of care."""

from __future__ import annotations

from typing import Final

# Words that advice uses of anything: they say neither what is done nor for whom.
GENERAL_PHRASES: Final = (
    "general population",
    "older adults",
    "older patients",
    "elderly",
    "average risk",
    "high risk",
)
GENERAL_WORDS: Final = """
until onwards onward defer deferred average aforementioned therefore hence thus however several oral
orally written single final shared brief optimal intensive comprehensive systematic minor separate total
initial overall current long-term short-term ongoing careful carefully local relevant necessary required
special specialized strict strictly gentle proper properly use used using routine routinely consider
considered considering offer offered offering provide provided providing perform performed treat
treatment therapy therapies intervention management manage care patient patients adult adults person
persons people individual individuals clinician provider recommend recommended suggest should include
including included initiate initiated initiating start starting begin beginning appropriate based
benefit harm risk evidence base decision part group work option discuss discussion additional addition
add adding also prior without within following specific general population those given available
clinical improve increase reduce effective assess assessment evaluate evaluation undergo receive
receiving prescribe prescribing prescribed choose choice time first second therapeutic one two three
more less most least year years month months week weeks day days age aged men women woman man older
younger goal target level high low history presence absence determine guideline evaluated symptomatic
contraindication contraindications contraindicated alternative alternatives adjunct rather approach
approaches combination statement all other any either both although among see factor factors set example
method condition conditions result possible status presenting sign signs symptom symptoms suspected
suspicion guidelines recommendation recommendations pharmacologic pharmacological drug drugs medication
medications agent agents below above regardless office clinic outpatient home measured opportunity
continue continued continuing against selected certain whether neither every each many such could
because previous regarding found usually associated becomes mean small number allow made make making
known only various occur early require need needed range different shown note particular positive values
well further lead address new recent complete very through alone same even longer once never estimate
circumstances potential resources information important apply applies depending limited moderate primary
professional sufficient health practice quality change confidence field end unlikely likelihood observed
successful success failed fail failure inadequate adequate adequately standard usual commonly common
especially acceptable safe useful effectiveness benefits lower higher greater better best results show
shows reasonable reasonably majority means way case cases child children infant infants adolescent
adolescents unselected universal experience advised advise advice belong give giving take taken taking
increased increasing develop developing cannot unable reserved them they it its this that these their
his her him she he us our your you there here who whom whose done decide decided chosen look seen call
called put get started strategy clinically indicated high-risk decrease support ensure related regular
regularly diagnosis diagnostic
诊室 家庭 检测 一次 达标 可以 每次 患者 治疗 推荐 建议 使用 应用 进行 首选 考虑
起始 启动 药物 采用 应当 以上 以下 者 常规 目标 水平 类别
"""

# Kinds of care: in a title they do not tell what it is about.
CARE_WORDS: Final = """
screening prevention preventive primary care services task force final statement counseling
behavioral behavior interventions management treatment diagnosis guideline clinical practice
recommendation therapy children adolescents adults women men pregnancy pregnant asymptomatic risk
evaluation testing guidance update society american college chronic acute disease diseases illness
disorder disorders syndrome academy association report version veteran defense department united
states evidence-based expert consensus
指南 管理 诊疗 诊断 治疗 筛查 预防 共识 专家 中国 版 年版 老年 成人 儿童 学会
协会
"""

# Kinds of care that one body may advise on apart, though the disease is the same.
KINDS_OF_CARE: Final = {
    "screening": r"\bscreen(?:ing|ed)?\b|\bearly detection\b|筛查|早期发现",
    "counselling": r"\bcounsel+ing\b|\bbehaviou?ral\b|\blifestyle\b|咨询|行为干预|生活方式",
    "treatment": r"\btreatment\b|\btherapy\b|\bmanagement\b|\bsurg\w+|治疗|管理|诊疗|手术",
    "diagnosis": r"\bdiagnos\w+|诊断|诊疗",
    "medication": r"\bmedications?\b|\bpharmaco\w+|\bchemoprevention\b|用药|药物",
    "supplements": r"\bsupplement\w*|补充剂",
    "vaccination": r"\bvaccin\w+|\bimmuni[sz]ation\b|接种|疫苗",
    "rehabilitation": r"\brehabilitat\w+|康复",
}

# What is done of anything, and qualities that anything may have: what it is done for tells it apart.
ACTS: Final = """
screening screen assessment assess evaluation testing test tests tool tools instrument monitoring monitor
follow-up examination education program programme programs counseling counselling questionnaire intervention
surveillance referral refer risk assessment review detection prevention prophylaxis supplementation
supplement visit chronic acute subacute severe mild recurrent topical
筛查 评估 检查 检测 监测 随访 教育 咨询 预防 转诊
"""

# Acts that look for a disease: of these only what is looked for tells one from another.
LOOKING: Final = """
screening screen screened testing test tests tested detection check checking 筛查 检测 检查
"""

# Groups of people by age, in years, where a statement gives no numbers.
AGE_GROUPS: Final = (
    (r"\b(?:infants?|newborns?|neonates?|babies|toddlers)\b|婴儿|新生儿", 0.0, 3.0),
    (r"\b(?:child(?:ren)?|p(?:a)?ediatric)\b|儿童|小儿", 0.0, 18.0),
    (r"\b(?:adolescents?|teenagers?)\b|青少年", 10.0, 20.0),
    (r"\b(?:older|elderly) (?:adults?|people|persons?|patients?|men|women)\b|\belderly\b|老年", 60.0, 120.0),
    (r"\b(?:adults?|women|men|pregnant|postpartum|veterans?)\b|成人|成年|孕妇|妇女", 18.0, 120.0),
)
