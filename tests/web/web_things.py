"""What the tests of the web surface share: which documents there are, and a browser that fills in forms."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.testclient import TestClient

FILES = (
    "vishutan_label_zh.pdf",
    "pine_bp_site03_visits.xlsx",
    "anticoagulant_faq_bilingual.html",
    "vishutan_patient_leaflet_zh.txt",
)
QUESTION = "非瓣膜性房颤患者 eGFR 为 30～44 时，替诺沙班的推荐剂量是多少？"


@dataclass
class Browser:
    """A client that has been given a page and sends what its forms hold."""

    client: TestClient
    token: str

    def post(self, path: str, /, **data: str):
        headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        return self.client.post(
            path, data={"csrf": self.token, **data}, headers=headers, follow_redirects=False
        )
