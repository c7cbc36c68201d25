"""Names and addresses of the half that recognisers are developed on: lists of our own."""

from __future__ import annotations

from random import Random

SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段漕钱汤尹黎易常武乔贺赖龚文") + ["欧阳", "司马", "上官", "诸葛", "东方", "尉迟", "皇甫", "令狐", "慕容", "司徒"]
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英华慧巧美娜婷玉兰建国志刚文斌海燕春梅桂花子轩浩然雨欣梓涵思远嘉怡晓东立新永福德才凤霞淑珍宝根卫民爱国"
FIRST = "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Susan Richard Jessica Thomas Karen Priya Ahmed Fatima Hiroshi Mei-Ling Olga Carlos Sofia Ngozi Siobhan Lars Chloe Ethan Grace".split()
LAST = "Smith Johnson Brown Taylor Miller Wilson Moore Anderson Jackson Martin Lee Thompson Garcia Martinez Robinson Clark Lewis Walker Hall Patel Khan Tanaka Petrov O'Connor Okafor Svensson Novak Rossi Dubois Murphy".split()
PLACES = [("北京市", "", "海淀区"), ("上海市", "", "浦东新区"), ("广东省", "深圳市", "南山区"), ("浙江省", "杭州市", "西湖区"), ("江苏省", "苏州市", "昆山市"), ("四川省", "成都市", "武侯区"), ("湖北省", "武汉市", "洪山区"), ("山东省", "青岛市", "市南区"), ("陕西省", "西安市", "雁塔区"), ("广西壮族自治区", "南宁市", "青秀区"), ("重庆市", "", "渝中区"), ("河南省", "郑州市", "金水区"), ("福建省", "厦门市", "思明区"), ("湖南省", "长沙县", "星沙镇")]
ROADS = "人民路 中山东路 解放大道 建设一路 学院南路 文化街 和平里 长江路 幸福大街 科技园路 滨河西路 凤凰大道".split()
ESTATES = "阳光花园 翠湖小区 金桂苑 万科城 明珠公寓 和谐家园 教师新村 东湖名邸".split()
STREETS = ["Maple Street", "Oak Avenue", "Station Road", "Elm Drive", "High Street", "Park Lane", "Sunset Blvd", "Church Road", "Lake View Terrace", "2nd Avenue", "Mill Court", "King's Way"]
TOWNS_US = [("Springfield", "IL", "62704"), ("Portland", "OR", "97205"), ("Austin", "TX", "78701"), ("Columbus", "OH", "43215"), ("Madison", "WI", "53703")]
TOWNS_UK = [("Leeds", "LS1 4AP"), ("Bristol", "BS8 1TH"), ("London", "SW1A 2AA"), ("Oxford", "OX3 9DU")]


def name_zh(r: Random) -> str:
    return r.choice(SURNAMES) + "".join(r.choice(GIVEN) for _ in range(r.choice([1, 2, 2, 2])))


def name_en(r: Random) -> tuple[str, str]:
    return r.choice(FIRST), r.choice(LAST)


def address_zh(r: Random) -> str:
    province, city, district = r.choice(PLACES)
    head = r.choice([province + city + district, province + city + district, city + district if city else province + district])
    number = f"{r.randint(1, 1999)}号"
    tail = r.choice([f"{r.choice(ESTATES)}{r.randint(1, 40)}号楼{r.randint(1, 6)}单元{r.randint(101, 2505)}室", f"{r.choice(ESTATES)}{r.randint(1, 40)}栋{r.randint(101, 2505)}", f"{r.randint(1, 20)}幢{r.randint(101, 1805)}室", "", f"{r.randint(1, 300)}弄{r.randint(1, 60)}号{r.randint(101, 1203)}室"])
    if r.random() < 0.12:
        return head + f"{r.choice(['石桥镇', '柳河乡', '大王庄镇'])}{r.choice(['东风村', '李家村', '王家屯村'])}{r.randint(1, 12)}组{r.randint(1, 200)}号"
    return head + r.choice(ROADS) + ("" if "弄" in tail else number) + tail


def address_en(r: Random) -> str:
    street = f"{r.randint(1, 9899)} {r.choice(STREETS)}"
    unit = r.choice(["", "", f", Apt {r.randint(1, 60)}{r.choice('ABCD')}", f", Suite {r.randint(100, 900)}", f", Flat {r.randint(1, 40)}"])
    if r.random() < 0.6:
        town, state, code = r.choice(TOWNS_US)
        return f"{street}{unit}, {town}, {state} {code}"
    town, code = r.choice(TOWNS_UK)
    return f"{street}{unit}, {town} {code}"
