"""First content: kinds of goods, demand standards, the Shandong depots with made-up stock.

That the depots exist and where they are is reported; what lies in them is not published, so the
quantities are synthetic and say so.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from sqlalchemy.dialects.postgresql import insert

from core.db import Writer
from dispatch.stock import queries
from dispatch.stock.models import DemandStandard, ReliefItem, Stock, StockMove, Warehouse
from gis.names import service as names

NAMESPACE = UUID("0f4a5a1e-7d1c-5b6e-8f7a-64697370746a")
PROVINCE = 370000000000

ITEMS = (
    # code, zh, en, unit zh, unit en, category, quantity in the centre, quantity in a branch
    ("tent_12", "12㎡单帐篷", "12 m² tent", "顶", "pcs", "安置类", 3000, 500),
    ("tent_36", "36㎡公用帐篷", "36 m² common tent", "顶", "pcs", "安置类", 150, 20),
    ("bed_folding", "折叠床", "Folding bed", "张", "pcs", "安置类", 9000, 1500),
    ("toilet_simple", "简易厕所", "Simple toilet", "套", "pcs", "安置类", 250, 40),
    ("quilt", "棉被", "Quilt", "床", "pcs", "被服类", 20000, 2600),
    ("coat_cotton", "棉大衣", "Cotton coat", "件", "pcs", "被服类", 12000, 1600),
    ("sleeping_bag", "睡袋", "Sleeping bag", "个", "pcs", "被服类", 4000, 500),
    ("blanket", "毛毯", "Blanket", "条", "pcs", "被服类", 5000, 700),
    ("light_emergency", "应急灯", "Emergency light", "盏", "pcs", "装备类", 600, 80),
    ("generator", "发电机", "Generator", "台", "pcs", "装备类", 80, 12),
    ("water_drinking", "饮用水", "Drinking water", "升", "L", "食品类", 0, 0),
    ("grain", "口粮", "Grain", "千克", "kg", "食品类", 0, 0),
    ("soap", "肥皂", "Soap", "克", "g", "卫生类", 0, 0),
)
SPHERE = "Sphere 手册"
PRACTICE = "救灾实践，暂定值"
WINTER = [11, 12, 1, 2, 3]
STANDARDS = (
    # item, scope, per head, days, loss factor, months, source
    ("tent_12", "homes", "1", 1, "1", None, f"每户 1 顶（3–4 人）；{PRACTICE}"),
    ("bed_folding", "bedding", "1", 1, "1", None, f"每人 1 张；{PRACTICE}"),
    ("toilet_simple", "bedding", "0.05", 1, "1", None, f"20 人 1 处；{SPHERE}"),
    ("quilt", "bedding", "1", 1, "1", None, f"每人 1 床；{PRACTICE}"),
    ("coat_cotton", "bedding", "1", 1, "1", WINTER, f"冬季每人 1 件；{PRACTICE}"),
    ("water_drinking", "food", "3", 3, "1.05", None, f"饮用每人每日 2.5–3 升；{SPHERE}"),
    ("grain", "food", "0.5", 3, "1.05", None, f"每人每日 0.5 千克；{PRACTICE}"),
    ("soap", "bedding", "250", 1, "1", None, f"洗浴每人每月 250 克；{SPHERE}"),
)
STANDARDS_FROM = date(2018, 1, 1)

DEPOTS = (
    # keeper's city, its name, its name in English, whether it is the centre
    (370100000000, "济南", "Jinan", True),
    (370400000000, "枣庄", "Zaozhuang", False),
    (370600000000, "烟台", "Yantai", False),
    (370700000000, "潍坊", "Weifang", False),
    (370800000000, "济宁", "Jining", False),
    (371000000000, "威海", "Weihai", False),
    (371300000000, "临沂", "Linyi", False),
    (371600000000, "滨州", "Binzhou", False),
)
DEPOT_SOURCE = (
    "公开报道：2020-09 济南中心库及烟台、威海、潍坊、临沂、济宁、滨州分库，2021-09 增枣庄分库"
)
LOCATION_ZH = "示意位置：所在城市，非库址"
LOCATION_EN = "Schematic: the city it is in, not the depot's address"
STOCK_NOTE = "库存数量为模拟数据"


class NoPlaceError(RuntimeError):
    """A depot's city has no point: the places were not loaded."""


def warehouse_id(keeper_area: int) -> UUID:
    """Return the identifier of a seeded depot: the same in every installation."""
    return uuid5(NAMESPACE, f"{keeper_area:012d}")


async def seed(session: Writer) -> None:
    """Write goods, standards and depots where they are absent; what exists stays as it is.

    Parameters
    ----------
    session : Writer
        Of the owner or the system's role; the areas and places must be loaded.

    Raises
    ------
    NoPlaceError
        The places were not loaded.
    """
    await _seed_items(session)
    await _seed_standards(session)
    for city, zh, en, centre in DEPOTS:
        await _seed_depot(session, city=city, zh=zh, en=en, centre=centre)


async def _seed_items(session: Writer) -> None:
    rows = [
        {
            "code": code,
            "zh": zh,
            "en": en,
            "unit_zh": unit_zh,
            "unit_en": unit_en,
            "category_zh": category,
            "position": position,
        }
        for position, (code, zh, en, unit_zh, unit_en, category, _, _) in enumerate(ITEMS)
    ]
    await session.execute(insert(ReliefItem).values(rows).on_conflict_do_nothing())


async def _seed_standards(session: Writer) -> None:
    if await queries.any_standard(session):
        return
    session.add_all(
        DemandStandard(
            item=item,
            scope=scope,
            per_head=Decimal(per_head),
            days=days,
            loss_factor=Decimal(loss_factor),
            months=months,
            valid_from=STANDARDS_FROM,
            source_zh=source,
            provisional=True,
        )
        for item, scope, per_head, days, loss_factor, months, source in STANDARDS
    )
    await session.flush()


async def _seed_depot(session: Writer, *, city: int, zh: str, en: str, centre: bool) -> None:
    found = warehouse_id(city)
    if await session.get(Warehouse, found) is not None:
        return
    place = await names.seat(session, city)
    if place is None:
        raise NoPlaceError(f"没有 {zh} 的位置：请先载入居民点 no place named {en}: load the places")
    session.add(
        Warehouse(
            id=found,
            name_zh=f"省级救灾物资储备{'济南中心库' if centre else f'{zh}分库'}",
            name_en=f"Provincial relief depot, {en} {'centre' if centre else 'branch'}",
            area=PROVINCE,
            keeper_area=city,
            lon=place.lon,
            lat=place.lat,
            location_note_zh=LOCATION_ZH,
            location_note_en=LOCATION_EN,
            synthetic=True,
            stock_note_zh=STOCK_NOTE,
            source_zh=DEPOT_SOURCE,
        )
    )
    await session.flush()
    for code, *_, in_centre, in_branch in ITEMS:
        qty = in_centre if centre else in_branch
        if qty:
            session.add(Stock(warehouse_id=found, item=code, area=PROVINCE, qty=qty))
            session.add(
                StockMove(
                    warehouse_id=found,
                    item=code,
                    area=PROVINCE,
                    kind="count",
                    qty=qty,
                    note_zh=STOCK_NOTE,
                )
            )
    await session.flush()
