"""The notice of a decision as an A4 document: what is printed is what was decided on.

The layout follows GB/T 9704 (official documents) in its main measures: A4, 37 mm top and 28 mm
inner margin, red issuing head and rule, title, addressees, body, signature, date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from command.response.wording import amount
from core.clock import BEIJING

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)
_ACTS = {
    "start": "启动",
    "raise": "提升",
    "lower": "降低",
    "end": "终止",
    "decline": "暂不启动",
    "consult": "会商",
}
_COLOURS = {1: "红", 2: "橙", 3: "黄", 4: "蓝"}


def render(content: Mapping[str, Any], *, digest: str) -> bytes:
    """Return the PDF of a decision. Slow (tenths of a second): call it off the event loop.

    Parameters
    ----------
    content : mapping
        As stored with the decision; nothing else is looked up.
    digest : str
        Its SHA-256, printed and coded in the QR mark.
    """
    # Half of what the service imports hangs on it, and most processes never print.
    from PIL import ImageFile
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    # On import it lets every picture of the process be cut off; what is handed in must be whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False

    page = _PAGES.get_template("notice.html").render(**_fields(content, digest))
    pdf: bytes = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols={"data"})).write_pdf()
    return pdf


def told_below(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a decision as those below the deciding office may read it.

    Sums of reports do not flow down: the figures it rests on and the verdict on them stay with the
    office, and so do the grounds of its measures. What was typed as the reason goes down.
    """
    plan = content["plan"]
    measures = [{k: v for k, v in m.items() if k != "basis_zh"} for m in plan["measures"]]
    kept = {k: v for k, v in content.items() if k != "figures"}
    return kept | {"plan": plan | {"measures": measures}}


def title(content: Mapping[str, Any]) -> str:
    """Return the notice's title in the plan's own words for the level."""
    response = content["response"]
    name, family = response["area_name"], response["family_zh"]
    level, before = _label(content, content["level"]), _label(content, content["level_before"])
    act = content["act"]
    if act == "end":
        return f"关于终止{name}{family}{before}响应的通知"
    if act in ("raise", "lower"):
        return f"关于将{name}{family}响应由{before}调整为{level}的通知"
    if act == "start":
        return f"关于启动{name}{family}{level}响应的通知"
    return f"关于{name}{family}响应{_ACTS[act]}的记录"


def signed_by_decider(post: str, decider_zh: str) -> bool:
    """Tell whether a post is the decider a plan names for the level.

    A plan names it for any area of a tier: “平原县减灾委主任” is a county's “县减灾委主任”.
    """
    return post.endswith(decider_zh)


def _label(content: Mapping[str, Any], level: int | None) -> str:
    return content["response"]["labels"][str(level)] if level is not None else ""


def _fields(content: Mapping[str, Any], digest: str) -> dict[str, Any]:
    incident, figures = content["incident"], content.get("figures")
    mark = segno.make(f"JINMIN {content['document_no']} SHA256 {digest}", error="m")
    dates = [
        g["reported"]["as_of"]
        for g in (figures["gauges"] if figures else ())
        if g["reported"] and g["reported"]["as_of"]
    ]
    return {
        "title": title(content),
        "office": content["signed_by"]["office"],
        "document_no": content["document_no"],
        "addressees": "各有关单位",
        "incident": incident
        | {
            "occurred_zh": _moment(incident["occurred_at"]),
            "what_zh": _what(incident),
        },
        "decision_zh": _decision(content),
        "level_zh": _badge(content),
        "by_adjustment": content["by_adjustment"],
        "reason": content["reason"],
        "plan": content["plan"] | {"legal_basis_zh": _plain(content["plan"]["legal_basis_zh"])},
        "figures": figures
        and {
            "verdict_zh": figures["verdict_zh"],
            "gauges": [_row(g) for g in figures["gauges"]],
        },
        "measures": [m | {"due_zh": _moment(m["due_at"])} for m in content["plan"]["measures"]]
        if content["act"] in ("start", "raise")
        else [],
        "decider_zh": content["decider_zh"],
        "post_zh": content["signed_by"]["post"],
        "signer_zh": "　".join(
            dict.fromkeys((content["signed_by"]["post"], content["signed_by"]["name"]))
        ),
        "by_decider": signed_by_decider(content["signed_by"]["post"], content["decider_zh"]),
        "second_factor": content["second_factor"],
        "at_zh": _moment(content["at"]),
        "as_of": _moment(max(dates, key=datetime.fromisoformat) if dates else content["at"]),
        "digest": digest,
        "qr": mark.svg_data_uri(scale=4, border=1),
    }


def _badge(content: Mapping[str, Any]) -> str:
    """Return the level with its colour's word, which survives black-and-white printing."""
    if content["act"] not in ("start", "raise", "lower"):
        return ""
    return f"{_label(content, content['level'])} {_COLOURS[content['level']]}"


def _decision(content: Mapping[str, Any]) -> str:
    response = content["response"]
    subject = f"{response['area_name']}{response['family_zh']}"
    level, before = _label(content, content["level"]), _label(content, content["level_before"])
    sentence = {
        "start": f"经研究，决定启动{subject}{level}响应，自 {_moment(content['at'])} 起执行",
        "raise": f"经研究，决定将{subject}响应由{before}提升为{level}",
        "lower": f"经研究，决定将{subject}响应由{before}降低为{level}",
        "end": f"经研究，决定终止{subject}{before}响应",
        "decline": f"经研究，决定暂不启动{subject}响应",
        "consult": f"已就{subject}响应召集会商",
    }[content["act"]]
    return f"{sentence}。牵头部门：{content['lead_authority_zh']}。"


def _plain(text: str) -> str:
    """Return a text without the marks of our sources, which mean nothing to an addressee."""
    return re.sub(r"\[(?:S:|M-|D\b)[^\]]*\]", "", text)


def _what(incident: Mapping[str, Any]) -> str:
    hazard = incident["hazard_zh"]
    if incident["magnitude"] is None:
        return str(hazard)
    depth = f"，震源深度 {incident['depth_km']:g} 千米" if incident["depth_km"] else ""
    return f"{incident['magnitude']:.1f} 级{hazard}{depth}"


def _row(gauge: Mapping[str, Any]) -> dict[str, Any]:
    reported, estimate = gauge["reported"], gauge["estimate"]
    said, source = "—", "未报"
    if reported is not None and reported["value"] is not None:
        said = ("至少 " if reported["at_least"] else "") + amount(reported["value"])
        silent = f"，{reported['unknown']} 项未报" if reported["unknown"] else ""
        when = f" {_moment(reported['as_of'])}" if reported["as_of"] else ""
        source = f"{reported['source_zh']}{when}{silent}"
    return {
        "zh": gauge["zh"],
        "unit": gauge["unit"],
        "fires": gauge["fires"],
        "reported_zh": said if said == "—" else f"报 {said}",
        "estimate_zh": _estimate(estimate),
        "thresholds_zh": "\n".join(f"{t['label']} ≥{amount(t['lo'])}" for t in gauge["thresholds"]),
        "source_zh": source,
    }


def _estimate(estimate: Mapping[str, float] | None) -> str:
    if estimate is None:
        return "—"
    middle, low, high = (amount(estimate[end]) for end in ("value", "lo", "hi"))
    return f"估 ~{middle}（{low}–{high}）"


def _moment(at: str) -> str:
    local = datetime.fromisoformat(at).astimezone(BEIJING)
    return f"{local:%Y}年{local.month}月{local.day}日 {local:%H:%M}"
