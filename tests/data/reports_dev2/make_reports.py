#!/usr/bin/env python3
"""Degrade clean/ into text/ here and in ../reports_blind, with the noise of ../reports_dev/make_reports.py.

    python3 make_reports.py            (re)write text/
    python3 make_reports.py --check    exit 1 if text/ would change
"""

import importlib.util
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
_spec = importlib.util.spec_from_file_location("noise", HERE.parent / "reports_dev/make_reports.py")
noise = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(noise)

PLAIN = dict(md=False, wrap=1.0, page="bare", head="", table="space", space=0.0, numspace=0.3, full=0, lines=24, gap=0.05)
SPEC = {
    "dev2_company_annual.txt": PLAIN | dict(enc="utf-8", nl="\n", seed=611, head="2024年年度报告（摘编）", page="of", table="cell", full=4),
    "dev2_clinical_study.txt": PLAIN | dict(enc="utf-8", nl="\n", seed=612, md=True, wrap=0.4, table="pipe", gap=0.1, lines=20),
    "dev2_health_survey.txt": PLAIN | dict(enc="gb18030", nl="\r\n", seed=613, space=0.1, numspace=0.8, page="dash", lines=26, gap=0.08),
    "dev2_device_recall.txt": PLAIN | dict(enc="utf-8", nl="\n", seed=614, md="some", wrap=0.9, head="明源器械安全研究中心", page="dash", gap=0.15),
    "blind_hospital_yearbook.txt": PLAIN | dict(enc="utf-8", nl="\n", seed=615, head="云屏市中心医院2023年年鉴", space=0.05, numspace=0.6, gap=0.1),
    "blind_pipeline_rd.txt": PLAIN | dict(enc="utf-8", nl="\n", seed=616, md=True, wrap=0.5, table="pipe", lines=20, gap=0.1),
}


def main():
    changed = False
    for name, spec in SPEC.items():
        folder = HERE.parent / "reports_blind" if name.startswith("blind") else HERE
        noise.SPEC[name] = dict(enc=spec["enc"], nl=spec["nl"], seed=spec["seed"]) | spec
        noise.HERE = folder
        data = noise.encode(noise.degrade(name, (folder / "clean" / name).read_text("utf-8")), spec["enc"])
        path = folder / "text" / name
        path.parent.mkdir(exist_ok=True)
        if not path.exists() or path.read_bytes() != data:
            changed = True
            if "--check" not in sys.argv:
                path.write_bytes(data)
        print(name, spec["enc"], len(data), "bytes")
    return 1 if changed and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
