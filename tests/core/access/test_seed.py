import pytest

from core.access.scope import Role
from core.access.seed import account_code, office_name, seats

PINGYUAN, WANGDAGUA = 371426000000, 371426102000


def test_accounts_are_named_after_their_posts():
    assert [s.account for s in seats(PINGYUAN, "平原县")] == [
        "371426-duty",
        "371426-decider",
        "371426-leader",
        "371426-kiosk",
    ]
    assert next(s.account for s in seats(0, "国家")) == "000000-duty"
    assert [s.account for s in seats(WANGDAGUA, "王打卦镇")] == ["371426102-reporter"]
    assert list(seats(371426102001, "某村")) == []


def test_titles_say_what_the_post_is():
    titles = [s.title for s in seats(PINGYUAN, "平原县")]
    assert titles[:2] == ["平原县值班员", "平原县应急决定人"]
    assert [s.title for s in seats(WANGDAGUA, "王打卦镇")] == ["王打卦镇灾害信息员"]


def test_the_province_has_three_administrators_and_nobody_else_has():
    province = {s.role for s in seats(370000000000, "山东省")}
    assert {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN} <= province
    for area in (0, 371400000000, PINGYUAN, WANGDAGUA):
        assert not {s.role for s in seats(area, "某地")} & {
            Role.SYSTEM_ADMIN,
            Role.SECURITY_ADMIN,
            Role.AUDIT_ADMIN,
        }


@pytest.mark.parametrize(
    ("area", "digits", "office"),
    [
        (0, "000000", "国家防灾减灾救灾委员会办公室"),
        (370000000000, "370000", "山东省应急管理厅"),
        (WANGDAGUA, "371426102", "山东省应急管理办公室"),
    ],
)
def test_offices_and_account_codes(area, digits, office):
    assert account_code(area) == digits
    assert office_name(area, "山东省") == office
