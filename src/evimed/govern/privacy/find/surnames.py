"""Chinese surnames (the 400 most frequent and the compound ones) and English given names that stand alone."""

from __future__ import annotations

SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍"
    "韦申尤毕聂丛焦向柳邢骆岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄"
    "单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙"
    "计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薛伏岑习胥保和蔺水云昌凤酆"
    "皮卡平元湛禹狄贝臧茅经裘缪干诸钮嵇邢滑荣羊惠麴家芮羿储汲邴松富乌焦巴弓牧隗山谷宓蓬郗班仰秋仝麦伊宦暴钭厉戎祖束幸韶蓟印怀蒲从索咸籍"
    "肖闫付代肇涂邝腾佘佀尚逄母蔚褟展青楼漕丰"
)
COMPOUND = frozenset(
    """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 百里
    呼延 东郭 南门 西门 纳兰 拓跋 轩辕 第五 左丘 梁丘 闾丘 完颜 耶律
    """.split()  # noqa: SIM905  -- a list of words to read
)
# Characters of given names. A run of them behind a surname is a name where no field says so.
GIVEN_ZH = frozenset(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英华慧巧美婷玉兰建国志刚文斌海燕春梅桂花子轩浩然雨欣梓涵思远嘉怡晓东立新永福德才凤霞淑珍宝根卫民爱"
    "平红波辉峰俊健龙飞鹏宇博凯帆旭阳倩雪莹琳琴贞莉萍芬荣兴贵生元全胜学祥发武利清彬富顺信昌成康星光天达安岩中茂进林有坚和彪诚先敬震振壮会群"
    "豪心邦承乐绍功松善厚庆友裕河哲江亮政谦亨奇固之翰朗伯宏言若鸣朋梁栋维启克伦翔泽晨辰士以家致树炎行时泰盛雄琛钧冠策腾楠榕风航弘惠珠翠雅芝"
    "娥玲彩菊洁素云莲真环妹香月莺媛瑞凡佳琼勤娣叶璐娅琦晶妍茜秋珊莎锦黛青姣婉娴瑾颖露瑶婵雁蓓仪荷丹蓉眉君蕊薇菁梦岚苑婕馨瑗韵园艺咏卿聪澜纯毓"
    "悦昭冰爽茗羽希宁育滢柔竹凝欢枫芸菲寒伊亚宜可舒影思丽辰义长甫仁正源毅震小大"
)
GIVEN_EN = frozenset(
    """
    james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan
    joseph jessica thomas sarah charles karen christopher lisa daniel nancy matthew betty anthony
    margaret mark sandra donald ashley steven kimberly paul emily andrew donna joshua michelle kenneth
    carol kevin amanda brian dorothy george melissa timothy deborah ronald stephanie edward rebecca
    jason sharon jeffrey laura ryan cynthia jacob kathleen gary amy nicholas angela eric shirley
    jonathan anna stephen brenda larry pamela justin emma scott nicole brandon helen benjamin samantha
    samuel katherine gregory christine alexander debra patrick rachel frank carolyn raymond janet jack
    catherine dennis maria jerry heather tyler diane aaron ruth jose julie adam olivia nathan joyce
    henry virginia zachary victoria douglas kelly peter lauren kyle christina noah joan ethan evelyn
    jeremy judith walter megan christian andrea keith cheryl roger hannah terry jacqueline austin martha
    sean gloria gerald teresa carl ann harold sara dylan madison arthur frances lawrence kathryn jordan
    janice jesse jean bryan abigail billy alice bruce julia gabriel judy joe sophia logan grace alan
    denise juan amber albert doris willie marilyn wayne danielle randy beverly mason isabella vincent
    theresa liam diana roy natalie bobby brittany caleb charlotte bradley marie russell kayla lucas
    alexis priya ahmed fatima hiroshi mei-ling olga carlos sofia ngozi siobhan lars chloe mohammed
    muhammad ali wei jing li yuki ivan pedro luis ana rosa miguel raj anita sanjay lucy oliver harry
    claire fiona ian neil simon nigel gareth rhys owen moira heidi klaus hans greta pierre marc luca
    giulia marco elena dmitri tatiana allison jillian courtney erica tina tammy april dawn crystal holly
    cody casey troy craig derek travis brent lori wendy monica chad shawn dustin joel curtis danny
    phillip johnny tony todd jesus marcus leslie kristen kristin erin tracy robin katie lindsay
    """.split()  # noqa: SIM905  -- a list of words to read
)
