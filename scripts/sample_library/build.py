"""Rebuild the sample library: `python scripts/sample_library/build.py`.

Needs the packages in requirements.txt and the Debian packages fonts-noto-cjk,
fonts-liberation and libpangoft2-1.0-0. Nothing is downloaded.
"""

from __future__ import annotations

from common import LIBRARY, read_content
from messages import write_eml, write_package
from pdf import write_pdf
from slides import write_pptx
from tables import write_csv, write_xlsx
from word import write_docx

PDFS = {
    "label_zh": "vishutan_label_zh.pdf",
    "pi_en": "zelvoris_prescribing_information_en.pdf",
    "guideline_en": "nsvm_hypertension_guideline_2023_en.pdf",
    "pine_bp": "pine_bp_abstract_zh.pdf",
}
DOCX = {
    "guideline_zh_2024.txt": "dhc_hypertension_guideline_2024_zh.docx",
    "guideline_zh_2018.txt": "dhc_hypertension_guideline_2018_superseded_zh.docx",
    "sop_pv.txt": "sop_pv_012_icsr.docx",
}
COPIES = {
    "regulation.md": "yanzhou_adr_regulation_2025_zh.md",
    "tideland_af.html": "tideland_af_abstract_en.html",
    "headwater_af.html": "headwater_af_abstract_zh.html",
    "harbour_vte.txt": "harbour_vte_abstract_en.txt",
    "faq.html": "anticoagulant_faq_bilingual.html",
    "leaflet.txt": "vishutan_patient_leaflet_zh.txt",
}


def main() -> None:
    """Write every document of the library."""
    LIBRARY.mkdir(parents=True, exist_ok=True)
    for stem, name in PDFS.items():
        write_pdf(stem, LIBRARY / name)
    for source, name in DOCX.items():
        write_docx(source, LIBRARY / name)
    for source, name in COPIES.items():
        (LIBRARY / name).write_text(read_content(source), encoding="utf-8")
    write_pptx("deck.txt", LIBRARY / "tinoxaban_medical_affairs_deck_2025q3_en.pptx")
    write_xlsx(LIBRARY / "pine_bp_site03_visits.xlsx")
    write_csv("adverse_events.csv", LIBRARY / "pine_bp_site03_adverse_events.csv")
    write_eml(LIBRARY / "medinfo_reply_mi-2025-0318.eml")
    write_package(LIBRARY / "quality_and_training_package.zip")


if __name__ == "__main__":
    main()
