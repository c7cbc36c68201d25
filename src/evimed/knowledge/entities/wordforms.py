"""English word formation: what a word names, read from how it is built, where no terminology knows it.

Drugs: the stems of international non-proprietary names (WHO, The use of stems in the selection of INN, 2018).
Conditions: the suffixes and head words of medical English.
"""

from __future__ import annotations

import re
from typing import Final

_DRUG_STEMS = (
    "mab|nib|sartan|statin|cillin|[mc]ycin|micin|azole|vir|prazole|olol|dipine|gliptin|gliflozin|glutide|xaban"
    "|gatran|parin|afil|triptan|setron|profen|coxib|oxacin|cycline|azepam|azolam|barbital|caine|curon?ium"
    "|platin|rubicin|taxel|tecan|trexate|bicin|citabine|uridine|vudine|fenac|fibrate|lukast|olone|onide|isone"
    "|pamil|penem|peridone|piprazole|pramine|quine|semide|tadine|terol|thiazide|tidine|triptyline|zepine|zosin"
    "|cept|kinra|leukin|grastim|poetin|relin|teplase|oxetine|apine|azine|zodone|bamate|dronate|dronic|estrant"
    "|mustine|phylline|nidazole|orphan|oxin|parib|ciclib|rolimus|gestrel|sporine?|toin|clovir|ciclovir|oxifene?"
    "|fosfamide|domide|flunomide|grel|formin|glitazone|racetam|trigine|gabalin|kacin|nacin|dopa|giline|capone"
    "|stigmine|thiouracil|pril|prilat|pressin|tocin|steride|tamide|bufen|xicam|fungin|vastatin|zolid|floxacin"
    "|arone|ainide|zolamide|carnet|glibose|valproate|valproic|barb|sulfone|ximab|zumab|bromide|etidine|antrone|arabine|oside|mestane|trozole|cabtagene|parvovec|siran"
)
_DRUG = re.compile(rf"(?:cef[a-z]{{3,}}|sulfa[a-z]{{4,}}|[a-z]{{2,}}(?:{_DRUG_STEMS}))e?$")
_NO_DRUG = frozenset(
    [
        "alone",
        "condone",
        "cyclone",
        "hormone",
        "combine",
        "isone",
        "clone",
        "phone",
        "stone",
        "ozone",
        "histone",
        "chaperone",
        "machine",
        "routine",
        "medicine",
        "vaccine",
        "urine",
        "quarantine",
        "bovine",
        "marine",
        "adrenaline",
        "submarine",
        "doctrine",
        "genuine",
        "disulfide",
        "bromide",
    ]
)
_CONDITION = re.compile(
    r"[a-z]{2,}(?:itis|itides|osis|oses|[ae]?emias?|opathy|opathies|penias?|algias?|urias?|plegias?|paresis|sclerosis"
    r"|omas?|rrh(?:o?ea|age|agia)s?|cardias?|(?:hyper|hypo)tension|megaly|malacia|trophy|trophies|plasias?|phobias?"
    r"|pno?ea|o?edemas?|toxicity|toxicities|lysis|ectas[ie]s|esthesias?|kinesias?|asthenia|dynia|phagia|ptosis|spasms?"
    r"|stas[ie]s|cytosis|iasis|mania|somnia|stenos[ie]s|syncope|atrophy|natremia|kal(?:a?emia)|cele|necrosis|megalia"
    r"|blastomas?|carcinomas?|sarcomas?|lymphomas?|leuk[ae]+mias?)$"
)
_NO_CONDITION = frozenset(
    [
        "diagnosis",
        "diagnoses",
        "prognosis",
        "prognoses",
        "hypnosis",
        "mitosis",
        "meiosis",
        "symbiosis",
        "apoptosis",
        "genome",
        "chromosome",
        "analysis",
        "dialysis",
        "hemodialysis",
        "haemodialysis",
        "urinalysis",
        "catalysis",
        "paralysis",
        "hydrolysis",
        "electrolysis",
        "proteolysis",
        "thrombolysis",
        "fibrinolysis",
        "lipolysis",
        "glycolysis",
        "homeostasis",
        "hemostasis",
        "haemostasis",
        "anesthesia",
        "anaesthesia",
        "diploma",
        "soma",
        "stroma",
        "bioma",
        "academia",
        "media",
        "phagocytosis",
        "endocytosis",
        "exocytosis",
        "photolysis",
        "autolysis",
        "cytolysis",
        "osmosis",
        "metamorphosis",
        "soma",
        "stoma",
        "academia",
        "neuraxis",
        "biomass",
        "eutrophy",
        "macrophagia",
        "plasmapheresis",
        "bacteremias",
        "cerebral",
        "biopsy",
        "autopsy",
        "angioplasty",
        "trophy",
        "cadaemia",
        "schema",
        "enema",
        "glioma-free",
    ]
)
HEADS: Final = frozenset(
    [
        "disease",
        "diseases",
        "syndrome",
        "syndromes",
        "disorder",
        "disorders",
        "failure",
        "infection",
        "infections",
        "cancer",
        "cancers",
        "carcinoma",
        "tumor",
        "tumors",
        "tumour",
        "tumours",
        "malignancy",
        "malignancies",
        "toxicity",
        "toxicities",
        "reaction",
        "reactions",
        "deficiency",
        "dysfunction",
        "injury",
        "injuries",
        "damage",
        "pain",
        "insufficiency",
        "impairment",
        "abnormality",
        "abnormalities",
        "ulcer",
        "ulcers",
        "ulceration",
        "ulcerations",
        "bleeding",
        "hemorrhage",
        "haemorrhage",
        "lesion",
        "lesions",
        "fracture",
        "fractures",
        "perforation",
        "perforations",
        "rash",
        "swelling",
        "weakness",
        "palsy",
        "seizure",
        "seizures",
        "shock",
        "arrest",
        "block",
        "prolongation",
        "defect",
        "defects",
        "malformation",
        "malformations",
        "withdrawal",
        "dependence",
        "addiction",
        "intoxication",
        "poisoning",
        "overdose",
        "hallucinations",
        "delirium",
        "obstruction",
        "embolism",
        "infarction",
        "rupture",
        "edema",
        "oedema",
        "effusion",
        "effusions",
        "fibrosis",
        "leukemia",
        "lymphoma",
        "hyperplasia",
        "disturbance",
        "disturbances",
        "complications",
        "events",
        "symptoms",
        "cramps",
        "hypertrophy",
        "instability",
        "insomnia",
        "anemia",
        "anaemia",
        "depression",
        "regurgitation",
        "congestion",
        "dystrophy",
        "metastasis",
        "metastases",
        "atrophy",
        "loss",
        "necrosis",
        "degeneration",
        "reactivation",
        "gangrene",
        "jaundice",
    ]
)
_BARE = frozenset(  # heads that name something by themselves
    [
        "infection",
        "infections",
        "cancer",
        "malignancy",
        "malignancies",
        "pain",
        "bleeding",
        "hemorrhage",
        "haemorrhage",
        "rash",
        "seizure",
        "seizures",
        "delirium",
        "hallucinations",
        "embolism",
        "infarction",
        "edema",
        "oedema",
        "fibrosis",
        "leukemia",
        "lymphoma",
        "ulceration",
        "fracture",
        "fractures",
        "carcinoma",
        "insomnia",
        "anemia",
        "anaemia",
        "jaundice",
        "gangrene",
        "necrosis",
        "intoxication",
        "tumor",
        "tumors",
        "effusion",
    ]
)
_CLASSIFIES = re.compile(
    r"(?:[a-z]{2,}(?:al|ic|ous|ary|ory|ive|ar|oid|ian|ative|gic|genic)|acute|chronic|autoimmune|heavy|congestive|open|mineral|deep"
    r"|sickle|cell|transverse|bipolar|[a-z]+-[a-z-]+|[a-z]+'s|[a-z]+ing|type|stage|end|renal)$"
)
_NO_CLASS = frozenset(
    [
        "severe",
        "mild",
        "moderate",
        "serious",
        "significant",
        "possible",
        "additional",
        "initial",
        "several",
        "typical",
        "clinical",
        "transient",
        "reversible",
        "symptomatic",
        "recurrent",
        "subsequent",
        "common",
        "various",
        "medical",
        "general",
        "potential",
        "previous",
        "prior",
        "final",
        "actual",
        "normal",
        "annual",
        "historical",
        "critical",
        "such",
        "other",
        "many",
        "any",
        "total",
        "local",
        "local",
        "multiple",
        "idiosyncratic",
        "refractory",
        "postsurgical",
        "vascular-free",
        "usual",
        "individual",
        "single",
        "recent",
        "similar",
        "particular",
        "equal",
        "unusual",
        "atypical",
        "aggressive",
        "progressive",
        "extensive",
        "experimental",
        "receiving",
        "developing",
        "including",
        "causing",
        "taking",
        "having",
        "being",
        "following",
        "experiencing",
        "evaluating",
        "treating",
        "presenting",
        "suggesting",
        "pediatric",
        "geriatric",
        "therapeutic",
        "diagnostic",
        "public",
        "ongoing",
        "increasing",
        "underlying",
        "preexisting",
        "pre-existing",
        "existing",
        "life-threatening",
        "new-onset",
        "early-onset",
        "late-onset",
        "drug-induced",
        "well-known",
        "so-called",
        "physical",
        "basic",
        "periodic",
        "specific",
        "economic",
        "positive",
        "negative",
        "responsive",
        "effective",
        "alternative",
        "conservative",
        "prospective",
        "comparative",
        "primary",
        "secondary",
        "preventing",
        "managing",
        "reducing",
        "during",
        "undergoing",
        "continuing",
        "persisting",
        "worsening",
        "describing",
        "involving",
        "necessary",
        "dietary",
        "temporary",
        "contemporary",
        "voluntary",
        "similar",
        "regular",
        "popular",
        "familiar",
        "optimal",
        "ideal",
        "fatal",
        "nonfatal",
        "real",
        "original",
        "additional",
        "exceptional",
        "functional",
    ]
)
_AFTER = re.compile(
    r"\b(?:treat(?:ed|ment) with|therapy with|receiv(?:ing|ed)|taking|took|administration of|initiation of|infusions? of"
    r"|injections? of|doses? of|overdose of|exposure to|started on|maintained on|given|prescribed|induced by|use of)"
    r"\s+(?:(?:oral|intravenous|intrathecal|topical|high-dose|low-dose|long-term|prolonged|the drug|chronic)\s+)*([A-Za-z][A-Za-z0-9-]{4,})\b"
    r"|\b([A-Za-z][A-Za-z0-9-]{3,})-(?:induced|associated)\b|\b([a-z][a-z0-9-]{5,}) (?:monotherapy|mg|overdose)\b"
)
_WORD = re.compile(
    r"[A-Za-z][A-Za-z0-9'’]*(?:[-/](?!(?:induced|associated|related|treated|dependent|mediated|refractory"
    r"|resistant|naive|free|containing|based|onset)\b)[A-Za-z0-9'’]+)*"
)


def is_drug_word(word: str) -> bool:
    """Whether an English word is built as the name of a drug."""
    low = word.lower().removesuffix("s")
    return len(low) >= 6 and low not in _NO_DRUG and bool(_DRUG.fullmatch(low))


def drug_places(text: str) -> list[tuple[int, int]]:
    """Places where only a drug, or something else that one takes, can stand: ``treated with …``."""
    return [match.span(match.lastindex or 0) for match in _AFTER.finditer(text)]


def is_condition_word(word: str) -> bool:
    """Whether an English word is built as the name of a condition."""
    low = word.lower()
    return len(low) >= 6 and low not in _NO_CONDITION and bool(_CONDITION.fullmatch(low.rsplit("-", 1)[-1]))


def stands_alone(word: str) -> bool:
    """Whether a head word names a condition without a modifier."""
    return word.lower() in _BARE


def classifies(word: str) -> bool:
    """Whether a word before a head says which kind, not how bad or how often."""
    low = word.lower()
    return low not in _NO_CLASS and not is_drug_word(low) and bool(_CLASSIFIES.fullmatch(low))


def words_of(text: str) -> list[tuple[int, int, str]]:
    """English words with their places."""
    return [(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]
